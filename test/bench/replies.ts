import { readCandles } from '../../src/adapter/ranges/candle-source';
import { type AnswerReader, type RestPayload, readAnswer } from '../../src/adapter/rest/answer';
import { systemClock } from '../../src/core/clock';
import { silentLogger } from '../../src/core/logger';
import { atOnce } from '../../src/core/slices';
import { Redactor } from '../../src/errors/redact';
import type { Instrument } from '../../src/model';
import { openAnswer as openChp } from '../../src/venues/chp/client/rest';
import { ChpConnection } from '../../src/venues/chp/connection';
import { ENDPOINTS as CHP } from '../../src/venues/chp/endpoints';
import { createCandleSource as chpSource } from '../../src/venues/chp/reads/candles';
import { readInstruments as readChpInstruments } from '../../src/venues/chp/reads/reads';
import { PoloniexConnection } from '../../src/venues/poloniex/connection';
import { ENDPOINTS as POLONIEX } from '../../src/venues/poloniex/endpoints';
import { toOrder as toPoloniexOrder } from '../../src/venues/poloniex/map';
import { createCandleSource as poloniexSource } from '../../src/venues/poloniex/reads/candles';
import { FeeRates } from '../../src/venues/poloniex/reads/fee-rates';
import { readInstruments as readPoloniexInstruments } from '../../src/venues/poloniex/reads/reads';
import { openAnswer as openPoloniex } from '../../src/venues/poloniex/rest/rules';
import { readReply } from '../../src/venues/xapi/client/codec';
import { COMMANDS } from '../../src/venues/xapi/client/commands';
import { XapiConnection } from '../../src/venues/xapi/connection';
import { toPendingOrder } from '../../src/venues/xapi/map';
import { createCandleSource as xapiSource } from '../../src/venues/xapi/reads/candles';
import { createInstrumentSource } from '../../src/venues/xapi/reads/reads';
import { type BenchRow, median } from './measure';
import {
  CHP_SYMBOL_ROWS,
  chpBars,
  chpSymbolsText,
  FIRST_OPEN,
  poloniexCandles,
  poloniexMarkets,
  poloniexOrders,
  REPLY_ROWS,
  xapiChart,
  xapiSymbols,
  xapiTrades,
} from './reply-texts';

/** The largest multiple of `JSON.parse` that passes. */
const LIMIT = 1.3;
/** Answers of a round, no two alike. */
const ANSWERS = 20;
const ROUNDS = 9;
const MINUTE_MS = 60_000;
const LAST_OPEN = FIRST_OPEN + REPLY_ROWS * MINUTE_MS;

const nothing = (): void => {};
const hooks = { stale: nothing, fresh: nothing, lost: nothing, report: nothing };
const common = { clock: systemClock, logger: silentLogger, raw: false };
const redactor = new Redactor();

/** How one kind of answer becomes records: through the venue's own code, with a client that answers at once. */
interface Reply {
  texts(): readonly string[];
  /** Rows of each text. */
  readonly rows: number;
  read(text: string): Promise<{ readonly length: number }>;
}

const range = { from: FIRST_OPEN, to: LAST_OPEN } as const;
const texts = (make: (seed: number) => string) => (): readonly string[] =>
  Array.from({ length: ANSWERS }, (_, index) => make(index + 1));

type RestReader = Pick<AnswerReader<unknown, RestPayload>, 'read' | 'open'>;

/** As a client reads the answer to a request. */
function readRest(text: string, { read, open }: RestReader): never {
  const call = { venue: 'bench', operation: 'bench', requestId: 'bench' };
  return atOnce(readAnswer({ status: 200, text }, undefined, { call, read, open, redactor })).result as never;
}

/** The client of a connection with answers of the bench in the place of some methods. */
function answering<C extends object>(client: C, answers: { readonly [K in keyof C]?: unknown }): void {
  for (const [name, value] of Object.entries(answers)) Object.defineProperty(client, name, { value });
}

function xapiReplies(): Record<string, Reply> {
  const connection = new XapiConnection(
    { environment: 'demo', userId: '1000', password: 'PASSWORD', ...common },
    hooks,
  );
  let reply = '';
  const data = (): unknown => readReply(reply).returnData;
  answering(connection.client, {
    getChartRangeRequest: async () => COMMANDS.getChartRangeRequest.read(data()),
    getAllSymbols: async () => COMMANDS.getAllSymbols.read(data()),
    getTrades: async () => COMMANDS.getTrades.read(data()),
  });
  const candles = xapiSource(connection);
  const instruments = createInstrumentSource(connection);
  const asReply = (part: string): string => `{"status":true,"returnData":${part}}`;
  return {
    'xapi-candles': {
      texts: texts((seed) => asReply(xapiChart(seed))),
      rows: REPLY_ROWS,
      read: async (text) => {
        reply = text;
        const { signal } = new AbortController();
        return readCandles(candles, { symbol: 'EURUSD', interval: '1m', ...range }, { signal });
      },
    },
    'xapi-orders': {
      texts: texts((seed) => asReply(xapiTrades(seed))),
      rows: REPLY_ROWS,
      read: async (text) => {
        reply = text;
        const rows = await connection.client.getTrades({ openedOnly: false });
        return rows.map((row) => toPendingOrder(row, connection.stamp('read', row), connection.serverTime()));
      },
    },
    'xapi-symbols': {
      texts: () => [asReply(xapiSymbols(20 * 2 ** 20))],
      rows: 10_000,
      read: async (text) => {
        reply = text;
        return instruments.load();
      },
    },
  };
}

