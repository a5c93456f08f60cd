import { benchEndToEnd, type EndToEndRow } from './end-to-end/end-to-end';
import { recorded } from './page';

/** One listener of each kind of way from a frame to a record. */
const GUARDED = [
  'xapi-tick-ws-listener',
  'xapi-tick-tcp-listener',
  'poloniex-orders-listener',
  'poloniex-trades-listener',
  'poloniex-book-listener',
];
const FRAMES = 15_000;
const WARM_UP = 15_000;

/** How far above what was recorded a ratio may be: a busy machine of two cores has added up to half. */
const ALLOWANCE = 1.7;

/** What a row may be here: two and a half times its limit, or what was recorded with an allowance, whichever is more. */
function boundOf(row: EndToEndRow): EndToEndRow {
  const usual = recorded()[row.id] ?? 0;
  return { ...row, limit: Number(Math.max(2.5 * row.limit, ALLOWANCE * usual).toFixed(2)) };
}

/** A short form of the end-to-end rows that fails only where a path became much slower. */
export async function guard(): Promise<EndToEndRow[]> {
  const run = async (names: readonly string[], rounds: number): Promise<EndToEndRow[]> =>
    (await benchEndToEnd({ names, frames: FRAMES, warmUp: WARM_UP, rounds })).map(boundOf);
  const rows = await run(GUARDED, 2);
  const over = rows.filter(({ ratio, limit }) => ratio > limit).map(({ id }) => id);
  if (over.length === 0) return rows;
  // A slow moment of the machine can hit one side: what failed is measured again, for longer.
  const again = await run(over, 5);
  return rows.map((row) => again.find(({ id }) => id === row.id) ?? row);
}
