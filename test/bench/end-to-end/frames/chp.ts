import { seededRandom } from '../../../../src/core/random';
import { PriceWalk } from '../../price-walk';

/** What the emulator lists: symbol, price, digits, spread in points, lot. */
const LISTED = [
  ['GAZP', 163.9, 2, 3, 10],
  ['SBER', 204.6, 2, 3, 10],
  ['SBERP', 199.4, 2, 3, 10],
  ['LKOH', 4250, 1, 10, 1],
  ['ROSN', 374.5, 2, 10, 1],
  ['NVTK', 1105, 1, 4, 1],
  ['MGNT', 4800, 1, 10, 1],
  ['TATN', 431, 1, 2, 1],
  ['YNDX', 4655, 1, 4, 1],
  ['GMKN', 18_990, 0, 4, 1],
] as const;

export const CHP_SYMBOLS: readonly string[] = LISTED.map(([symbol]) => symbol);

/** What is behind UTC in Moscow. */
const MOSCOW_MS = 3 * 3_600_000;

/** Rows of UpdateQuote, the listed symbols in turn; prices have the rounding errors of the server's binary arithmetic. */
export function quoteRows(count: number, start: number): string[] {
  const random = seededRandom(51);
  const walks = LISTED.map(
    ([symbol, price, digits, spread]) => new PriceWalk(random, symbol, price, digits, spread),
  );
  let volume = 31_622_040;
  return Array.from({ length: count }, (_, index) => {
    const at = index % walks.length;
    const walk = walks[at] as PriceWalk;
    const lot = LISTED[at]?.[4] ?? 1;
    const { bid, ask } = walk.step();
    const price = (points: number): number => points * Number(`1e-${walk.digits}`);
    const size = (): number => lot * (1 + Math.floor(random.next() * 400));
    volume += lot;
    const middle = Math.floor((walk.high + walk.low) / 2);
    return JSON.stringify({
      symbol: walk.symbol,
      datetime: new Date(start - 2000 + MOSCOW_MS + Math.floor(index / 100)).toISOString().slice(0, 19),
      open: price(middle),
      high: price(walk.high),
      low: price(walk.low),
      close: price(middle),
      last: price(bid),
      volume,
      size: size(),
      bid: price(bid),
      ask: price(ask),
      bidSize: size(),
      askSize: size(),
      open_Int: 0,
      go_Buy: 0,
      go_Sell: 0,
      go_Base: 0,
      go_Base_Backed: 0,
      high_Limit: price(walk.high * 2),
      low_Limit: price(Math.floor(walk.low / 2)),
      trading_Status: 0,
      volat: 0,
      theor_Price: 0,
      step_Price: price(1),
    });
  });
}

/** Answers of UpdateQuote, one row a symbol in each. */
export function quoteAnswers(count: number, start: number): string[] {
  const rows = quoteRows(count, start);
  const answers: string[] = [];
  for (let at = 0; at < rows.length; at += LISTED.length) {
    answers.push(
      `{"method":"UpdateQuote","result":true,"data":[${rows.slice(at, at + LISTED.length).join(',')}]}`,
    );
  }
  return answers;
}
