import { defineVenue } from '../../adapter/broker/define-venue';
import type { CallOptions, TimeRange } from '../../broker';
import { type Decimal, decimalFromWire, type News } from '../../model';
import { present } from '../../model/map-context';
import { Fields } from '../../orders/check-fields';
import { checkSymbol, checkSymbols, checkTimeRange } from '../../orders/check-order';
import { createAdapter } from './adapter';
import type {
  CalendarRecord,
  CurrentUserData,
  IbRecord,
  StepRuleRecord,
  TradingHoursRecord,
} from './generated/records';
import { cmdOf, decimalOrUndefined, toNews } from './map';
import { profile, type XapiTypes } from './profile';
import type { CommissionEstimate, ProfitRequest, QuantityRequest } from './types/broker';
import type { OrderCommand } from './types/open';

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
    return this.call('fetchCalendar', options, (call) => this.extras.client.getCalendar(call));
  }

  /** News of a range of time, oldest first. */
  async fetchNews(range: TimeRange, options?: CallOptions): Promise<readonly News[]> {
    return this.call('fetchNews', options, async (call) => {
      const connection = this.extras;
      const { from, to } = checkTimeRange(range, connection.serverTime());
      const rows = await connection.client.getNews({ start: from, end: to }, call);
      return rows
        .map((row): News => toNews(row, connection.stamp('read', row)))
        .filter(({ time }) => time >= from && time < to)
        .sort((a, b) => a.time - b.time);
    });
  }

  /** The profit that a deal would make, in the account's currency. */
  async calculateProfit(request: ProfitRequest, options?: CallOptions): Promise<Decimal> {
    return this.call('calculateProfit', options, async (call) => {
      const side = new Fields(request, ['side'], 'ignore').requiredOneOf('side', ['buy', 'sell']);
      const { openPrice, closePrice } = request;
      const deal = { ...dealOf(request), cmd: cmdOf(side, 'market') as OrderCommand, openPrice, closePrice };
      return decimalFromWire((await this.extras.client.getProfitCalculation(deal, call)).profit);
    });
  }

  /** The margin that a quantity would hold, in the account's currency. */
  async calculateMargin(request: QuantityRequest, options?: CallOptions): Promise<Decimal> {
    return this.call('calculateMargin', options, async (call) =>
      decimalFromWire((await this.extras.client.getMarginTrade(dealOf(request), call)).margin),
    );
  }

  /** The commission that a quantity would cost. */
  async calculateCommission(request: QuantityRequest, options?: CallOptions): Promise<CommissionEstimate> {
    return this.call('calculateCommission', options, async (call) => {
      const { commission, rateOfExchange } = await this.extras.client.getCommissionDef(dealOf(request), call);
      return present<CommissionEstimate>({
        commission: decimalOrUndefined(commission),
        rateOfExchange: decimalOrUndefined(rateOfExchange),
      });
    });
  }

  /** Lot steps that depend on the volume. */
  async fetchStepRules(options?: CallOptions): Promise<readonly StepRuleRecord[]> {
    return this.call('fetchStepRules', options, (call) => this.extras.client.getStepRules(call));
  }

  /** When symbols are quoted and traded, in CET or CEST. */
  async fetchTradingHours(
    symbols: readonly string[],
    options?: CallOptions,
  ): Promise<readonly TradingHoursRecord[]> {
    return this.call('fetchTradingHours', options, (call) =>
      this.extras.client.getTradingHours({ symbols: checkSymbols(symbols) }, call),
    );
  }

  /** Trades of the clients of an introducing broker. */
  async fetchIbHistory(range: TimeRange, options?: CallOptions): Promise<readonly IbRecord[]> {
    return this.call('fetchIbHistory', options, (call) => {
      const { from: start, to: end } = checkTimeRange(range, this.extras.serverTime());
      return this.extras.client.getIbsHistory({ start, end }, call);
    });
  }

  async fetchUserData(options?: CallOptions): Promise<CurrentUserData> {
    return this.call('fetchUserData', options, (call) => this.extras.client.getCurrentUserData(call));
  }

  /** The version of the venue's protocol. */
  async fetchVersion(options?: CallOptions): Promise<string> {
    return this.call('fetchVersion', options, async (call) => {
      const { version } = await this.extras.client.getVersion(call);
      return version;
    });
  }
}

function dealOf(request: QuantityRequest) {
  return { symbol: checkSymbol(request?.symbol), volume: request.quantity };
}
