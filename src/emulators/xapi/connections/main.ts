import { Args } from '../args';
import { COMMANDS } from '../commands';
import { CommandError } from '../errors';
import type { Json } from '../json';
import type { Session } from '../sessions';
import { livingSession, logIn, loginReply } from './main-session';
import { type Incoming, type Reply, XapiSocket } from './socket';

/** The request and reply connection: one session at a time. */
export class MainConnection extends XapiSocket {
  #session: Session | undefined;

  /** The user of the session, if one is active. */
  get userId(): string | undefined {
    return this.#session?.state === 'active' ? this.#session.account.id : undefined;
  }

  protected override handle(incoming: Incoming): void {
    const { rules } = this.venue.faults;
    const delayMs = rules.take('delayApply', 'main', incoming.command)?.ms ?? 0;
    // An order is acknowledged at once and executed late; anything else is delayed as a whole.
    if (delayMs === 0 || incoming.command === 'tradeTransaction') this.#answer(incoming, delayMs);
    else this.venue.clock.schedule(delayMs, () => this.#answer(incoming, 0), { keepAlive: false });
  }

  protected override idle(): void {
    if (this.#session) this.venue.sessions.end(this.#session, 'timedOut');
  }

  protected override ended(): void {
    if (this.#session) this.venue.sessions.end(this.#session);
  }

  #answer(incoming: Incoming, delayMs: number): void {
    const { rules } = this.venue.faults;
    const { command } = incoming;
    const failure = rules.take('fail', 'main', command);
    const lost = rules.take('applyThenDrop', 'main', command);
    let reply: Reply | undefined;
    let error: unknown;
    try {
      if (failure && !failure.applied) throw new CommandError(failure.errorCode, failure.errorDescr);
      reply = this.#execute(incoming, delayMs);
      if (failure) throw new CommandError(failure.errorCode, failure.errorDescr);
    } catch (thrown) {
      error = thrown;
    }
    if (lost) {
      if (lost.drop === 'connection') this.reset();
    } else if (error !== undefined || !reply) this.refuse(incoming, error);
    else {
      this.reply(incoming, reply);
      if (command === 'login' && rules.take('kickLogin', 'main', command)) this.#endByServer();
    }
  }

  #endByServer(): void {
    if (this.#session) this.venue.sessions.end(this.#session);
    this.finish();
  }

  #execute({ members, command }: Incoming, delayMs: number): Reply {
    if (!('command' in members)) throw new CommandError('BE106');
    if (typeof members['command'] !== 'string') throw new CommandError('BE110');
    if (command === 'login') {
      if (this.#session?.state === 'active') throw new CommandError('BE118');
      this.#session = logIn(this.venue, new Args(members['arguments']), this);
      return loginReply(this.#session);
    }
    const handler = COMMANDS.get(command);
    if (!handler && command !== 'logout') throw new CommandError('BE104');
    const session = livingSession(this.#session);
    if (!handler) {
      this.venue.sessions.end(session);
      return { status: true };
    }
    const args = new Args(members['arguments']);
    const returnData: Json | undefined = handler({ venue: this.venue, session, args, delayMs });
    return returnData === undefined ? { status: true } : { status: true, returnData };
  }
}
