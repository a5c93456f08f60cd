// The pure part of the adapter: wire records to model records. No I/O, no clock, no state but BookAssembler's levels.
export * from './account';
export * from './book';
export * from './candle';
export * from './fill';
export * from './instrument';
export * from './meta';
export * from './order';
export * from './quote';
export * from './trade';
