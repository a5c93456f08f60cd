import { accountCommands } from './account';
import { chartCommands } from './charts';
import type { Command } from './command';
import { informationCommands } from './information';
import { symbolCommands } from './symbols';
import { tradeCommands } from './trades';

/** The commands of the main connection, by name, except login and logout. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...accountCommands,
    ...chartCommands,
    ...informationCommands,
    ...symbolCommands,
    ...tradeCommands,
  }),
);
