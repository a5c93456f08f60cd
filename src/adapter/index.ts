/**
 * The adapter kit: what it takes to write a venue. A venue is a profile, pure functions and ports; the kit does the rest.
 * @module venuekit/adapter
 */

export { LIMITS } from '../core/limits';
export { mapInSlices } from '../core/slices';
export { Redactor, redactorOf } from '../errors/redact';
export { type MapContext, recordMeta } from '../model/map-context';
export type { CheckedModify, CheckedOrder } from '../orders/check-order';
export { isFinal } from '../orders/merge-order';
export { OrderTracker } from '../orders/order-tracker';
export type { SessionAttempt } from '../streaming/session/session';
export { VenueClock } from '../streaming/time/venue-clock';
export { VenueOrder } from '../streaming/time/venue-order';
export { CANDLE_TOLERANCE_MS, VenueTimes } from '../streaming/time/venue-times';
export type { TopicRegistry } from '../streaming/topics/topics';
export { type Deadline, startDeadline } from '../transport/deadline';
export { checkEndpoint } from '../transport/endpoint-url';
export { encodeQuery } from '../transport/http/path';
export { parseJson } from '../transport/json/integers';
export type { PacerRule, Priority } from '../transport/pace/pacer';
export type { SocketTarget } from '../transport/socket/socket-target';
// Orders and the account
export { AccountSync, type AccountSyncOptions } from './account/account-sync';
export { type AuditOptions, auditIntervalOf } from './account/audit-options';
export { BalanceCache, type BalanceUpdate } from './account/balance-cache';
export { type AccountLists, ListedAccount, type ListedAccountOptions } from './account/listed-account';
export type { AccountPorts, ListedOrders, Look, PositionPorts, StreamPorts } from './account/ports';
// The broker
export { defineVenue } from './broker/define-venue';
export type { InstrumentCache, InstrumentSource } from './broker/instrument-cache';
export type { BrokerSettings } from './broker/options';
export type {
  ChannelRequest,
  ChannelSources,
  ConnectionPort,
  ExtraOperation,
  VenueAdapter,
  VenueContext,
  VenueProfile,
  VenueReads,
} from './broker/ports';
export { createTrading, type TradingParts } from './broker/trading';
export type { OperationsOf, VenueBroker, VenueClass, VenueTypes } from './broker/venue-types';
export type { Call } from './calls';
// Channels
export { limitDepth, withDepth } from './channels/book-view';
export { CandleChannel, type CandleChannelOptions } from './channels/candle-channel';
export type { CandleState } from './channels/candle-state';
export type { PrivateChannel } from './channels/private-channels';
export { QuoteChannel, type QuoteChannelOptions } from './channels/quote-channel';
export { type SilenceContext, type SilenceProbe, SilenceWatch } from './channels/silence-watch';
export type { Subscriber } from './channels/subscribers';
export type { SubscriptionSource } from './channels/subscription-hub';
export {
  type ChannelContext,
  joinSources,
  SymbolChannel,
  type SymbolChannelOptions,
} from './channels/symbol-channel';
export { SymbolState } from './channels/symbol-state';
// The connection
export {
  type ConnectionHooks,
  ConnectionMonitor,
  type MonitorOptions,
} from './connection/connection-monitor';
export { type Closable, ConnectionSlot, type ConnectionSlotOptions } from './connection/connection-slot';
export { FramedSocket, type FramedSocketOptions, type SilenceLimits } from './connection/framed-socket';
export {
  type ChannelFrame,
  mappedRows,
  NumberedConnection,
  type NumberedConnectionOptions,
  type RowHandler,
} from './connection/numbered-connection';
export { type KeyedRequest, OneAtATime } from './connection/one-at-a-time';
export {
  type AnswerFate,
  type FramedRequest,
  type InFlight,
  RequestsInFlight,
} from './connection/requests-in-flight';
export { type CallContext, SocketCall, type SocketCallOptions } from './connection/socket-call';
export type { OrderManager } from './orders/order-manager';
export type {
  Accepted,
  CancelAnswer,
  CancelMany,
  LookupOptions,
  OrderPort,
  Refusal,
  SendOptions,
  WriteContext,
} from './orders/order-port';
export { PolledChannel, type PolledChannelOptions } from './polled/polled-channel';
export type { PolledConnection } from './polled/polled-connection';
export { PolledSymbolChannel, type PolledSymbolOptions } from './polled/polled-symbol-channel';
export { RequestBatcher } from './polled/request-batcher';
// Ranges
export { type CandleSource, readCandles } from './ranges/candle-source';
export type { CheckedCandlesRequest, CheckedHistoryRequest, CheckedTradesRequest } from './ranges/checks';
export { type HistoryPlan, readHistory } from './ranges/history';
export { type RangePlan, readRange, type Span, type SpanRead, splitRange } from './ranges/range';
// REST
export { type RestAnswer, type RestPayload, type RestResult, tooManyRequests } from './rest/answer';
export {
  type RestAuthorization,
  RestClient,
  type RestClientOptions,
  type RestRules,
  type RestSettings,
} from './rest/client';
export type { RestCallOptions, RestEndpoint, RestParts, RestRequest } from './rest/endpoint';
export { type RestMethods, restMethods } from './rest/methods';
export type { RunningCall } from './rest/running-calls';
// Schemas, options and secrets
export { type ArgumentsSchema, checkArguments, decimalArgument } from './schema/arguments';
export { codeSpelling, codeTable, isCode } from './schema/codes';
export { z } from './schema/library';
export { mismatchError } from './schema/mismatch';
export {
  checkAuthorities,
  clientOptionsOf,
  countOf,
  credential,
  parseOptions,
  restShape,
} from './schema/options';
export { rawOf } from './schema/raw-records';
export { listOf, type Reader, RecordMismatch, readerOf, recordReader } from './schema/reader';
export { optionalNumber, optionalText, wireId, wireInteger, wireList, wireNumber } from './schema/values';
export { type VenueOptionNames, type VenueOptions, venueOptionsReader } from './schema/venue-options';
