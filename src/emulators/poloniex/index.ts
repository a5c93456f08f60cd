/** The types of the Poloniex emulator that a user can name. */
export type { PoloniexEmulator, PoloniexEndpoints, PoloniexOrderMembers } from './emulator';
export type { PoloniexFaults } from './faults';
export type { PoloniexInstrument } from './instruments';
export type { PoloniexCommand, PoloniexEvent } from './names';
export type { PoloniexEmulatorAccount, PoloniexEmulatorOptions, PoloniexPorts } from './options';
export type { PoloniexConnectionInfo } from './ports';
export type { ExchangeMode } from './venue';
