// Generated from src/venues/venues.json by `npm run generate`; do not edit.

import type { EmulatorVenue, startEmulator } from '../emulators';

type OptionsOf<V extends EmulatorVenue> = NonNullable<Parameters<typeof startEmulator<V>>[1]>;

/** The names in the option `ports` of an emulator; `never` where it has a single port. */
type PortOf<V extends EmulatorVenue> =
  OptionsOf<V> extends { readonly ports?: infer Ports } ? keyof NonNullable<Ports> : never;

/** The ports of each emulator, in the order in which `--port` counts them; none where it has a single one. */
export const EMULATOR_PORTS: { readonly [V in EmulatorVenue]: readonly PortOf<V>[] } = {
  chp: [],
  finnotech: [],
  poloniex: ['rest', 'private', 'public'],
  xapi: ['main', 'stream', 'wsMain', 'wsStream'],
};
