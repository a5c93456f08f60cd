import { defineVenue } from '../../adapter/broker/define-venue';
import type { CallOptions } from '../../broker';
import { checkSymbol } from '../../orders/check-order';
import { createAdapter } from './adapter';
import type { FinnotechAssessment } from './generated/records';
import { type FinnotechTypes, profile } from './profile';
import type { FinnotechDate } from './types/services';

/**
 * The Tehran stock exchange through Finnotech's bourse services: market data only, no orders.
 *
 * An instrument's symbol is its 12-character TSE code (`IRO1MADN0001`), a share's and a right's apart; wherever a symbol
 * is asked for, the Persian symbol in any spelling, the exchange's number or the company's id do as well, and records
 * carry the code. Prices are rials. The venue's data changes once a minute: streams are polled on that minute, and a
 * quote has a last price and no bid or ask; an instrument that has never traded has no quote. Without the scope of
 * `companiesIdInquiry` the instruments are those that have traded on the last day.
 * @see Finnotech, bourse services
 */
export class FinnotechBroker extends defineVenue<FinnotechTypes>(profile, createAdapter) {
  /** Financial indices of a company and its score, as the venue sends them. */
  async fetchCompanyAssessment(
    request: { readonly symbol: string; readonly date?: FinnotechDate | undefined },
    options?: CallOptions,
  ): Promise<readonly FinnotechAssessment[]> {
    const symbol = checkSymbol(request?.symbol);
    const { date } = request;
    return this.call('fetchCompanyAssessment', options, (call) => this.extras.assessment(symbol, date, call));
  }
}
