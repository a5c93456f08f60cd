import { seededRandom } from '../../../../src/core/random';
import { PriceWalk } from '../../price-walk';

/** What the emulator lists: symbol, price, digits, spread in points, quoteId. */
const LISTED = [
  ['EURUSD', 1.085, 5, 9, 1],
  ['GBPUSD', 1.27, 5, 14, 1],
  ['USDJPY', 149.5, 3, 12, 1],
  ['GOLD', 2350, 2, 35, 5],
  ['US500', 5300, 1, 5, 5],
  ['BITCOIN', 68_000, 2, 5000, 5],
] as const;

export const XAPI_SYMBOLS: readonly string[] = LISTED.map(([symbol]) => symbol);

/** A number as the venue's server writes a double: without trailing zeros, but with one decimal at least. */
export function double(text: string): string {
  const short = text.replace(/0+$/, '');
  return short.endsWith('.') ? `${short}0` : short;
}

/** How far the times of neighbouring frames are apart, in ms: the venue's clock does not run ahead of the machine's. */
export const timeOf = (start: number, index: number): number => start + Math.floor(index / 50);

/** Level 0 of ticks, members in the alphabetical order of the document and of captures. */
export function tickFrames(count: number, start: number): string[] {
  const random = seededRandom(11);
  const walks = LISTED.map(
    ([symbol, price, digits, spread]) => new PriceWalk(random, symbol, price, digits, spread),
  );
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor(random.next() * walks.length);
    const walk = walks[at] as PriceWalk;
    const { bid, ask } = walk.step();
    const volume = (): number => 10_000 * (1 + Math.floor(random.next() * 400));
    const price = (points: number): string => double(walk.text(points));
    const pips = ((ask - bid) / 10).toFixed(1);
    return (
      `{"command":"tickPrices","data":{"ask":${price(ask)},"askVolume":${volume()},"bid":${price(bid)},` +
      `"bidVolume":${volume()},"high":${price(walk.high)},"level":0,"low":${price(walk.low)},` +
      `"quoteId":${LISTED[at]?.[4]},"spreadRaw":${price(ask - bid)},"spreadTable":${double(pips)},` +
      `"symbol":"${walk.symbol}","timestamp":${timeOf(start, index)}}}`
    );
  });
}
