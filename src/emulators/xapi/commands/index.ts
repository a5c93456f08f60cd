import { accountCommands } from './account';
import { chartCommands } from './charts';
import type { Command } from './command';
import { informationCommands } from './information';
import { symbolCommands } from './symbols';
import { tradeCommands } from './trades';

/** The commands of the main connection, by name, except login and logout. */
export const MAIN_COMMANDS = {
  ...accountCommands,
  ...chartCommands,
  ...informationCommands,
  ...symbolCommands,
  ...tradeCommands,
};

/** As a map: a client may send any name. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(Object.entries(MAIN_COMMANDS));
