import { seededRandom } from '../../../src/core/random';
import { PriceWalk } from '../price-walk';

/** Frames of many markets for as long as anybody wants them: a ticker, then a trade, of the next market each. */
export function endlessFrames(symbols: readonly string[]): () => string {
  const random = seededRandom(31);
  const walks = symbols.map((symbol) => new PriceWalk(random, symbol, 1 + random.next() * 100, 4, 8));
  let count = 0;
  return () => {
    const walk = walks[(count >> 1) % walks.length] as PriceWalk;
    const isTrade = count % 2 === 1;
    count += 1;
    const ts = Date.now();
    const { bid, ask } = walk.step();
    const price = walk.text(bid);
    const quantity = (0.1 + random.next() * 20).toFixed(4);
    if (isTrade) {
      return (
        `{"channel":"trades","data":[{"symbol":"${walk.symbol}","amount":"${(Number(price) * Number(quantity)).toFixed(6)}",` +
        `"takerSide":"buy","quantity":"${quantity}","createTime":${ts - 9},"price":"${price}","id":${60_000_000 + count},"ts":${ts}}]}`
      );
    }
    return (
      `{"channel":"ticker","data":[{"symbol":"${walk.symbol}","dailyChange":"0.0123","high":"${walk.text(walk.high)}",` +
      `"amount":"${(1e6 + count).toFixed(4)}","quantity":"${(1e4 + count / 7).toFixed(4)}","tradeCount":${count},` +
      `"low":"${walk.text(walk.low)}","closeTime":${ts - 5},"startTime":${ts - 86_400_000},"close":"${price}",` +
      `"open":"${walk.text(walk.low)}","ts":${ts},"markPrice":"${walk.text(ask)}"}]}`
    );
  };
}
