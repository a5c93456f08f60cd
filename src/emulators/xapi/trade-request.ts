import type { Decimal } from 'decimal.js';
import type { Args } from './args';
import { CommandError } from './errors';

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

/**
 * Reads TRADE_TRANS_INFO. What decides about money must be there; levels, expiration and comment may be left out.
 * @throws CommandError BE102, BE106, BE110
 */
export function readTradeRequest(args: Args): TradeRequest {
  const info = args.record('tradeTransInfo');
  const cmd = info.integer('cmd');
  const type = info.integer('type');
  if (!CMDS.has(cmd) || !TYPES.has(type)) throw new CommandError('BE102');
  const symbol = info.string('symbol');
  const volume = info.decimal('volume');
  const price = info.decimal('price');
  const order = type === 0 && !info.has('order') ? '0' : info.orderNumber('order');
  const expiration = info.optionalNumber('expiration', 0);
  return {
    cmd: cmd as TradeRequest['cmd'],
    type: type as TradeRequest['type'],
    symbol,
    volume,
    price,
    sl: info.has('sl') ? info.decimal('sl') : volume.times(0),
    tp: info.has('tp') ? info.decimal('tp') : volume.times(0),
    offset: info.optionalNumber('offset', 0),
    expiration: expiration === 0 ? undefined : expiration,
    order,
    customComment: info.optionalString('customComment'),
  };
}
