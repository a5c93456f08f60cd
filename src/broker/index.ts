export type { Broker, CommonBroker, FetchesCandles, UseSupportsFirst } from './broker';
export type { BrokerOptions, FrameTapEvent, ReconnectOptions } from './broker-options';
export type { CallOptions } from './call-options';
export type { Capabilities, ReadWithoutConnect } from './capabilities';
export type {
  BookOptions,
  CandlesOptions,
  Channel,
  ChannelOptions,
  ChannelRecords,
  SubscribeOptions,
  SymbolsOptions,
} from './channels';
export type * from './events';
export type * from './operations';
export { OPERATION_NAMES } from './operations';
export {
  type JournalEntry,
  type JournalOperation,
  type JournalOutcome,
  noJournal,
  type OrderJournal,
} from './order-journal';
export type { OrderOption, PlaceOrderRequest } from './place-order-request';
export { type Ranged, type RangeProgress, type RangeReport, ranged } from './ranges';
export type * from './requests';
export type { CancelAllResult, OrderResolution, PartialReplace } from './results';
export type { BrokerHealth, BrokerState, BrokerStatus } from './status';
export type {
  Gap,
  Resynced,
  Subscription,
  SubscriptionConfirmation,
  SubscriptionEvents,
  SubscriptionState,
} from './subscription';
export { supports } from './supports';
