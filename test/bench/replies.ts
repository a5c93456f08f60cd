import { readCandles } from '../../src/adapter/ranges/candle-source';
import { type AnswerReader, type RestPayload, readAnswer } from '../../src/adapter/rest/answer';
import type { RestEndpoint } from '../../src/adapter/rest/endpoint';
import { systemClock } from '../../src/core/clock';
import { silentLogger } from '../../src/core/logger';
import { atOnce } from '../../src/core/slices';
import { Redactor } from '../../src/errors/redact';
import type { Instrument } from '../../src/model';
import { AccountState } from '../../src/venues/chp/account/state';
import { openAnswer as openChp } from '../../src/venues/chp/client/rest';
import { ChpConnection } from '../../src/venues/chp/connection';
import { CUT_ENDPOINTS as CHP, type ChpEndpoint } from '../../src/venues/chp/endpoints';
import { createCandleSource as chpSource } from '../../src/venues/chp/reads/candles';
import { readInstruments as readChpInstruments } from '../../src/venues/chp/reads/reads';
import { openAnswer as openFinnotech } from '../../src/venues/finnotech/client/rest';
import { FinnotechConnection } from '../../src/venues/finnotech/connection';
import { CUT_SERVICES } from '../../src/venues/finnotech/endpoints';
import { createCandleSource as finnotechSource } from '../../src/venues/finnotech/reads/candles';
import { PoloniexConnection } from '../../src/venues/poloniex/connection';
import { ENDPOINTS, CUT_ENDPOINTS as POLONIEX } from '../../src/venues/poloniex/endpoints';
import { toOrder as toPoloniexOrder } from '../../src/venues/poloniex/map';
import { createCandleSource as poloniexSource } from '../../src/venues/poloniex/reads/candles';
import { FeeRates } from '../../src/venues/poloniex/reads/fee-rates';
import { readInstruments as readPoloniexInstruments } from '../../src/venues/poloniex/reads/reads';
import { openAnswer as openPoloniex } from '../../src/venues/poloniex/rest/rules';
import { readReply } from '../../src/venues/xapi/client/codec';
import { CUT_COMMANDS } from '../../src/venues/xapi/client/commands';
import { XapiConnection } from '../../src/venues/xapi/connection';
import { TradeLookup } from '../../src/venues/xapi/orders/lookup';
import { createCandleSource as xapiSource } from '../../src/venues/xapi/reads/candles';
import { createInstrumentSource } from '../../src/venues/xapi/reads/reads';
import { type BenchRow, median } from './measure';
import {
  CHP_SYMBOL_ROWS,
  chpBars,
  chpOrders,
  chpPositions,
  chpSymbolsText,
  FINNOTECH_OPEN,
  FINNOTECH_ROWS,
  FIRST_OPEN,
  finnotechMinutes,
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

type RestReader = Pick<AnswerReader<unknown, RestPayload>, 'fromText' | 'read' | 'open'>;

/** As a client reads the answer to a request. */
function readRest(text: string, reader: RestReader): never {
  const call = { venue: 'bench', operation: 'bench', requestId: 'bench' };
  return atOnce(readAnswer({ status: 200, text }, undefined, { call, redactor, ...reader })).result as never;
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
  answering(connection.client, {
    cut: async (name: keyof typeof CUT_COMMANDS) => {
      const { fromText, read } = CUT_COMMANDS[name];
      const { cut, returnData } = readReply(reply, () => fromText);
      return cut ?? read(returnData);
    },
  });
  const candles = xapiSource(connection);
  const instruments = createInstrumentSource(connection);
  const lookup = new TradeLookup(connection, {} as never, {} as never);
  const asReply = (part: string): string => `{"status":true,"returnData":${part},"customTag":"vk_1"}`;
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
        return lookup.openOrders({ signal: new AbortController().signal });
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
  const read = (endpoint: RestEndpoint): never =>
    readRest(answer, {
      ...endpoint,
      open: (value) => openPoloniex(value, { endpoint } as never, {} as never, redactor),
    });
  answering(connection.client, {
    cut: async (name: keyof typeof POLONIEX) => read(POLONIEX[name]),
    getMarkets: async () => read(ENDPOINTS.getMarkets),
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
        const rows = await connection.client.cut('getOpenOrders', {});
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
  const read = (endpoint: ChpEndpoint): never =>
    readRest(answer, {
      ...endpoint,
      open: (value) =>
        openChp(value, endpoint, { venue: 'chp', operation: 'bench', requestId: 'bench' }, redactor),
    });
  answering(connection.client, { cut: async (name: keyof typeof CHP) => read(CHP[name]) });
  const gazp = { symbol: 'GAZP', tickSize: '0.01', priceDecimals: 2 } as Instrument;
  const candles = chpSource(connection, { get: () => gazp } as never);
  /** What a poll of the account hands on. */
  const emitted = (take: (state: AccountState) => void): readonly object[] => {
    const records: object[] = [];
    const add = (record: object): void => void records.push(record);
    const doubts = (): boolean => false;
    const events = { order: add, fill: add, position: add, balance: add, backfilledFill: add, doubts };
    take(new AccountState(connection, () => gazp, events));
    return records;
  };
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
    'chp-orders': {
      texts: texts(chpOrders),
      rows: REPLY_ROWS,
      read: async (text) => {
        answer = text;
        return emitted((state) => state.takeOrders(read(CHP.updateOrder), 'stream'));
      },
    },
    'chp-positions': {
      texts: texts(chpPositions),
      rows: REPLY_ROWS,
      read: async (text) => {
        answer = text;
        return emitted((state) => state.takePositions(read(CHP.updatePosition), 'stream'));
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

function finnotechReplies(): Record<string, Reply> {
  // Minutes are those of the current day.
  const to = FINNOTECH_OPEN + FINNOTECH_ROWS * MINUTE_MS;
  const clock = { ...systemClock, now: () => to, monotonic: () => 0 };
  const credentials = { clientId: 'CLIENT', clientSecret: 'SECRET', nid: '0000000000' };
  const connection = new FinnotechConnection(
    { ...credentials, ...common, clock } as never,
    {} as never,
    hooks,
  );
  let answer = '';
  const endpoint = CUT_SERVICES.tradesRealtime;
  answering(connection.client, {
    cut: async () => ({
      result: readRest(answer, {
        ...endpoint,
        open: (value) => openFinnotech(value, { endpoint } as never, {} as never, undefined, redactor),
      }),
    }),
  });
  const found = { symbol: 'IRO1MADN0001', coId: '5', precedencyRight: false };
  const candles = finnotechSource(connection, { find: () => found } as never);
  return {
    'finnotech-minutes': {
      texts: texts(finnotechMinutes),
      rows: FINNOTECH_ROWS,
      read: async (text) => {
        answer = text;
        const request = {
          symbol: found.symbol,
          interval: '1m',
          from: FINNOTECH_OPEN,
          to,
          adjusted: undefined,
        } as const;
        return readCandles(candles, request, {} as never);
      },
    },
  };
}

/** From the text of an answer to the broker's records, as a multiple of parsing it. CPU of the process, not its time. */
export async function benchReplies(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, reply] of Object.entries({
    ...xapiReplies(),
    ...poloniexReplies(),
    ...chpReplies(),
    ...finnotechReplies(),
  })) {
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
