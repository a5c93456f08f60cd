import { seededRandom } from '../../../../src/core/random';
import { timeOf } from './xapi';

/** Orders that are told of again and again until the compiler is done. */
const REPEATED = 10;
export const REPEATS = 30_000;
/** What is measured then: new orders and trades of old ones, in turn. */
export const MEASURED = 8000;

const FIRST = 305_343_650_954_092_544n;

function frame(index: number, order: number, filled: number, start: number): string {
  const ts = timeOf(start, index);
  const traded = filled > 0;
  const price = (46_300 + (order % 997) / 100).toFixed(2);
  const total = (filled / 10_000).toFixed(4);
  const row = {
    symbol: 'BTC_USDT',
    type: 'LIMIT',
    quantity: '100',
    orderId: String(FIRST + BigInt(order)),
    tradeFee: traded ? `0.0000${1000 + (index % 9000)}` : '0',
    clientOrderId: '',
    accountType: 'SPOT',
    feeCurrency: traded ? 'USDT' : '',
    eventType: traded ? 'TRADE' : 'PLACE',
    source: 'API',
    side: 'BUY',
    filledQuantity: traded ? total : '0',
    filledAmount: traded ? (Number(total) * Number(price)).toFixed(6) : '0',
    matchRole: 'MAKER',
    state: traded ? 'PARTIALLY_FILLED' : 'NEW',
    tradeTime: traded ? ts : 0,
    tradeAmount: traded ? (Number(price) / 10_000).toFixed(6) : '0',
    orderAmount: '0',
    createTime: start - 10,
    price,
    tradeQty: traded ? '0.0001' : '0',
    tradePrice: traded ? price : '0',
    tradeId: traded ? String(62_561_238 + index) : '0',
    ts,
  };
  return JSON.stringify({ channel: 'orders', data: [row] });
}

/** Frames after which `open` orders are open, and behind them those that are measured. */
export function orderCurveFrames(open: number, start: number): string[] {
  const random = seededRandom(41);
  const filled = new Map<number, number>();
  const frames: string[] = [];
  const tell = (order: number, isTrade: boolean): void => {
    if (isTrade) filled.set(order, (filled.get(order) ?? 0) + 1);
    frames.push(frame(frames.length, order, isTrade ? (filled.get(order) as number) : 0, start));
  };
  let orders = 0;
  for (; orders < REPEATED; orders += 1) tell(orders, false);
  for (let at = 0; at < REPEATS; at += 1) tell(at % REPEATED, true);
  for (; orders < open; orders += 1) tell(orders, false);
  for (let at = 0; at < MEASURED; at += 1) {
    if (at % 2 === 0) tell(orders++, false);
    else tell(orders - 1 - Math.floor(random.next() * Math.min(orders, 5000)), true);
  }
  return frames;
}
