import type { VenueProfile } from '../../../src/adapter/broker/ports';
import { type Capabilities, type Feature, OPERATION_NAMES } from '../../../src/broker';
import { CHANNELS } from '../../../src/streaming/delivery/channel-policies';
import { between, type Read, table } from './documents';
import type { Venue } from './venues';

/** What the first column calls each capability. The features are two rows of their own. */
const LABELS = {
  candleIntervals: 'intervals of `fetchCandles`',
  candleStreamIntervals: 'intervals of streamed candles',
  builtCandleIntervals: 'intervals of streamed candles that are built from `1m`',
  orderTypes: 'order types',
  timesInForce: 'times in force',
  modifiableFields: 'what `modifyOrder` can change',
  clientOrderId: 'a `clientOrderId`',
  streaming: 'how streams arrive',
} as const satisfies Record<Exclude<keyof Capabilities, 'features'>, string>;

/** The calls that every venue has. */
const COMMON = ['fetchInstruments', 'fetchInstrument', 'fetchQuotes', 'fetchCandles', 'candlePages'];

/** The page of each venue, with the table of what its broker grants. */
export async function capabilityDocuments(
  venues: readonly Pick<Venue, 'id'>[],
  read: Read,
): Promise<Readonly<Record<string, string>>> {
  const pages = venues.map(async ({ id }) => {
    const { profile }: { readonly profile: VenueProfile } = await import(
      `../../../src/venues/${id}/profile.ts`
    );
    const path = `docs/venues/${id}.md`;
    const content = capabilityTable(profile.capabilities);
    return [path, between(read(path), '<!-- generated: capabilities -->\n', '<!-- end -->', content, path)];
  });
  return Object.fromEntries(await Promise.all(pages));
}

/** What a broker grants, and what it lacks, as a table. */
export function capabilityTable(capabilities: Capabilities): string {
  const { features } = capabilities;
  const streams = features.filter(isStream);
  const all: Feature[] = [...OPERATION_NAMES, ...CHANNELS.map((channel): Feature => `subscribe:${channel}`)];
  const rest = Object.entries(LABELS).map(([name, label]) => [
    label,
    wordsOf(capabilities[name as keyof typeof LABELS]),
  ]);
  return table(
    ['what', 'this venue'],
    [
      ['operations', listOf([...COMMON, ...features.filter((feature) => !isStream(feature))])],
      ['streams', listOf(streams.map(nameOf))],
      ['not offered', listOf(all.filter((feature) => !features.includes(feature)))],
      ...rest,
    ],
  );
}

function isStream(feature: Feature): boolean {
  return feature.startsWith('subscribe:');
}

function nameOf(feature: Feature): string {
  return feature.replace('subscribe:', '');
}

function wordsOf(value: Capabilities[keyof typeof LABELS]): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return value === 'push' ? 'sent by the venue' : 'polled by the broker';
  return 'rule' in value ? value.rule : listOf(value);
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
}
