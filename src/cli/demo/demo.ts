import { showChp } from './chp';
import { showFinnotech } from './finnotech';
import { type DemoFlags, refuseRemote } from './flags';
import { showPoloniex } from './poloniex';
import { Report } from './report';
import { showSideBySide } from './side-by-side';
import type { VenueTally } from './tally';
import { showXapi } from './xapi';

/** The tour of the SDK on local servers of all four venues; ends by itself in under 30 seconds. */
export async function demo(flags: DemoFlags, output: NodeJS.WriteStream): Promise<void> {
  refuseRemote(flags);
  const report = new Report(output);
  const tallies: readonly (readonly [string, VenueTally])[] = [
    ['xapi', await showXapi(report, flags)],
    ['poloniex', await showPoloniex(report, flags.seed)],
    ['chp', await showChp(report, flags.seed)],
    ['finnotech', await showFinnotech(report, flags.seed)],
  ];
  await showSideBySide(report, flags.seed);

  report.heading('Summary');
  const row = (what: string, figure: (tally: VenueTally) => number | undefined): string[] => [
    what,
    ...tallies.map(([, tally]) => String(figure(tally) ?? '-')),
  ];
  report.table(
    ['what', ...tallies.map(([venue]) => venue)],
    [
      row('quotes from streams', ({ quotes }) => quotes),
      row('candles read', ({ candles }) => candles),
      row('orders placed', ({ placed }) => placed),
      row('orders modified', ({ modified }) => modified),
      row('orders canceled', ({ canceled }) => canceled),
      row('fills seen by the SDK', ({ fills }) => fills),
      row('executions on the server', ({ executions }) => executions),
      row('ms until live after the cut', ({ backMs }) =>
        backMs === undefined ? backMs : Math.round(backMs),
      ),
    ],
  );
  report.line(`${report.seconds.toFixed(1)} s in all`);
}
