export * from './account';
export * from './codes';
export * from './market';
export * from './order';
export * from './smart';
