// Generated from src/venues/venues.json by `npm run generate`; do not edit.

import type { ChpEmulator, ChpEmulatorOptions } from './chp';
import { startChpEmulator } from './chp/emulator';
import type { FinnotechEmulator, FinnotechEmulatorOptions } from './finnotech';
import { startFinnotechEmulator } from './finnotech/emulator';
import type { PoloniexEmulator, PoloniexEmulatorOptions } from './poloniex';
import { startPoloniexEmulator } from './poloniex/emulator';
import type { XapiEmulator, XapiEmulatorOptions } from './xapi';
import { startXapiEmulator } from './xapi/emulator';

/** What the emulator of each venue takes. */
export interface EmulatorOptions {
  readonly chp: ChpEmulatorOptions;
  readonly finnotech: FinnotechEmulatorOptions;
  readonly poloniex: PoloniexEmulatorOptions;
  readonly xapi: XapiEmulatorOptions;
}

/** The emulator of each venue. */
export interface Emulators {
  readonly chp: ChpEmulator;
  readonly finnotech: FinnotechEmulator;
  readonly poloniex: PoloniexEmulator;
  readonly xapi: XapiEmulator;
}

export const STARTERS: {
  readonly [V in keyof Emulators]: (options: EmulatorOptions[V]) => Promise<Emulators[V]>;
} = {
  chp: startChpEmulator,
  finnotech: startFinnotechEmulator,
  poloniex: startPoloniexEmulator,
  xapi: startXapiEmulator,
};
