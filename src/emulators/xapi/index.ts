/** The types of the XAPI emulator that a user can name. */
export type { XapiEmulator, XapiEndpoints } from './emulator';
export type { XapiCommand, XapiEvent } from './faults';
export type { XapiInstrument } from './instruments';
export type { XapiEmulatorAccount, XapiEmulatorOptions } from './options';
export type { ConnectionInfo } from './ports';
