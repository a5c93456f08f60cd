import { namesOf } from '../fault-names';
import { Faults } from '../faults';
import { MAIN_COMMANDS } from './commands';
import { STARTS, STOPS } from './stream/commands';
import { STREAM_EVENTS, type StreamEvent } from './stream/subscriber';

// Its type is written into the declarations as a union of texts; the types of the tables would bring the whole venue along.
const COMMANDS = [
  ...(['login', 'logout'] as const),
  ...namesOf(MAIN_COMMANDS),
  ...namesOf(STARTS),
  ...namesOf(STOPS),
];

/** What a client can send, on either connection. */
export type XapiCommand = (typeof COMMANDS)[number];

/** What the stream connection sends. */
export type XapiEvent = StreamEvent;

/** The faults of this venue. */
export function xapiFaults(): Faults<XapiCommand, XapiEvent> {
  return new Faults<XapiCommand, XapiEvent>({ commands: COMMANDS, events: STREAM_EVENTS });
}
