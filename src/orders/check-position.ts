import type { ClosePositionRequest, ModifyPositionRequest } from '../broker';
import { ValidationError } from '../errors';
import { compareDecimals, type Decimal, type Instrument, type Position } from '../model';
import { Fields, missing, present } from './check-fields';
import { type BestPrices, checkLevels } from './check-levels';
import { readClientOrderId } from './check-place';
import { refuseBareId } from './check-request';
import { checkLot, checkPriceStep } from './check-steps';
import type { OrderRules } from './order-rules';

/** A request to close a position that is valid in itself. */
export interface CheckedClose {
  readonly id: string;
  /** Absent: the whole position. */
  readonly quantity?: Decimal;
  readonly clientOrderId?: string;
}

/** Levels of a position: absent leaves one as it is, `null` removes it. At least one is there. */
export interface CheckedLevels {
  readonly stopLoss?: Decimal | null;
  readonly takeProfit?: Decimal | null;
}

/** @throws ValidationError naming the field, the rule and the value */
export function checkClosePosition(request: ClosePositionRequest, rules: OrderRules): CheckedClose {
  refuseBareId(request);
  const fields = new Fields(request, ['id', 'quantity', 'clientOrderId']);
  return present<CheckedClose>({
    id: fields.requiredText('id'),
    quantity: fields.positive('quantity'),
    clientOrderId: readClientOrderId(fields, rules),
  });
}

/** @throws ValidationError when this much cannot be closed of the position */
export function checkCloseQuantity(quantity: Decimal, position: Position, instrument?: Instrument): void {
  if (compareDecimals(quantity, position.quantity) > 0) {
    throw new ValidationError('quantity', `must be at most the position's ${position.quantity}`, {
      value: quantity,
      suggestions: [position.quantity],
    });
  }
  // All of it can always be closed, whatever its size has become.
  if (instrument && quantity !== position.quantity) checkLot(quantity, 'quantity', instrument);
}

/** @throws ValidationError naming the field, the rule and the value */
export function checkModifyPosition(request: ModifyPositionRequest): {
  readonly id: string;
  readonly changes: CheckedLevels;
} {
  refuseBareId(request, ', stopLoss: ...');
  const fields = new Fields(request, ['id', 'stopLoss', 'takeProfit']);
  const id = fields.requiredText('id');
  const changes = present<CheckedLevels>({
    stopLoss: fields.positiveOrNull('stopLoss'),
    takeProfit: fields.positiveOrNull('takeProfit'),
  });
  if (changes.stopLoss === undefined && changes.takeProfit === undefined) {
    missing('request', ': at least one of stopLoss, takeProfit');
  }
  return { id, changes };
}

/** @throws ValidationError when the position cannot have these levels */
export function checkPositionLevels(
  changes: CheckedLevels,
  position: Position,
  instrument?: Instrument,
  quote?: BestPrices,
): void {
  for (const field of ['stopLoss', 'takeProfit'] as const) {
    const value = changes[field];
    if (instrument && typeof value === 'string') checkPriceStep(value, field, instrument);
  }
  const side = position.side === 'long' ? 'buy' : 'sell';
  // The market, not the entry, decides the side, of those that are changed: it may have passed an old one since.
  const reference = side === 'buy' ? quote?.bid : quote?.ask;
  const { stopLoss, takeProfit } = changes;
  if (reference !== undefined) checkLevels({ side, reference, stopLoss, takeProfit });
  checkLevels({
    side,
    reference: undefined,
    stopLoss: changes.stopLoss === undefined ? position.stopLoss : changes.stopLoss,
    takeProfit: changes.takeProfit === undefined ? position.takeProfit : changes.takeProfit,
  });
}
