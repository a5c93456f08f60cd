import { Decimal } from 'decimal.js';
import type { Market } from '../market/market';
import { europeanDay } from '../market/zone';
import type { Account, Position } from './account';
import { closingPrice } from './matching';

/** The value of an account, in its currency; `level` is a percentage, 0 without positions. */
export interface AccountState {
  readonly balance: Decimal;
  readonly credit: Decimal;
  readonly equity: Decimal;
  readonly margin: Decimal;
  readonly marginFree: Decimal;
  readonly marginLevel: Decimal;
}

/** Dollars for one unit of the currencies that no listed pair prices. */
const DOLLARS: Readonly<Record<string, string>> = {
  USD: '1',
  EUR: '1.085',
  GBP: '1.27',
  PLN: '0.25',
  JPY: '0.0067',
  CHF: '1.12',
  CZK: '0.043',
  SEK: '0.095',
  AUD: '0.66',
  CAD: '0.73',
};

/** Values positions and accounts at the prices of a market. Money is rounded to cents when it is booked. */
export class Valuation {
  readonly #market: Market;

  constructor(market: Market) {
    this.#market = market;
  }

  /** How many units of `to` one unit of `from` is worth now. */
  rate(from: string, to: string): Decimal {
    if (from === to) return new Decimal(1);
    return this.#dollars(from).div(this.#dollars(to));
  }

  /** Profit of a price move in account currency, rounded to cents. */
  profit(
    symbol: string,
    side: 'buy' | 'sell',
    volume: Decimal,
    open: Decimal.Value,
    close: Decimal.Value,
    currency: string,
  ): Decimal {
    const instrument = this.#market.instrument(symbol);
    if (!instrument) return new Decimal(0);
    const points = new Decimal(close).minus(open).times(side === 'buy' ? 1 : -1);
    return points
      .div(10 ** instrument.digits)
      .times(volume)
      .times(instrument.contractSize)
      .times(this.rate(instrument.profitCurrency, currency))
      .toDecimalPlaces(2);
  }

  /** Profit of an open position at the price it could be closed at now. */
  openProfit(position: Position, currency: string): Decimal {
    if (!this.#market.instrument(position.symbol)) return new Decimal(0);
    const price = closingPrice(position.side, this.#market.best(position.symbol));
    return this.profit(position.symbol, position.side, position.volume, position.openPrice, price, currency);
  }

  /** The value of a trade at a price in points, in account currency. */
  nominal(symbol: string, volume: Decimal, price: Decimal.Value, currency: string): Decimal {
    const instrument = this.#market.instrument(symbol);
    if (!instrument) return new Decimal(0);
    return new Decimal(price)
      .div(10 ** instrument.digits)
      .times(volume)
      .times(instrument.contractSize)
      .times(this.rate(instrument.profitCurrency, currency));
  }

  /** Margin of a volume at a price in points, rounded to cents. */
  margin(symbol: string, volume: Decimal, price: Decimal.Value, currency: string): Decimal {
    const percent = this.#market.instrument(symbol)?.marginPercent ?? 100;
    return this.nominal(symbol, volume, price, currency).times(percent).div(100).toDecimalPlaces(2);
  }

  /** Commission of one fill in account currency: zero or negative. */
  commission(symbol: string, volume: Decimal, price: Decimal.Value, currency: string): Decimal {
    const rate = this.#market.instrument(symbol)?.commissionRate ?? '0';
    const charged = this.nominal(symbol, volume, price, currency).times(rate).toDecimalPlaces(2);
    return charged.isZero() ? new Decimal(0) : charged.negated();
  }

  /** Swaps of a position for the midnights in Central Europe since it was opened. */
  storage(position: Position, time: number, currency: string): Decimal {
    const instrument = this.#market.instrument(position.symbol);
    const nights = europeanDay(time) - europeanDay(position.openTime);
    if (!instrument || nights <= 0) return new Decimal(0);
    const points = position.side === 'buy' ? instrument.swapLongPoints : instrument.swapShortPoints;
    return new Decimal(points)
      .times(nights)
      .div(10 ** instrument.digits)
      .times(position.volume)
      .times(instrument.contractSize)
      .times(this.rate(instrument.profitCurrency, currency))
      .toDecimalPlaces(2);
  }

  /** The current values of the account. */
  state(account: Account, time: number): AccountState {
    let equity = account.balance.plus(account.credit);
    let margin = new Decimal(0);
    for (const position of account.positions.values()) {
      equity = equity
        .plus(this.openProfit(position, account.currency))
        .plus(this.storage(position, time, account.currency));
      margin = margin.plus(
        this.margin(position.symbol, position.volume, position.openPrice, account.currency),
      );
    }
    const marginLevel = margin.isZero() ? new Decimal(0) : equity.div(margin).times(100).toDecimalPlaces(2);
    const { balance, credit } = account;
    return { balance, credit, equity, margin, marginFree: equity.minus(margin), marginLevel };
  }

  #dollars(currency: string): Decimal {
    for (const [symbol, inverse] of [
      [`${currency}USD`, false],
      [`USD${currency}`, true],
    ] as const) {
      const pair = this.#market.instrument(symbol);
      if (pair?.kind !== 'forex') continue;
      const price = new Decimal(this.#market.best(symbol).bid).div(10 ** pair.digits);
      return inverse ? new Decimal(1).div(price) : price;
    }
    return new Decimal(DOLLARS[currency] ?? '1');
  }
}
