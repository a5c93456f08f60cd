// The pure part of the adapter: wire records to model records. No I/O, no clock, no state.
export * from './account';
export * from './instrument';
export * from './market';
export * from './meta';
export * from './order';
export * from './order-codes';
export * from './portfolio';
export * from './time';
