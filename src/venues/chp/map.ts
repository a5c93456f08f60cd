// The pure part of the adapter: wire records to model records. No I/O, no clock, no state.
export * from './map-account';
export * from './map-instrument';
export * from './map-market';
export * from './map-meta';
export * from './map-order';
export * from './map-order-codes';
export * from './map-portfolio';
export * from './map-time';
