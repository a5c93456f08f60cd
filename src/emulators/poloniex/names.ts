import type { FaultNames } from '../fault-names';
import { ROUTES } from './rest/route-call';
import { ORDER_COMMAND_NAMES } from './socket/order-entry';
import { PRIVATE_CHANNELS } from './socket/private-hub';
import { PUBLIC_CHANNELS } from './socket/public-connection';
import { SOCKET_COMMANDS } from './socket/socket';

// Their types are written into the declarations as unions of texts; the types of the tables would bring the whole venue along.
const COMMANDS = [...ROUTES.map(({ command }) => command), ...ORDER_COMMAND_NAMES, ...SOCKET_COMMANDS];
const EVENTS = [...PRIVATE_CHANNELS, ...PUBLIC_CHANNELS];

/** What a client can send: the requests of REST, and the commands of the sockets. */
export type PoloniexCommand = (typeof COMMANDS)[number];

/** What the sockets send, by its channel. */
export type PoloniexEvent = (typeof EVENTS)[number];

export const POLONIEX_NAMES: FaultNames<PoloniexCommand, PoloniexEvent> = {
  commands: COMMANDS,
  events: EVENTS,
};
