import type { Venue } from './venues';

const NOTICE = '// Generated from src/venues/venues.json by `npm run generate`; do not edit.\n';

const lines = (venues: readonly Venue[], line: (venue: Venue) => string): string =>
  venues.map(line).join('\n');

/** The generated source files by their path, not formatted yet. */
export function sources(venues: readonly Venue[]): Readonly<Record<string, string>> {
  return {
    'src/core/venue-id.ts': venueId(venues),
    'src/venue-registry.ts': venueRegistry(venues),
    'src/emulators/registry.ts': emulatorRegistry(venues),
    'src/emulators/venue-types.ts': NOTICE + lines(venues, ({ id }) => `export type * from './${id}';`),
    'src/cli/emulator-ports.ts': emulatorPorts(venues),
    'src/remote/generated/venue-types.ts': venueTypes(venues),
  };
}

function venueId(venues: readonly Venue[]): string {
  return `${NOTICE}
/** The venues that ship with the SDK. */
export type BuiltInVenueId = ${venues.map(({ id }) => `'${id}'`).join(' | ')};

/** Names a venue; open, so that others can add theirs. */
export type VenueId = BuiltInVenueId | (string & {});
`;
}

function venueRegistry(venues: readonly Venue[]): string {
  return `${NOTICE}
import type { EnvTable } from './core/environment';
${lines(
  venues,
  // The class from its own file: through the entry the bundler of the declarations would see a cycle.
  ({ id, className: name }) => `import type { ${name}BrokerOptions } from './venues/${id}';
import type { ${name}Broker } from './venues/${id}/broker';`,
)}

/** The concrete broker of each venue. */
export interface VenueBrokers {
  ${lines(venues, ({ id, className: name }) => `readonly ${id}: ${name}Broker;`)}
}

/** What each venue's broker takes. */
export interface VenueOptions {
  ${lines(venues, ({ id, className: name }) => `readonly ${id}: ${name}BrokerOptions;`)}
}

/** A venue that \`createBroker\` can make a broker for. */
export type VenueName = keyof VenueBrokers;

interface VenueModule<V extends VenueName> {
  readonly create: (options: VenueOptions[V]) => Promise<VenueBrokers[V]>;
  /** The variables that \`brokerFromEnv\` reads. */
  readonly environment: () => Promise<EnvTable>;
}

/** Loaded on demand: a bot of one venue does not pay for the others' schemas and transports. */
export const VENUE_MODULES: { readonly [V in VenueName]: VenueModule<V> } = {
  ${lines(
    venues,
    ({ id, className: name }) => `${id}: {
    create: async (options) => new (await import('./venues/${id}')).${name}Broker(options),
    environment: async () => (await import('./venues/${id}/environment')).environment,
  },`,
  )}
};
`;
}

function emulatorRegistry(venues: readonly Venue[]): string {
  return `${NOTICE}
${lines(
  venues,
  ({ id, className: name }) => `import type { ${name}Emulator, ${name}EmulatorOptions } from './${id}';
import { start${name}Emulator } from './${id}/emulator';`,
)}

/** What the emulator of each venue takes. */
export interface EmulatorOptions {
  ${lines(venues, ({ id, className: name }) => `readonly ${id}: ${name}EmulatorOptions;`)}
}

/** The emulator of each venue. */
export interface Emulators {
  ${lines(venues, ({ id, className: name }) => `readonly ${id}: ${name}Emulator;`)}
}

export const STARTERS: {
  readonly [V in keyof Emulators]: (options: EmulatorOptions[V]) => Promise<Emulators[V]>;
} = {
  ${lines(venues, ({ id, className: name }) => `${id}: start${name}Emulator,`)}
};
`;
}

function emulatorPorts(venues: readonly Venue[]): string {
  return `${NOTICE}
import type { EmulatorVenue, startEmulator } from '../emulators';

type OptionsOf<V extends EmulatorVenue> = NonNullable<Parameters<typeof startEmulator<V>>[1]>;

/** The names in the option \`ports\` of an emulator; \`never\` where it has a single port. */
type PortOf<V extends EmulatorVenue> =
  OptionsOf<V> extends { readonly ports?: infer Ports } ? keyof NonNullable<Ports> : never;

/** The ports of each emulator, in the order in which \`--port\` counts them; none where it has a single one. */
export const EMULATOR_PORTS: { readonly [V in EmulatorVenue]: readonly PortOf<V>[] } = {
  ${lines(venues, ({ id, emulator }) => `${id}: ${JSON.stringify(emulator.ports ?? [])},`)}
};
`;
}

function venueTypes(venues: readonly Venue[]): string {
  return `${NOTICE}
${lines(
  venues,
  ({ id, className: name }) => `import type { ${name}Broker } from '../../venues/${id}/broker';
import type { ${name}Types } from '../../venues/${id}/profile';`,
)}

/** What each venue says of its broker's types. */
export interface TypesByVenue {
  ${lines(venues, ({ id, className: name }) => `readonly ${id}: ${name}Types;`)}
}

/** The broker of each venue. */
export interface BrokerByVenue {
  ${lines(venues, ({ id, className: name }) => `readonly ${id}: ${name}Broker;`)}
}
`;
}
