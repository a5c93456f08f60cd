import { JsonValueSplitter } from '../../src/transport/json/splitter';

/** One line of `npm run bench`. */
export interface FramingRow {
  readonly id: string;
  /** Median time over the median time of `JSON.parse` of the same text. */
  readonly ratio: number;
  /** Bytes per second. */
  readonly perSecond: number;
  /** The largest ratio that passes; `Infinity` where the limit is `limitMs`. */
  readonly limit: number;
}

const FRAME_BYTES = 20 * 1024 * 1024;
const ROUNDS = 9;

/** A getAllSymbols reply of about 20 MB, each row with numbers of its own. */
export function symbolReply(bytes = FRAME_BYTES, description = 'Instrument'): string {
  const rows: string[] = [];
  for (let row = 0, size = 0; size < bytes; row += 1) {
    const bid = (1 + (row % 99_991) / 100_000).toFixed(5);
    const text = JSON.stringify({
      symbol: `SYM${row}`,
      currency: 'USD',
      categoryName: 'FX',
      currencyProfit: 'PLN',
      quoteId: 1,
      quoteIdCross: 4,
      marginMode: 101,
      profitMode: 5,
      pipsPrecision: 4,
      contractSize: 100_000,
      exemode: 1,
      time: 1_633_654_532_000 + row,
      expiration: null,
      stopsLevel: 0,
      precision: 5,
      swapType: 1,
      stepRuleId: 1,
      type: 22,
      instantMaxVolume: 2_147_483_647,
      groupName: 'Major',
      description: `${description} ${row}, "spot"`,
      longOnly: false,
      trailingEnabled: true,
      marginHedgedStrong: false,
      swapEnable: true,
      percentage: 100,
      bid: Number(bid),
      ask: Number(bid) + 0.00009,
      high: Number(bid) + 0.0123,
      low: Number(bid) - 0.0123,
      lotMin: 0.01,
      lotMax: 100,
      lotStep: 0.01,
      tickSize: 0.00001,
      tickValue: 1.0 + row / 1e6,
      swapLong: -0.4 - row / 1e7,
      swapShort: -0.12,
      leverage: 3.33,
      spreadRaw: 0.00009,
      spreadTable: 0.9,
      starting: null,
      swap_rollover3days: 3,
      marginMaintenance: 0,
      marginHedged: 0,
      initialMargin: 0,
      currencyPair: true,
      shortSelling: true,
      timeString: 'Fri Oct 08 02:55:32 CEST 2021',
    });
    rows.push(text);
    size += text.length + 1;
  }
  return `{"status":true,"returnData":[${rows.join(',')}]}\n\n`;
}

function slices(bytes: Buffer, size: number): Buffer[] {
  const all: Buffer[] = [];
  // Copies, as a socket delivers them.
  for (let at = 0; at < bytes.length; at += size) all.push(Buffer.from(bytes.subarray(at, at + size)));
  return all;
}

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number;
}

function frame(chunks: readonly Uint8Array[]): number {
  let length = 0;
  const splitter = new JsonValueSplitter({
    maxBytes: 64 * 1024 * 1024,
    onValue: (text) => {
      length += text.length;
    },
  });
  for (const chunk of chunks) splitter.push(chunk);
  if (splitter.pendingBytes > 0 || length === 0) throw new Error('The reply was not complete');
  return length;
}

/** Framing alone of a 20 MB reply in slices of 64 kB, against `JSON.parse` of the whole text. */
export function benchFraming(rounds = ROUNDS): FramingRow[] {
  return [
    ratioRow('framing-20mb-64k', symbolReply(), rounds),
    ratioRow('framing-20mb-64k-utf8', symbolReply(FRAME_BYTES, 'Złoty Рубль'), rounds),
  ];
}

function ratioRow(id: string, text: string, rounds: number): FramingRow {
  const bytes = Buffer.from(text);
  const chunks = slices(bytes, 64 * 1024);
  const parsing: number[] = [];
  const framing: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    parsing.push(time(() => JSON.parse(text)));
    framing.push(time(() => frame(chunks)));
  }
  const took = median(framing);
  return { id, ratio: took / median(parsing), perSecond: (bytes.length / took) * 1000, limit: 2 };
}

/** The same reply in slices of one byte: milliseconds, and the memory that one frame needed as a multiple of its size. */
export function benchByteSlices(): { readonly ms: number; readonly memoryRatio: number } {
  // Measured in a call of its own, so that nothing of the making is alive and counted in the base line.
  return pushByteByByte(Buffer.from(symbolReply()));
}

function pushByteByByte(bytes: Buffer): { readonly ms: number; readonly memoryRatio: number } {
  const one = new Uint8Array(1);
  let text = '';
  const splitter = new JsonValueSplitter({
    maxBytes: 64 * 1024 * 1024,
    onValue: (value) => {
      text = value;
    },
  });
  const used = (): number => {
    const { external, heapUsed } = process.memoryUsage();
    return external + heapUsed;
  };
  globalThis.gc?.();
  globalThis.gc?.();
  const before = used();
  let peak = 0;
  const ms = time(() => {
    for (let at = 0; at < bytes.length; at += 1) {
      one[0] = bytes[at] as number;
      splitter.push(one);
      if (at % 65_536 === 0) peak = Math.max(peak, used() - before);
    }
  });
  peak = Math.max(peak, used() - before);
  if (text.length === 0) throw new Error('The reply was not complete');
  return { ms, memoryRatio: peak / bytes.length };
}
