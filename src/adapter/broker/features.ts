import { type Feature, OPERATION_NAMES } from '../../broker';
import { CHANNELS } from '../../streaming/delivery/channel-policies';

const STREAMS = CHANNELS.map((channel): Feature => `subscribe:${channel}`);

/** The features of a venue that has every operation and every stream but these. */
export function featuresWithout(...lacking: readonly Feature[]): readonly Feature[] {
  return Object.freeze([...OPERATION_NAMES, ...STREAMS].filter((feature) => !lacking.includes(feature)));
}
