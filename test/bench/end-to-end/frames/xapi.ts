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

const amount = (value: number): string => double(value.toFixed(2));

/** The account's figures, which move with every tick; with the members beyond the document that captures have. */
export function balanceFrames(count: number): string[] {
  const random = seededRandom(12);
  let equity = 100_000;
  return Array.from({ length: count }, () => {
    equity += (1 + random.next() * 40) * (random.next() < 0.5 ? 1 : -1);
    const margin = 3500 + random.next() * 100;
    return (
      `{"command":"balance","data":{"balance":${amount(100_000 + random.next() * 10)},"cashStockValue":0.0,` +
      `"credit":0.0,"equity":${amount(equity)},"equityFX":${amount(equity)},"margin":${amount(margin)},` +
      `"marginFree":${amount(equity - margin)},"marginLevel":${amount((equity / margin) * 100)},` +
      `"stockLock":0.0,"stockValue":0.0}}`
    );
  });
}

/** The running minute of each symbol, told again and again with new figures. */
export function candleFrames(count: number, start: number): string[] {
  const random = seededRandom(13);
  const minute = Math.floor(start / 60_000) * 60_000;
  const walks = LISTED.map(
    ([symbol, price, digits, spread]) => new PriceWalk(random, symbol, price, digits, spread),
  );
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor(random.next() * walks.length);
    const walk = walks[at] as PriceWalk;
    const price = (points: number): string => double(walk.text(points));
    const { bid } = walk.step();
    const open = Math.floor((walk.high + walk.low) / 2);
    return (
      `{"command":"candle","data":{"close":${price(bid)},"ctm":${minute},` +
      `"ctmString":"Sep 05, 2013 10:22:00 AM","high":${price(walk.high)},"low":${price(walk.low)},` +
      `"open":${price(open)},"quoteId":${LISTED[at]?.[4]},"symbol":"${walk.symbol}","vol":${index + 1}.0}}`
    );
  });
}

/** Headlines with a body of markup. */
export function newsFrames(count: number, start: number): string[] {
  const random = seededRandom(14);
  return Array.from({ length: count }, (_, index) => {
    const key = Array.from({ length: 4 }, () =>
      Math.floor(random.next() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
    const figure = (random.next() * 5).toFixed(2);
    const body =
      `<html><body><p>The index rose by ${figure} percent, led by \\"energy\\" &amp; banks.</p>\\n` +
      `<p>Volume was ${Math.floor(random.next() * 1e6)} lots. ${'Traders wait for the next figures. '.repeat(1 + (index % 8))}</p></body></html>`;
    return `{"command":"news","data":{"body":"${body}","key":"${key}","time":${timeOf(start, index)},"title":"Index up ${figure} %"}}`;
  });
}

/** Profits of open positions. @param positions - their ids */
export function profitFrames(count: number, positions: readonly string[]): string[] {
  const random = seededRandom(15);
  return Array.from({ length: count }, () => {
    const position = positions[Math.floor(random.next() * positions.length)];
    const price = double((1.08 + random.next() / 100).toFixed(5));
    return (
      `{"command":"profit","data":{"marketValue":0.0,"order":${position},"order2":${position},"position":${position},` +
      `"profit":${amount(random.next() * 4000 - 2000)},"profitCalcPrice":${price},"profitRecalcPrice":${price}}}`
    );
  });
}

/** The end of transactions that this broker did not begin. */
export function tradeStatusFrames(count: number): string[] {
  const random = seededRandom(16);
  return Array.from({ length: count }, (_, index) => {
    const price = double((1.08 + random.next() / 100).toFixed(5));
    const isRefused = index % 10 === 9;
    return (
      `{"command":"tradeStatus","data":{"customComment":"bot-${index.toString(36)}",` +
      `"message":${isRefused ? '"SL/TP Error"' : 'null'},"order":${80_000_000 + index},"price":${price},` +
      `"requestStatus":${isRefused ? 4 : 3}}}`
    );
  });
}
