import type { OrderSide, OrderStatus, OrderType, PositionEffect, TimeInForce } from '../../../model';
import type { ChpAction, ChpOrderType, ChpValidity } from '../types/open';

/** @see protocol facts, enumerations: order state */
const STATES: ReadonlyMap<number, readonly [OrderStatus, string]> = new Map([
  [-1, ['rejected', 'ContragentReject']],
  [0, ['pending', 'Submitted']],
  [1, ['pending', 'Pending']],
  [2, ['open', 'Open']],
  [3, ['expired', 'Expired']],
  [4, ['canceled', 'Cancel']],
  [5, ['filled', 'Filled']],
  [6, ['partiallyFilled', 'Partial']],
  [7, ['canceled', 'ContragentCancel']],
  [8, ['rejected', 'SystemReject']],
  [9, ['canceled', 'SystemCancel']],
]);

/** By their numbers, from 1 on. */
const TYPES: readonly (readonly [OrderType, string])[] = [
  ['market', 'Market'],
  ['limit', 'Limit'],
  ['stop', 'Stop'],
  ['stopLimit', 'StopLimit'],
];

/** The status of a state and SmartCOM's name of it. One that is not known is `unknown`, under its number. */
export function statusOf(state: number, type: OrderType): readonly [OrderStatus, string] {
  const known = STATES.get(state) ?? ['unknown', String(state)];
  // A stop order waits at the broker until it is triggered: it works, though the exchange does not know it yet.
  const waits = state === 1 && (type === 'stop' || type === 'stopLimit');
  return waits ? ['open', known[1]] : known;
}

/** Our type and the venue's name of it; a type that is not known counts as the one with a price. */
export function typeOf(type: number): readonly [OrderType, string] {
  return TYPES[type - 1] ?? ['limit', String(type)];
}

/** Which way an action trades; `undefined` for one that is not known. */
export function sideOf(action: number): OrderSide | undefined {
  if (action === 1 || action === 4) return 'buy';
  return action === 2 || action === 3 ? 'sell' : undefined;
}

/** What an action does to a position, where it says so: 3 opens a short one, 4 closes it. */
export function effectOf(action: number): PositionEffect | undefined {
  if (action === 3) return 'open';
  return action === 4 ? 'close' : undefined;
}

/** 1 buy, 2 sell, 3 open a short position, 4 close it. */
export function actionOf(side: OrderSide, effect: PositionEffect | undefined): ChpAction {
  if (side === 'buy') return effect === 'close' ? 4 : 1;
  return effect === 'open' ? 3 : 2;
}

/** The venue's number of an order type; the broker's rules let no other one through. */
export function codeOfType(type: OrderType): ChpOrderType {
  return (TYPES.findIndex(([name]) => name === type) + 1) as ChpOrderType;
}

/** A market order is over with its day at the latest. */
export function codeOfValidity(timeInForce: TimeInForce | undefined): ChpValidity {
  return timeInForce === 'gtc' ? 2 : 1;
}

/** `undefined` for a validity that is not known. */
export function timeInForceOf(validity: number): TimeInForce | undefined {
  if (validity === 1) return 'day';
  return validity === 2 ? 'gtc' : undefined;
}
