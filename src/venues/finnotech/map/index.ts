export * from './candle';
export * from './instrument';
export * from './quote';
