import type { Call } from '../../../adapter/calls';
import type { TimeRange } from '../../../broker';
import { type Decimal, type DecimalInput, decimalFromWire, type News, type OrderSide } from '../../../model';
import { present } from '../../../model/map-context';
import { checkSymbol, checkTimeRange } from '../../../orders/check-order';
import type { XapiConnection } from '../connection';
import { cmdOf, decimalOrUndefined, toNews } from '../map';
import type { OrderCommand } from '../types/open';

/** A deal that might have been, for {@link calculateProfit}. */
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

/** News of a range, oldest first. */
export async function readNews(connection: XapiConnection, range: TimeRange, call: Call) {
  const { from, to } = checkTimeRange(range, connection.serverTime());
  const rows = await connection.client.getNews({ start: from, end: to }, call);
  return rows
    .map((row): News => toNews(row, connection.stamp('read', row)))
    .filter(({ time }) => time >= from && time < to)
    .sort((a, b) => a.time - b.time);
}

export async function calculateProfit(
  { client }: XapiConnection,
  { symbol, side, quantity, openPrice, closePrice }: ProfitRequest,
  call: Call,
): Promise<Decimal> {
  const cmd = cmdOf(side, 'market') as OrderCommand;
  const deal = { symbol: checkSymbol(symbol), cmd, volume: quantity, openPrice, closePrice };
  return decimalFromWire((await client.getProfitCalculation(deal, call)).profit);
}

export async function calculateMargin(
  { client }: XapiConnection,
  { symbol, quantity }: QuantityRequest,
  call: Call,
): Promise<Decimal> {
  const deal = { symbol: checkSymbol(symbol), volume: quantity };
  return decimalFromWire((await client.getMarginTrade(deal, call)).margin);
}

export async function calculateCommission(
  { client }: XapiConnection,
  { symbol, quantity }: QuantityRequest,
  call: Call,
): Promise<CommissionEstimate> {
  const deal = { symbol: checkSymbol(symbol), volume: quantity };
  const { commission, rateOfExchange } = await client.getCommissionDef(deal, call);
  return present<CommissionEstimate>({
    commission: decimalOrUndefined(commission),
    rateOfExchange: decimalOrUndefined(rateOfExchange),
  });
}
