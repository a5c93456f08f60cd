import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/adapter/rest/answer';
import type { RestEndpoint } from '../../src/adapter/rest/endpoint';
import type { TextReader } from '../../src/adapter/schema/text-reader';
import { atOnce } from '../../src/core/slices';
import { Redactor } from '../../src/errors/redact';
import { openAnswer as openChp } from '../../src/venues/chp/client/rest';
import { CUT_ENDPOINTS as CHP } from '../../src/venues/chp/endpoints';
import * as chp from '../../src/venues/chp/map';
import { openAnswer as openFinnotech } from '../../src/venues/finnotech/client/rest';
import { CUT_SERVICES as FINNOTECH } from '../../src/venues/finnotech/endpoints';
import * as finnotech from '../../src/venues/finnotech/map';
import { CUT_ENDPOINTS as POLONIEX } from '../../src/venues/poloniex/endpoints';
import * as poloniex from '../../src/venues/poloniex/map';
import { openAnswer as openPoloniex } from '../../src/venues/poloniex/rest/rules';
import { readReply } from '../../src/venues/xapi/client/codec';
import { CUT_COMMANDS } from '../../src/venues/xapi/client/commands';
import * as xapi from '../../src/venues/xapi/map';
import {
  chpBars,
  chpOrders,
  chpPositions,
  chpSymbolsText,
  finnotechMinutes,
  poloniexCandles,
  poloniexOrders,
  xapiChart,
  xapiTrades,
} from '../bench/reply-texts';

/*
 * What a broker reads straight from the text of an answer is what it reads of the parsed answer, or it leaves the answer to
 * that: for answers as they come, and changed anywhere.
 */

interface Subject {
  readonly texts: readonly string[];
  /** The records of an answer, by way of its text where that is allowed. @throws what the general path throws */
  read(text: string, from: 'text' | 'value'): unknown;
}

const redactor = new Redactor();
const call = { venue: 'test', operation: 'test', requestId: 'test' };
const stamp = { receivedTime: 1_700_000_000_000, serverTime: 1_700_000_000_000, source: 'read' } as const;

/** How often an answer was read from its text. */
let taken = 0;

function counted<T>(reader: TextReader<T>): TextReader<T> {
  return function* (text, from, to) {
    const result = yield* reader(text, from, to);
    if (result !== undefined) taken += 1;
    return result;
  };
}

type Rest<T> = RestEndpoint<readonly T[]> & { readonly fromText: TextReader<readonly T[]> };
type Open = Parameters<typeof readAnswer>[2]['open'];

function rest<T>(endpoint: Rest<T>, open: Open, map: (row: T) => unknown): Subject['read'] {
  return (text, from) => {
    const fromText = from === 'text' ? counted(endpoint.fromText) : undefined;
    const reader = { call, open, redactor, read: endpoint.read, fromText };
    return (atOnce(readAnswer({ status: 200, text }, undefined, reader)).result as readonly T[]).map(map);
  };
}

const chpRest = <T>(endpoint: Rest<T> & typeof CHP.getBars, map: (row: T) => unknown): Subject['read'] =>
  rest(endpoint, (answer) => openChp(answer, endpoint, call, redactor), map);
const finnotechRest = <T>(endpoint: Rest<T> & typeof FINNOTECH.tradesRealtime, map: (row: T) => unknown) =>
  rest(
    endpoint,
    (answer) => openFinnotech(answer, { endpoint } as never, call as never, undefined, redactor),
    map,
  );
const poloniexRest = <T>(endpoint: Rest<T> & { readonly quota: 'public' }, map: (row: T) => unknown) =>
  rest(endpoint, (answer) => openPoloniex(answer, { endpoint } as never, call as never, redactor), map);

function main<N extends keyof typeof CUT_COMMANDS>(
  name: N,
  map: (answer: ReturnType<(typeof CUT_COMMANDS)[N]['read']>) => unknown,
): Subject['read'] {
  const { read, fromText } = CUT_COMMANDS[name];
  return (text, from) => {
    const reply = readReply(text, from === 'text' && fromText ? () => counted<unknown>(fromText) : undefined);
    const { status, errorCode, errorDescr, tag, isTooDeep } = reply;
    if (status !== true || isTooDeep) return { status, errorCode, errorDescr, tag, isTooDeep };
    return { tag, records: map((reply.cut ?? read(reply.returnData)) as never) };
  };
}

