/** The types of the CHP emulator that a user can name. */
export type { ChpEmulator, ChpEndpoints, ChpEvent } from './emulator';
export type { ChpInstrument } from './instruments';
export type { ChpCommand } from './methods';
export type { ChpEmulatorAccount, ChpEmulatorOptions, ChpEmulatorPortfolio, ChpKeyCase } from './options';