function poloniexReplies(): Record<string, Reply> {
  const connection = new PoloniexConnection({ apiKey: 'KEY', apiSecret: 'SECRET', ...common }, hooks);
  let answer = '';
  const open = (name: keyof typeof POLONIEX): RestReader => ({
    read: POLONIEX[name].read,
    open: (value) => openPoloniex(value, { endpoint: POLONIEX[name] } as never, {} as never, redactor),
  });
  const [candlesReader, ordersReader, marketsReader] = (
    ['getCandles', 'getOpenOrders', 'getMarkets'] as const
  ).map(open);
  answering(connection.client, {
    getCandles: async () => readRest(answer, candlesReader as RestReader),
    getOpenOrders: async () => readRest(answer, ordersReader as RestReader),
    getMarkets: async () => readRest(answer, marketsReader as RestReader),
    getFeeInfo: async () => ({ makerRate: '0.001', takerRate: '0.002' }),
  });
  const source = poloniexSource(connection);
  // One page, so that a text is an answer.
  const candles = { ...source, maxMs: () => LAST_OPEN - FIRST_OPEN };
  const fees = new FeeRates(connection);
  return {
    'poloniex-candles': {
      texts: texts(poloniexCandles),
      rows: REPLY_ROWS,
      read: async (text) => {
        answer = text;
        return readCandles(candles, { symbol: 'BTC_USDT', interval: '1m', ...range }, {});
      },
    },
    'poloniex-orders': {
      texts: texts(poloniexOrders),
      rows: REPLY_ROWS,
      read: async (text) => {
        answer = text;
        const rows = await connection.client.getOpenOrders({});
        return rows.map((row) => toPoloniexOrder(row, connection.stamp('read', row)));
      },
    },
    'poloniex-markets': {
      texts: texts(poloniexMarkets),
      rows: REPLY_ROWS,
      read: async (text) => {
        answer = text;
        return readPoloniexInstruments(connection, fees);
      },
    },
  };
}

function chpReplies(): Record<string, Reply> {
  const polling = {} as never;
  const connection = new ChpConnection(
    { host: '127.0.0.1', login: 'LOGIN', password: 'PASSWORD', token: 'TOKEN', ...common } as never,
    polling,
    hooks,
  );
  let answer = '';
  const open = (name: 'getBars' | 'getSymbols'): RestReader => ({
    read: CHP[name].read,
    open: (value) =>
      openChp(value, CHP[name], { venue: 'chp', operation: name, requestId: 'bench' }, redactor),
  });
  const [bars, symbols] = [open('getBars'), open('getSymbols')];
  answering(connection.client, {
    getBars: async () => readRest(answer, bars),
    getSymbols: async () => readRest(answer, symbols),
  });
  const gazp = { symbol: 'GAZP', tickSize: '0.01', priceDecimals: 2 } as Instrument;
  const candles = chpSource(connection, { get: () => gazp } as never);
  return {
    'chp-candles': {
      texts: texts(chpBars),
      // The first shows that the range was reached.
      rows: REPLY_ROWS - 1,
      read: async (text) => {
        answer = text;
        const { signal } = new AbortController();
        const from = FIRST_OPEN + MINUTE_MS;
        return readCandles(candles, { symbol: 'GAZP', interval: '1m', ...range, from }, { signal });
      },
    },
    'chp-symbols': {
      texts: () => [chpSymbolsText()],
      rows: CHP_SYMBOL_ROWS,
      read: async (text) => {
        answer = text;
        return readChpInstruments(connection);
      },
    },
  };
}

/** From the text of an answer to the broker's records, as a multiple of parsing it. CPU of the process, not its time. */
export async function benchReplies(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, reply] of Object.entries({ ...xapiReplies(), ...poloniexReplies(), ...chpReplies() })) {
    rows.push(await benchReply(name, reply));
  }
  return rows;
}

async function benchReply(name: string, { texts, rows, read }: Reply): Promise<BenchRow> {
  // In one piece, as what is read from a socket: a text that was joined is slower to read.
  const answers = texts().map((text) => Buffer.from(text).toString());
  const base: number[] = [];
  const ours: number[] = [];
  const cpuMs = (from: NodeJS.CpuUsage): number => {
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1000;
  };
  for (let round = 0; round <= ROUNDS; round += 1) {
    globalThis.gc?.();
    const parsing = process.cpuUsage();
    for (const text of answers) JSON.parse(text);
    const parsed = cpuMs(parsing);
    globalThis.gc?.();
    const reading = process.cpuUsage();
    for (const text of answers) {
      const { length } = await read(text);
      if (length < rows) throw new Error(`${length} records of ${rows} rows`);
    }
    // The first round is the compiler's.
    if (round === 0) continue;
    base.push(parsed);
    ours.push(cpuMs(reading));
  }
  const took = median(ours);
  const perSecond = Math.round(((answers.length * rows) / took) * 1000);
  return { id: `${name}-to-records`, ratio: took / median(base), perSecond, limit: LIMIT };
}
