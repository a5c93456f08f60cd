import { defineVenue } from '../../adapter/broker/define-venue';
import type { CallOptions, TimeRange } from '../../broker';
import type { Decimal, News } from '../../model';
import { createAdapter } from './adapter';
import type {
  CalendarRecord,
  CurrentUserData,
  IbRecord,
  StepRuleRecord,
  TradingHoursRecord,
} from './generated/records';
import { profile, type XapiTypes } from './profile';
import type { CommissionEstimate, ProfitRequest, QuantityRequest } from './reads/extras';

/**
 * X Open Hub and xStation venues: forex, CFDs and stocks.
 *
 * Quantities are lots. A market order opens a position of its own; closing it is an order of its own too. The
 * `clientOrderId` travels as the venue's `customComment`. A stream resolves when the symbols are known and the command is
 * written, for the venue acknowledges none. `fetchOrder` reads working and executed orders; a cancelled one is known only
 * while this broker remembers it.
 * @see XAPI 2.5.0
 */
export class XapiBroker extends defineVenue<XapiTypes>(profile, createAdapter) {
  /** Market events to come and past. */
  async fetchCalendar(options?: CallOptions): Promise<readonly CalendarRecord[]> {
    return this.call('fetchCalendar', options, (call) => this.extras.calendar(call));
  }

  /** News of a range of time, oldest first. */
  async fetchNews(range: TimeRange, options?: CallOptions): Promise<readonly News[]> {
    return this.call('fetchNews', options, (call) => this.extras.news(range, call));
  }

  /** The profit that a deal would make, in the account's currency. */
  async calculateProfit(request: ProfitRequest, options?: CallOptions): Promise<Decimal> {
    return this.call('calculateProfit', options, (call) => this.extras.profit(request, call));
  }

  /** The margin that a quantity would hold, in the account's currency. */
  async calculateMargin(request: QuantityRequest, options?: CallOptions): Promise<Decimal> {
    return this.call('calculateMargin', options, (call) => this.extras.margin(request, call));
  }

  /** The commission that a quantity would cost. */
  async calculateCommission(request: QuantityRequest, options?: CallOptions): Promise<CommissionEstimate> {
    return this.call('calculateCommission', options, (call) => this.extras.commission(request, call));
  }

  /** Lot steps that depend on the volume. */
  async fetchStepRules(options?: CallOptions): Promise<readonly StepRuleRecord[]> {
    return this.call('fetchStepRules', options, (call) => this.extras.stepRules(call));
  }

  /** When symbols are quoted and traded, in CET or CEST. */
  async fetchTradingHours(
    symbols: readonly string[],
    options?: CallOptions,
  ): Promise<readonly TradingHoursRecord[]> {
    return this.call('fetchTradingHours', options, (call) => this.extras.tradingHours(symbols, call));
  }

  /** Trades of the clients of an introducing broker. */
  async fetchIbHistory(range: TimeRange, options?: CallOptions): Promise<readonly IbRecord[]> {
    return this.call('fetchIbHistory', options, (call) => this.extras.ibHistory(range, call));
  }

  async fetchUserData(options?: CallOptions): Promise<CurrentUserData> {
    return this.call('fetchUserData', options, (call) => this.extras.userData(call));
  }

  /** The version of the venue's protocol. */
  async fetchVersion(options?: CallOptions): Promise<string> {
    return this.call('fetchVersion', options, (call) => this.extras.version(call));
  }
}
