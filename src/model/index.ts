export type { Account, AccountSummary, Balance, Position } from './account';
export * from './decimal';
export type { Instrument, InstrumentKind } from './instrument';
export { FIXED_INTERVAL_MS, type Interval } from './interval';
export type { BookLevel, Candle, News, OrderBook, Quote, Trade } from './market-data';
export type { Fill, Order, OrderSide, OrderStatus, OrderType, PositionEffect, TimeInForce } from './order';
export type { RecordMeta, RecordSource } from './record';
export { TimeZone, type WallTime } from './time-zone';
