export * from './map-candle';
export * from './map-instrument';
export * from './map-quote';
