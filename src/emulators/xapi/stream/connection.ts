import { Args } from '../args';
import { type Incoming, XapiSocket } from '../connections/socket';
import { CommandError } from '../errors';
import type { Session } from '../sessions';
import { START_COMMANDS, STOP_COMMANDS } from './commands';
import { Subscriber } from './subscriber';

/** The streaming connection: subscribers of any number of sessions, no acknowledgements. */
export class StreamConnection extends XapiSocket {
  readonly #subscribers = new Map<string, Subscriber>();

  protected override handle(incoming: Incoming): void {
    try {
      const failure = this.venue.faults.rules.take('fail', 'stream', incoming.command);
      if (failure) throw new CommandError(failure.errorCode, failure.errorDescr);
      this.#execute(incoming);
    } catch (error) {
      this.refuse(incoming, error);
    }
  }

  protected override ended(): void {
    for (const subscriber of this.#subscribers.values()) this.venue.hub.remove(subscriber);
    this.#subscribers.clear();
  }

  #execute({ members, command }: Incoming): void {
    if (!('command' in members)) throw new CommandError('BE106');
    if (typeof members['command'] !== 'string') throw new CommandError('BE110');
    const args = new Args(members);
    const start = START_COMMANDS.get(command);
    const stop = STOP_COMMANDS.get(command);
    if (start) start(this.#subscriber(this.#session(args)), args, this.venue);
    else if (!stop) throw new CommandError('BE104');
    else if (args.has('streamSessionId')) stop(this.#subscriber(this.#session(args)), args, this.venue);
    else for (const subscriber of this.#subscribers.values()) stop(subscriber, args, this.venue);
  }

  #session(args: Args): Session {
    const session = this.venue.sessions.find(args.string('streamSessionId'));
    if (!session) throw new CommandError('BE117');
    return session;
  }

  #subscriber(session: Session): Subscriber {
    const { streamSessionId } = session;
    let subscriber = this.#subscribers.get(streamSessionId);
    if (!subscriber) {
      const { clock, market, exchange, options } = this.venue;
      const source = { clock, market, exchange, snapshots: options.snapshots };
      subscriber = new Subscriber(session, source, (command, data) => this.event(command, data));
      this.#subscribers.set(streamSessionId, subscriber);
      this.venue.hub.add(subscriber);
    }
    return subscriber;
  }
}
