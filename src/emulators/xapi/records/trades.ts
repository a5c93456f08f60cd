import { Decimal } from 'decimal.js';
import type { Account, CashEntry, ClosedTrade, Position, WorkingOrder } from '../../exchange/account';
import { closingPrice } from '../../exchange/matching';
import type { Valuation } from '../../exchange/valuation';
import type { Market } from '../../market/market';
import type { XapiInstrument } from '../instruments';
import { float, type Json, priceFloat, Raw } from '../json';
import { longTime } from '../times';

/** Operation codes of resting orders. */
const PENDING_CMD = {
  buy: { limit: 2, stop: 4, stopLimit: 4 },
  sell: { limit: 3, stop: 5, stopLimit: 5 },
} as const;

const SIDE_CMD = { buy: 0, sell: 1 } as const;

/** The members that a trade has in replies and in the stream. */
interface Trade {
  readonly close_price: Raw;
  readonly close_time: number | null;
  readonly closed: boolean;
  readonly cmd: number;
  readonly comment: string;
  readonly commission: Raw;
  readonly customComment: string | null;
  readonly digits: number;
  readonly expiration: number | null;
  readonly margin_rate: Raw;
  readonly nominalValue: Raw | null;
  readonly offset: number;
  readonly open_price: Raw;
  readonly open_time: number;
  readonly order: Raw;
  readonly order2: Raw;
  readonly position: Raw;
  readonly profit: Raw | null;
  readonly sl: Raw;
  readonly storage: Raw;
  readonly symbol: string | null;
  readonly tp: Raw;
  readonly volume: Raw;
}

/** Shows orders, positions, closed trades and deposits as this venue writes them. */
export class TradeRecords {
  readonly #market: Market<XapiInstrument>;
  readonly #valuation: Valuation;
  readonly #now: () => number;

  constructor(market: Market<XapiInstrument>, valuation: Valuation, now: () => number) {
    this.#market = market;
    this.#valuation = valuation;
    this.#now = now;
  }

  /** An open position: `order` and `position` are its number, `order2` that of the request that opened it. */
  position(position: Position, account: Account): Trade {
    const digits = this.#digits(position.symbol);
    const listed = this.#market.instrument(position.symbol);
    const closePrice = listed ? closingPrice(position.side, this.#market.best(position.symbol)) : 0;
    return {
      ...this.#levels(position, digits),
      close_price: priceFloat(closePrice, digits),
      close_time: null,
      closed: false,
      cmd: SIDE_CMD[position.side],
      comment: position.comment,
      commission: float(position.commission),
      customComment: position.customComment,
      expiration: null,
      margin_rate: float(position.marginRate.toDecimalPlaces(8)),
      nominalValue: this.#nominal(position, closePrice, account),
      open_price: priceFloat(position.openPrice, digits),
      open_time: position.openTime,
      order: new Raw(position.id),
      order2: new Raw(position.request),
      position: new Raw(position.id),
      profit: float(this.#valuation.openProfit(position, account.currency)),
      storage: float(this.#valuation.storage(position, this.#now(), account.currency)),
      volume: float(position.volume),
    };
  }

  /** A position that has just been closed, as it was, at the current price: nothing in it shows the close. */
  gone(position: Position, { position: closed }: ClosedTrade, account: Account): Trade {
    return { ...this.position({ ...position, volume: closed.volume }, account), comment: '' };
  }

  /** A resting order: all three numbers are equal, profit is null. */
  order(order: WorkingOrder): Trade {
    const digits = this.#digits(order.symbol);
    const listed = this.#market.instrument(order.symbol);
    const number = new Raw(order.id);
    return {
      ...this.#levels(order, digits),
      close_price: priceFloat(listed ? this.#market.best(order.symbol).bid : 0, digits),
      close_time: null,
      closed: false,
      cmd: PENDING_CMD[order.side][order.kind],
      comment: '',
      commission: float(0),
      customComment: order.customComment,
      expiration: order.expiryTime ?? null,
      margin_rate: float(0),
      nominalValue: null,
      open_price: priceFloat(order.price, digits),
      open_time: order.placedTime,
      order: number,
      order2: number,
      position: number,
      profit: null,
      storage: float(0),
      volume: float(order.volume),
    };
  }

  /** A closed position, or part of one: `order2` is the number of the close. */
  closed(trade: ClosedTrade): Trade {
    const { position } = trade;
    const digits = this.#digits(position.symbol);
    return {
      ...this.#levels(position, digits),
      close_price: priceFloat(trade.closePrice, digits),
      close_time: trade.closeTime,
      closed: true,
      cmd: SIDE_CMD[position.side],
      comment: trade.comment,
      commission: float(trade.commission),
      customComment: position.customComment,
      expiration: null,
      margin_rate: float(position.marginRate.toDecimalPlaces(8)),
      nominalValue: null,
      open_price: priceFloat(position.openPrice, digits),
      open_time: position.openTime,
      order: new Raw(position.id),
      order2: new Raw(trade.request),
      position: new Raw(position.id),
      profit: float(trade.profit),
      storage: float(trade.storage),
      volume: float(position.volume),
    };
  }

  /** A deposit or withdrawal: no symbol. */
  cash(entry: CashEntry): Trade {
    const number = new Raw(entry.id);
    return {
      close_price: float(0),
      close_time: entry.time,
      closed: true,
      cmd: 6,
      comment: entry.comment,
      commission: float(0),
      customComment: null,
      digits: 0,
      expiration: null,
      margin_rate: float(0),
      nominalValue: null,
      offset: 0,
      open_price: float(0),
      open_time: entry.time,
      order: number,
      order2: number,
      position: number,
      profit: float(entry.amount),
      sl: float(0),
      storage: float(0),
      symbol: null,
      tp: float(0),
      volume: float(0),
    };
  }

  /** TRADE_RECORD, with `nominalValue`, `spread` and `taxes`, which the document lacks. */
  record(trade: Trade): Json {
    const text = (time: number | null): string | null => (time === null ? null : longTime(time));
    return {
      ...trade,
      close_timeString: text(trade.close_time),
      expirationString: text(trade.expiration),
      open_timeString: longTime(trade.open_time),
      spread: 0,
      taxes: float(0),
      timestamp: this.#now(),
    };
  }

  /** STREAMING_TRADE_RECORD: 0 open, 1 pending, 2 closed. */
  frame(trade: Trade, type: 0 | 1 | 2, state: 'Modified' | 'Deleted'): Json {
    return { ...trade, profit: type === 1 ? null : trade.profit, state, type };
  }

  #digits(symbol: string): number {
    return this.#market.instrument(symbol)?.digits ?? 5;
  }

  #nominal(position: Position, price: number, account: Account): Raw | null {
    if (this.#market.instrument(position.symbol)?.kind !== 'stock') return null;
    const { symbol, volume } = position;
    return float(
      this.#valuation.nominal(symbol, volume, new Decimal(price), account.currency).toDecimalPlaces(2),
    );
  }

  #levels(
    trade: Pick<Position, 'symbol' | 'stopLoss' | 'takeProfit' | 'trailing'>,
    digits: number,
  ): Pick<Trade, 'digits' | 'symbol' | 'sl' | 'tp' | 'offset'> {
    return {
      digits,
      offset: trade.trailing,
      sl: priceFloat(trade.stopLoss ?? 0, digits),
      symbol: trade.symbol,
      tp: priceFloat(trade.takeProfit ?? 0, digits),
    };
  }
}
