export * from './map-account';
export * from './map-codes';
export * from './map-market';
export * from './map-order';
export * from './map-smart';
