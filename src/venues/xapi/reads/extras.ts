import type { Call } from '../../../adapter/calls';
import type { TimeRange } from '../../../broker';
import { type Decimal, type DecimalInput, decimalFromWire, type News, type OrderSide } from '../../../model';
import { checkSymbol, checkSymbols, checkTimeRange } from '../../../orders/check-order';
import type { XapiConnection } from '../connection';
import type {
  CalendarRecord,
  CurrentUserData,
  IbRecord,
  StepRuleRecord,
  TradingHoursRecord,
} from '../generated/records';
import { cmdOf, decimalOrUndefined, toNews } from '../map';
import type { OrderCommand } from '../types/open';

/** A deal that might have been, for {@link XapiExtras.profit}. */
export interface ProfitRequest {
  readonly symbol: string;
  readonly side: OrderSide;
  /** In lots. */
  readonly quantity: DecimalInput;
  readonly openPrice: DecimalInput;
  readonly closePrice: DecimalInput;
}

/** A symbol and a quantity in lots. */
export interface QuantityRequest {
  readonly symbol: string;
  readonly quantity: DecimalInput;
}

/** What a deal would cost. */
export interface CommissionEstimate {
  /** In the account's currency; absent where not applicable. */
  readonly commission?: Decimal;
  /** From the account's currency to the instrument's; absent where not applicable. */
  readonly rateOfExchange?: Decimal;
}

/** What only this venue offers. */
export class XapiExtras {
  readonly #connection: XapiConnection;

  constructor(connection: XapiConnection) {
    this.#connection = connection;
  }

  calendar(call: Call): Promise<readonly CalendarRecord[]> {
    return this.#connection.client.getCalendar(call);
  }

  async news(range: TimeRange, call: Call): Promise<readonly News[]> {
    const { from, to } = checkTimeRange(range, this.#connection.serverTime());
    const rows = await this.#connection.client.getNews({ start: from, end: to }, call);
    return rows
      .map((row) => toNews(row, this.#connection.stamp('read', row)))
      .filter(({ time }) => time >= from && time < to)
      .sort((a, b) => a.time - b.time);
  }

  async profit(request: ProfitRequest, call: Call): Promise<Decimal> {
    const { symbol, side, quantity, openPrice, closePrice } = request;
    const cmd = cmdOf(side, 'market') as OrderCommand;
    const deal = { symbol: checkSymbol(symbol), cmd, volume: quantity, openPrice, closePrice };
    return decimalFromWire((await this.#connection.client.getProfitCalculation(deal, call)).profit);
  }

  async margin({ symbol, quantity }: QuantityRequest, call: Call): Promise<Decimal> {
    const deal = { symbol: checkSymbol(symbol), volume: quantity };
    return decimalFromWire((await this.#connection.client.getMarginTrade(deal, call)).margin);
  }

  async commission({ symbol, quantity }: QuantityRequest, call: Call): Promise<CommissionEstimate> {
    const deal = { symbol: checkSymbol(symbol), volume: quantity };
    const answer = await this.#connection.client.getCommissionDef(deal, call);
    const commission = decimalOrUndefined(answer.commission);
    const rateOfExchange = decimalOrUndefined(answer.rateOfExchange);
    return {
      ...(commission === undefined ? {} : { commission }),
      ...(rateOfExchange === undefined ? {} : { rateOfExchange }),
    };
  }

  stepRules(call: Call): Promise<readonly StepRuleRecord[]> {
    return this.#connection.client.getStepRules(call);
  }

  tradingHours(symbols: readonly string[], call: Call): Promise<readonly TradingHoursRecord[]> {
    return this.#connection.client.getTradingHours({ symbols: checkSymbols(symbols) }, call);
  }

  ibHistory(range: TimeRange, call: Call): Promise<readonly IbRecord[]> {
    const { from, to } = checkTimeRange(range, this.#connection.serverTime());
    return this.#connection.client.getIbsHistory({ start: from, end: to }, call);
  }

  userData(call: Call): Promise<CurrentUserData> {
    return this.#connection.client.getCurrentUserData(call);
  }

  async version(call: Call): Promise<string> {
    return (await this.#connection.client.getVersion(call)).version;
  }
}
