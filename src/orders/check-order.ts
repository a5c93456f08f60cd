// The entry to the checks; each kind of request has its own file.
export {
  type CheckedModify,
  checkChanges,
  checkModifyOrder,
  type ModifyContext,
  readModifyOrder,
} from './check-modify';
export { checkPlaceOrder, completePlaceOrder, type PlaceContext, readPlaceOrder } from './check-place';
export {
  type CheckedLevels,
  checkClosePosition,
  checkCloseQuantity,
  checkModifyPosition,
  checkPositionLevels,
} from './check-position';
export {
  checkCancelAll,
  checkLimit,
  checkOrderRef,
  checkSymbol,
  checkSymbols,
  checkTimeRange,
} from './check-request';
export type { CheckedOrder, PlaceIntent } from './order-intent';
