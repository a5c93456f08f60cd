import { type Channel, type Feature, OPERATION_NAMES } from '../../broker';

const CHANNELS: Readonly<Record<Channel, true>> = {
  quotes: true,
  trades: true,
  book: true,
  candles: true,
  positions: true,
  balances: true,
  orders: true,
  fills: true,
  news: true,
};

const STREAMS = (Object.keys(CHANNELS) as Channel[]).map((channel): Feature => `subscribe:${channel}`);

/** The features of a venue that has every operation and every stream but these. */
export function featuresWithout(...lacking: readonly Feature[]): readonly Feature[] {
  return Object.freeze([...OPERATION_NAMES, ...STREAMS].filter((feature) => !lacking.includes(feature)));
}
