import { Decimal } from 'decimal.js';
import type { Account } from '../../exchange/account';
import type { Args } from '../args';
import { CommandError } from '../errors';

/** TRADE_TRANS_INFO, checked for form only. */
export interface TradeRequest {
  readonly cmd: 0 | 1 | 2 | 3 | 4 | 5;
  readonly type: 0 | 2 | 3 | 4;
  readonly symbol: string;
  readonly volume: Decimal;
  readonly price: Decimal;
  readonly sl: Decimal;
  readonly tp: Decimal;
  /** Trailing offset in points. */
  readonly offset: number;
  /** UTC epoch milliseconds; undefined for none. */
  readonly expiration: number | undefined;
  /** The position or resting order to change; '0' when opening. */
  readonly order: string;
  readonly customComment: string | null;
}

const CMDS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5]);
const TYPES: ReadonlySet<number> = new Set([0, 2, 3, 4]);
const DELETE = 4;

/**
 * Reads TRADE_TRANS_INFO. Price, volume and the like must be given; levels, expiration and comment may be left out.
 * Venue quirk: clients delete with only the type and the order's number, and the venue accepts it.
 * @throws CommandError BE098, BE102, BE106, BE110
 */
export function readTradeRequest(args: Args, account: Account): TradeRequest {
  const info = args.record('tradeTransInfo');
  const type = info.integer('type');
  const lacks = (name: string): boolean => type === DELETE && !info.has(name);
  const cmd = lacks('cmd') ? 0 : info.integer('cmd');
  if (!CMDS.has(cmd) || !TYPES.has(type)) throw new CommandError('BE102');
  const order = type === 0 && !info.has('order') ? '0' : info.orderNumber('order');
  const symbol = lacks('symbol') ? symbolOf(order, account) : info.string('symbol');
  const zero = new Decimal(0);
  const volume = lacks('volume') ? zero : info.decimal('volume');
  const price = lacks('price') ? zero : info.decimal('price');
  const expiration = info.optionalNumber('expiration', 0);
  return {
    cmd: cmd as TradeRequest['cmd'],
    type: type as TradeRequest['type'],
    symbol,
    volume,
    price,
    sl: info.has('sl') ? info.decimal('sl') : zero,
    tp: info.has('tp') ? info.decimal('tp') : zero,
    offset: info.optionalNumber('offset', 0),
    expiration: expiration === 0 ? undefined : expiration,
    order,
    customComment: info.optionalString('customComment'),
  };
}

function symbolOf(number: string, account: Account): string {
  const target = account.orders.get(number) ?? account.positions.get(number);
  if (!target) throw new CommandError('BE098');
  return target.symbol;
}
