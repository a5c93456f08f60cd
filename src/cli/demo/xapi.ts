import { startEmulator, type XapiEmulator } from '../../emulators';
import { XapiBroker, type XapiBrokerOptions } from '../../venues/xapi';
import { surviveCut } from './cut';
import type { DemoFlags } from './flags';
import { QuoteBoard, showCandles } from './market-data';
import type { Report } from './report';
import { counted, emptyTally, type VenueTally } from './tally';
import { closeAll, trade } from './trading';

const SYMBOLS = ['EURUSD', 'GOLD', 'US500'] as const;

type Transport = 'tcp' | 'websocket';

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

/** Both transports, quotes, candles, an order from placing to its end, and a lost connection. */
export async function showXapi(report: Report, flags: DemoFlags): Promise<VenueTally> {
  const tally = emptyTally();
  report.heading('A local XAPI server');
  await using emulator = await startEmulator('xapi', { seed: flags.seed });
  report.line(
    `TCP ports ${emulator.endpoints.tcp.mainPort} and ${emulator.endpoints.tcp.streamPort}, WebSocket ${emulator.endpoints.ws.main}`,
  );

  report.heading('Connecting over TCP');
  await using overTcp = new XapiBroker(connectionOptions(emulator, 'tcp', flags));
  await overTcp.connect();
  report.good(`logged in, ${counted((await overTcp.fetchInstruments()).length, 'instrument')}`);
  report.line(`${SYMBOLS.join(', ')}, live:`);
  const tcpQuotes = await QuoteBoard.open(overTcp, SYMBOLS, report);
  await tcpQuotes.show();
  await tcpQuotes.close();
  tally.candles += await showCandles(overTcp, report, 'EURUSD');
  await overTcp.close();

  report.heading('Connecting over WebSocket');
  await using broker = new XapiBroker(connectionOptions(emulator, 'websocket', flags));
  await broker.connect();
  report.good('logged in, the same quotes over WebSocket:');
  const quotes = await QuoteBoard.open(broker, SYMBOLS, report);
  await quotes.show();

  report.heading('Trading');
  await trade(broker, report, tally);

  report.heading('Cutting the connection');
  const before = quotes.total;
  const backMs = await surviveCut(broker, () => emulator.faults.reset(), report);
  report.good(`live again after ${Math.round(backMs)} ms; the same subscription continues:`);
  await quotes.show();
  report.good(`${counted(quotes.total - before, 'quote')} since the cut, ${before} before it`);
  await closeAll(broker, report, tally);
  const { balance = '-', equity = '-', currency = '' } = await broker.fetchAccountSummary();
  report.good(`balance ${balance}, equity ${equity} ${currency}`);
  await broker.close();
  return {
    ...tally,
    quotes: tcpQuotes.total + quotes.total,
    executions: emulator.orders.ofKind('open', 'fill', 'close').length,
    backMs,
  };
}
