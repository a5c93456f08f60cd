// Generated from src/venues/venues.json by `npm run generate`; do not edit.

import type { EmulatorVenue } from '../emulators';

/** The ports of each emulator, in the order in which `--port` counts them; none where it has a single one. */
export const EMULATOR_PORTS: Readonly<Record<EmulatorVenue, readonly string[]>> = {
  chp: [],
  finnotech: [],
  poloniex: ['rest', 'private', 'public'],
  xapi: ['main', 'stream', 'wsMain', 'wsStream'],
};
