import { showChp } from './chp';
import { showFinnotech } from './finnotech';
import { type DemoFlags, refuseRemote } from './flags';
import { showPoloniex } from './poloniex';
import { Report } from './report';
import { showSideBySide } from './side-by-side';
import { showXapi } from './xapi';

/** The tour of the SDK on local servers of all four venues; ends by itself in under 30 seconds. */
export async function demo(flags: DemoFlags, output: NodeJS.WriteStream): Promise<void> {
  refuseRemote(flags);
  const report = new Report(output);
  const xapi = await showXapi(report, flags);
  const poloniex = await showPoloniex(report, flags.seed);
  const chpQuotes = await showChp(report, flags.seed);
  const tehranCandles = await showFinnotech(report, flags.seed);
  await showSideBySide(report, flags.seed);

  const { tally } = xapi;
  report.heading('Summary');
  report.table(
    ['what', 'figure'],
    [
      ['quotes over TCP', String(xapi.quotesOverTcp)],
      ['quotes over WebSocket', String(xapi.quotesOverWebSocket)],
      ['quotes polled from CHP', String(chpQuotes)],
      ['quotes from Poloniex', String(poloniex.quotes)],
      ['candles read from Finnotech', String(tehranCandles)],
      ['orders placed, modified, canceled', `${tally.placed}, ${tally.modified}, ${tally.canceled}`],
      ['fills seen by the SDK', String(tally.filled)],
      ['executions on the server', String(xapi.executions)],
      ['fills at Poloniex, and on its server', `${poloniex.fills} and ${poloniex.executions}`],
      ['back after the cut', `${Math.round(xapi.backMs)} ms, Poloniex ${Math.round(poloniex.backMs)} ms`],
      ['balance and equity', xapi.account],
      ['time', `${report.seconds.toFixed(1)} s`],
    ],
  );
}
