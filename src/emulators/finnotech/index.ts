/** The types of the Finnotech emulator that a user can name. */
export type { FinnotechInstrument } from './companies';
export type { FinnotechEmulator, FinnotechEndpoints } from './emulator';
export type { FinnotechEmulatorClient, FinnotechEmulatorOptions } from './options';
export type { FinnotechCommand } from './routes';
