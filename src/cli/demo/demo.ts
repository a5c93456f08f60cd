import { startEmulator, type XapiEmulator } from '../../emulators';
import { type BrokerStatus, ConfigurationError } from '../../index';
import { XapiBroker, type XapiBrokerOptions } from '../../venues/xapi';
import { showChp } from './chp';
import { showFinnotech } from './finnotech';
import { DEMO_SYMBOLS, QuoteBoard, showCandles } from './market-data';
import { Report } from './report';
import { closeAll, type TradingTally, trade } from './trading';

/** Where the demo connects when it is not to its own emulator. */
export interface DemoFlags {
  readonly seed: number;
  readonly user?: string;
  readonly password?: string;
  readonly mainUrl?: string;
  readonly streamUrl?: string;
  readonly host?: string;
  readonly mainPort?: number;
  readonly streamPort?: number;
}

type Transport = 'tcp' | 'websocket';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** The demo places orders: it must never do that at a real venue. */
function refuseRemote(flags: DemoFlags): void {
  const urls = [flags.mainUrl, flags.streamUrl].filter((url) => url !== undefined);
  const hosts = urls.map((url) => (URL.canParse(url) ? new URL(url).hostname : url));
  if (flags.host !== undefined) hosts.push(flags.host);
  const remote = hosts.find((host) => !LOOPBACK.has(host));
  if (remote !== undefined) {
    throw new ConfigurationError(
      `The demo places orders, so it connects to this machine only, not to ${remote}`,
    );
  }
}

/** The options for each transport: those of the local emulator, changed by whatever the user gave. */
function connectionOptions(
  emulator: XapiEmulator,
  transport: Transport,
  flags: DemoFlags,
): XapiBrokerOptions {
  const { tcp, ws } = emulator.endpoints;
  const credentials = {
    userId: flags.user ?? emulator.credentials.userId,
    password: flags.password ?? emulator.credentials.password,
  };
  if (transport === 'websocket') {
    return {
      ...credentials,
      transport,
      mainUrl: flags.mainUrl ?? ws.main,
      streamUrl: flags.streamUrl ?? flags.mainUrl ?? ws.stream,
    };
  }
  return {
    ...credentials,
    transport,
    tls: false,
    host: flags.host ?? tcp.host,
    mainPort: flags.mainPort ?? tcp.mainPort,
    streamPort: flags.streamPort ?? flags.mainPort ?? tcp.streamPort,
  };
}

function until(broker: XapiBroker, state: BrokerStatus['state']): Promise<BrokerStatus> {
  return new Promise((resolve) => {
    const listener = (status: BrokerStatus): void => {
      if (status.state !== state) return;
      broker.off('status', listener);
      resolve(status);
    };
    broker.on('status', listener);
  });
}

/** Cuts every connection and shows how the broker comes back. Resolves with the ms until it was live again. */
async function surviveCut(broker: XapiBroker, emulator: XapiEmulator, report: Report): Promise<number> {
  broker.on('status', (status) =>
    report.line(`   status: ${status.state}${status.reason ? ` (${status.reason})` : ''}`),
  );
  broker.on('gap', (gap) => report.notice(`gap: ${gap.reason}`));
  broker.on('resynced', ({ proved }) => report.good(`made whole again: ${proved.join(', ')}`));
  const live = until(broker, 'reconnecting').then(() => until(broker, 'live'));
  const start = performance.now();
  emulator.faults.reset();
  await live;
  return performance.now() - start;
}

/** The tour of the SDK on local servers of XAPI, CHP and Finnotech; ends by itself in under 30 seconds. */
export async function demo(flags: DemoFlags, output: NodeJS.WriteStream): Promise<void> {
  refuseRemote(flags);
  const report = new Report(output);
  const tally: TradingTally = { placed: 0, modified: 0, canceled: 0, filled: 0 };

  report.heading('A local XAPI server');
  await using emulator = await startEmulator('xapi', { seed: flags.seed });
  report.line(
    `TCP ports ${emulator.endpoints.tcp.mainPort} and ${emulator.endpoints.tcp.streamPort}, WebSocket ${emulator.endpoints.ws.main}`,
  );

  report.heading('Connecting over TCP');
  await using overTcp = new XapiBroker(connectionOptions(emulator, 'tcp', flags));
  await overTcp.connect();
  report.good(`logged in, ${(await overTcp.fetchInstruments()).length} instruments`);
  report.line(`${DEMO_SYMBOLS.join(', ')}, live:`);
  const tcpQuotes = await QuoteBoard.open(overTcp, DEMO_SYMBOLS, report);
  await tcpQuotes.show();
  await tcpQuotes.close();
  await showCandles(overTcp, report, 'EURUSD');
  await overTcp.close();

  report.heading('Connecting over WebSocket');
  await using broker = new XapiBroker(connectionOptions(emulator, 'websocket', flags));
  await broker.connect();
  report.good('logged in, the same quotes over WebSocket:');
  const quotes = await QuoteBoard.open(broker, DEMO_SYMBOLS, report);
  await quotes.show();

  report.heading('Trading');
  await trade(broker, report, tally);

  report.heading('Cutting the connection');
  const before = quotes.total;
  const backMs = await surviveCut(broker, emulator, report);
  report.good(`live again after ${Math.round(backMs)} ms; the same subscription goes on:`);
  await quotes.show();
  report.good(`${quotes.total - before} quotes since the cut, ${before} before it`);
  await closeAll(broker, report, tally);
  const { balance, equity, currency } = await broker.fetchAccountSummary();
  await broker.close();

  const chpQuotes = await showChp(report, flags.seed);
  const tehranCandles = await showFinnotech(report, flags.seed);

  report.heading('Summary');
  report.table(
    ['what', 'figure'],
    [
      ['quotes over TCP', String(tcpQuotes.total)],
      ['quotes over WebSocket', String(quotes.total)],
      ['quotes polled from CHP', String(chpQuotes)],
      ['candles read from Finnotech', String(tehranCandles)],
      ['orders placed, modified, canceled', `${tally.placed}, ${tally.modified}, ${tally.canceled}`],
      ['fills seen by the SDK', String(tally.filled)],
      ['executions on the server', String(emulator.orders.ofKind('open', 'fill', 'close').length)],
      ['back after the cut', `${Math.round(backMs)} ms`],
      ['balance and equity', `${balance ?? '-'} and ${equity ?? '-'} ${currency ?? ''}`],
      ['time', `${report.seconds.toFixed(1)} s`],
    ],
  );
}
