// The pure part of the adapter: wire records to model records. No I/O, no clock, no state but BookAssembler's levels.
export * from './map-account';
export * from './map-book';
export * from './map-candle';
export * from './map-fill';
export * from './map-instrument';
export * from './map-meta';
export * from './map-order';
export * from './map-quote';
export * from './map-trade';
