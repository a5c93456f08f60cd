import type { VenueProfile } from '../../../src/adapter/broker/ports';
import { type Capabilities, type Feature, OPERATION_NAMES } from '../../../src/broker';
import { CHANNELS } from '../../../src/streaming/delivery/channel-policies';
import { between, type Read, table } from './documents';
import type { Venue } from './venues';

/** What the first column calls each capability. The features are two rows of their own. */
const LABELS = {
  readsWithoutConnect: 'reads that need no `connect`',
  candleIntervals: 'intervals of `fetchCandles`',
  candleStreamIntervals: 'intervals of streamed candles',
  builtCandleIntervals: 'intervals of streamed candles that are built from `1m`',
  orderTypes: 'order types',
  timesInForce: 'times in force',
  modifiableFields: 'what `modifyOrder` can change',
  modifyReplaces: 'orders that `modifyOrder` replaces by another',
  clientOrderId: 'a `clientOrderId`',
  streaming: 'how streams arrive',
} as const satisfies Record<Exclude<keyof Capabilities, 'features'>, string>;

const LABEL_ROWS = Object.entries(LABELS) as [keyof typeof LABELS, string][];

/** All that a venue may grant beyond what every venue has. */
const FEATURES: readonly Feature[] = [
  ...OPERATION_NAMES,
  ...CHANNELS.map((channel): Feature => `subscribe:${channel}`),
];

/** The calls that every venue has. */
const COMMON = ['fetchInstruments', 'fetchInstrument', 'fetchQuotes', 'fetchCandles', 'candlePages'];

/** The page of each venue, with the table of what its broker grants, and the README, with the table of all. */
export async function capabilityDocuments(
  venues: readonly Pick<Venue, 'id'>[],
  read: Read,
): Promise<Readonly<Record<string, string>>> {
  const profiles = await Promise.all(
    venues.map(async ({ id }): Promise<VenueProfile> => {
      const loaded: { readonly profile: VenueProfile } = await import(`../../../src/venues/${id}/profile.ts`);
      return loaded.profile;
    }),
  );
  const contents = [
    ...profiles.map(
      ({ id, capabilities }) => [`docs/venues/${id}.md`, capabilityTable(capabilities)] as const,
    ),
    ['README.md', comparisonTable(profiles)] as const,
  ];
  return Object.fromEntries(
    contents.map(([path, content]) => [
      path,
      between(read(path), '<!-- generated: capabilities -->\n', '<!-- end -->', content, path),
    ]),
  );
}

/** What the brokers grant, a row a feature and a column a venue. */
export function comparisonTable(profiles: readonly Pick<VenueProfile, 'id' | 'capabilities'>[]): string {
  const row = (what: string, cell: (capabilities: Capabilities) => string): readonly string[] => [
    what,
    ...profiles.map(({ capabilities }) => cell(capabilities)),
  ];
  return table(
    ['what', ...profiles.map(({ id }) => `\`${id}\``)],
    [
      row(listOf(COMMON), () => 'yes'),
      ...FEATURES.map((feature) =>
        row(isStream(feature) ? `stream \`${nameOf(feature)}\`` : `\`${feature}\``, ({ features }) =>
          features.includes(feature) ? 'yes' : '-',
        ),
      ),
      ...LABEL_ROWS.map(([name, label]) => row(label, (capabilities) => wordsOf(capabilities[name]))),
    ],
  );
}

/** What a broker grants, and what it lacks, as a table. */
export function capabilityTable(capabilities: Capabilities): string {
  const { features } = capabilities;
  const streams = features.filter(isStream);
  const rest = LABEL_ROWS.map(([name, label]) => [label, wordsOf(capabilities[name])]);
  return table(
    ['what', 'this venue'],
    [
      ['operations', listOf([...COMMON, ...features.filter((feature) => !isStream(feature))])],
      ['streams', listOf(streams.map(nameOf))],
      ['not offered', listOf(FEATURES.filter((feature) => !features.includes(feature)))],
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
  if (value === undefined || value === false) return 'none';
  if (value === true) return 'all';
  if (typeof value === 'string') return value === 'push' ? 'sent by the venue' : 'polled by the broker';
  return 'rule' in value ? value.rule : listOf(value);
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
}