/** The first rows of a list that a bench makes. */
function fewRows(text: string, count: number): string {
  const [head = ''] = /^.*?\[(?=[{[])/.exec(text) ?? [];
  const rows = text.slice(head.length).split(/(?<=[}\]]),(?=[{[])/, count);
  if (head.startsWith('{"trackId')) return `${head}${rows.join(',')}],"state":"DONE"}`;
  return head + rows.join(',') + (head.startsWith('{"digits') || head.startsWith('{"method') ? ']}' : ']');
}

const reply = (data: string): string => `{"status":true,"returnData":${data},"customTag":"abc12-1.abc12-2"}`;
const fixture = (path: string): string =>
  JSON.stringify(
    (JSON.parse(readFileSync(`test/fixtures/${path}`, 'utf8')) as { readonly value: unknown }).value,
  );
const sentChart = (): string =>
  fewRows(xapiChart(1), 2).replaceAll(
    /"close":(\S+?),"ctm":(\d+),"ctmString":("[^"]*"),"high":(\S+?),"low":(\S+?),"open":(\S+?),/g,
    '"ctm":$2,"ctmString":$3,"open":$6,"close":$1,"high":$4,"low":$5,',
  );

const SUBJECTS: Readonly<Record<string, Subject>> = {
  'xapi getChartRangeRequest': {
    texts: [
      reply(fewRows(xapiChart(1), 2)),
      reply(sentChart()),
      reply(`{"digits":4,"rateInfos":[${fixture('xapi/rate-info-record.json')}]}`),
      reply('{"digits":4,"rateInfos":[]}'),
    ],
    read: main('getChartRangeRequest', ({ digits, rateInfos }) =>
      rateInfos.map((row) => xapi.toCandle(row, { ...stamp, symbol: 'EURUSD', interval: '1m', digits })),
    ),
  },
  'xapi getAllSymbols': {
    texts: [reply(`[${fixture('xapi/symbol-record.json')}]`)],
    read: main('getAllSymbols', (rows) => rows.map((row) => xapi.toInstrument(row, stamp))),
  },
  'xapi getTrades': {
    texts: [
      reply(fewRows(xapiTrades(1), 2)),
      reply(`[${fixture('xapi/trade-record.json')},${fixture('xapi/captured-trade-record.json')}]`),
    ],
    read: main('getTrades', (rows) =>
      rows.map((row) => [xapi.toPendingOrder(row, stamp, stamp.serverTime), xapi.toPosition(row, stamp)]),
    ),
  },
  'poloniex getCandles': {
    texts: [poloniexCandles(1, 2), `[${fixture('poloniex/rest-candle.json')}]`],
    read: poloniexRest(POLONIEX.getCandles as never, (row: poloniex.CandleFields) =>
      poloniex.toCandle(row, { ...stamp, symbol: 'BTC_USDT', interval: '1m' }),
    ),
  },
  'poloniex getOpenOrders': {
    texts: [fewRows(poloniexOrders(1), 2), `[${fixture('poloniex/rest-order.json')}]`],
    read: poloniexRest(POLONIEX.getOpenOrders as never, (row: poloniex.OrderFields) =>
      poloniex.toOrder(row, stamp),
    ),
  },
  'chp getBars': {
    texts: [
      fewRows(chpBars(1), 2),
      `{"method":"GetBars","result":true,"data":[${fixture('chp/bar-record.json')}]}`,
    ],
    read: chpRest(CHP.getBars, (row) =>
      chp.toCandle(row, { ...stamp, interval: '1m', grid: { tickSize: '0.01', priceDecimals: 2 } }),
    ),
  },
  'chp updateOrder': {
    texts: [
      fewRows(chpOrders(1), 2),
      `{"method":"UpdateOrder","result":true,"data":[${fixture('chp/order-record.json')}]}`,
      '{"method":"UpdateOrder","result":true,"data":[]}',
    ],
    read: chpRest(CHP.updateOrder as never, (row: chp.OrderRow) => [
      chp.toOrder(row, stamp, { tickSize: '0.01', priceDecimals: 2 }),
      chp.fingerprintOf(row),
      row.orderno,
    ]),
  },
  'chp updatePosition': {
    texts: [
      fewRows(chpPositions(1), 2),
      `{"method":"UpdatePosition","result":true,"data":[${fixture('chp/position-record.json')}]}`,
    ],
    read: chpRest(CHP.updatePosition as never, (row: chp.PositionFields) =>
      chp.toPosition(row, stamp, { tickSize: '0.01', priceDecimals: 2 }),
    ),
  },
  'finnotech tradesRealtime': {
    texts: [fewRows(finnotechMinutes(1), 2)],
    read: finnotechRest(FINNOTECH.tradesRealtime, (row) =>
      finnotech.toMinuteCandle(row, { symbol: 'IRO1MADN0001', closed: true }, stamp),
    ),
  },
  'chp getSymbols': {
    texts: [
      chpSymbolsText(2),
      `{"method":"GetSymbols","result":true,"data":[${fixture('chp/symbol-record.json')}]}`,
    ],
    read: chpRest(CHP.getSymbols as never, (draft: chp.InstrumentDraft) => chp.toArrived(draft, stamp)),
  },
};

const outcome = ({ read }: Subject, text: string, from: 'text' | 'value'): unknown => {
  try {
    return read(text, from);
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
};

/** So many answers a reader that has missed again and again leaves alone. */
const REST = 1000;

/**
 * Reads a usual answer until it is read from its text. Readers belong to the process: other tests, whose answers are
 * written otherwise, may have left one that steps aside.
 */
function wake({ read, texts }: Subject): void {
  taken = 0;
  for (let left = REST; taken === 0 && left >= 0; left -= 1) read(texts[0] as string, 'text');
  expect(taken).toBe(1);
}

function check(subject: Subject, text: string): void {
  wake(subject);
  taken = 0;
  expect(outcome(subject, text, 'text')).toEqual(outcome(subject, text, 'value'));
}

/** How much memory is held, in bytes, after a collection. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  setFlagsFromString('--no-expose-gc');
  return process.memoryUsage().heapUsed;
}

/** All texts of a record. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The usual answer with its first row many times over: about as long as one may be. */
function longAnswer({ texts: [text = ''] }: Subject): string {
  const [before = '', row = ''] = /^(.*?\[)((?:\{|\[).*?[}\]])(?=,[{[]|\])/.exec(text)?.slice(1) ?? [];
  return before + `${row},`.repeat(Math.ceil(500_000 / row.length)) + text.slice(before.length);
}

const PIECES = [
  '',
  '"',
  '\\',
  '\\u0041',
  '0',
  '-',
  '.',
  'e5',
  'E-5',
  ' ',
  '\n',
  ',',
  '}',
  ']',
  '{',
  '[',
  'null',
  'x',
];
const ROWS = ['{}', '[]', 'null', '1', '"x"', '{"a":1}', '{"__proto__":{}}'];
const NUMBERS = [
  '0',
  '-0',
  '-0.0',
  '1e3',
  '1.0E-5',
  '12345678901234567890',
  '0.1',
  '1234.5678',
  '-7',
  '00',
  '1.',
];

describe.each(Object.entries(SUBJECTS))('%s', (_name, subject) => {
  test('default: answers as they come are read from their text', () => {
    for (const text of subject.texts) {
      check(subject, text);
      expect(taken).toBe(1);
    }
  });

  test('behavior: cut anywhere, with anything around it or a piece changed anywhere, an answer means the same', () => {
    for (const text of subject.texts) {
      for (let at = 0; at < text.length; at += 7) check(subject, text.slice(0, at));
      for (const around of [' ', '\n\n', ',', ']', '}']) {
        check(subject, text + around);
        check(subject, around + text);
      }
    }
    const place = fc.tuple(
      fc.constantFrom(...subject.texts),
      fc.nat(),
      fc.constantFrom(...PIECES),
      fc.nat(2),
    );
    fc.assert(
      fc.property(place, ([text, where, piece, left]) => {
        const at = where % text.length;
        check(subject, text.slice(0, at) + piece + text.slice(at + left));
      }),
      { numRuns: 800 },
    );
  });

  test('behavior: what is kept of an answer does not keep its text', () => {
    const answer = longAnswer(subject);
    const kept: unknown[] = [];
    wake(subject);
    const before = heldBytes();
    for (let count = 0; count < 40; count += 1) {
      taken = 0;
      // A text of its own, in one piece, as one that came in a socket.
      const records = subject.read(Buffer.from(answer).toString('latin1'), 'text');
      expect(taken).toBe(1);
      const rows = (
        Array.isArray(records) ? records : (records as { records: unknown[] }).records
      ) as unknown[];
      // As keys, for a text that was put together of others holds on to them.
      for (const text of textsIn(rows[0])) kept.push(`${count} ${text} ${count}`);
    }
    expect(kept.length).toBeGreaterThan(40);
    expect(heldBytes() - before).toBeLessThan(5_000_000);
  });

  test('behavior: with other numbers and other rows likewise', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...subject.texts),
        fc.nat(),
        fc.constantFrom(...NUMBERS),
        fc.constantFrom('', ...ROWS),
        (text, where, number, row) => {
          const numbers = [...text.matchAll(/(?<=[:,["])-?\d[\d.]*(?=[,}\]"])/g)];
          const { index = 0, 0: old = '' } = numbers[where % Math.max(1, numbers.length)] ?? {};
          const changed = text.slice(0, index) + number + text.slice(index + old.length);
          check(subject, row === '' ? changed : changed.replace(/\[(?=[{[])/, `[${row},`));
        },
      ),
      { numRuns: 500 },
    );
  });
});
