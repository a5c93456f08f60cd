import type { Args } from '../args';
import { CommandError } from '../errors';
import type { Json } from '../json';
import type { Session, SessionConnection } from '../sessions';
import type { XapiVenue } from '../venue';

/** Logs a user in for a main connection. @throws CommandError */
export function logIn(venue: XapiVenue, args: Args, connection: SessionConnection): Session {
  const userId = args.login('userId');
  const password = args.string('password');
  const now = venue.clock.now();
  if (venue.locks.isLocked(userId, password, now)) throw new CommandError('EX007');
  const login = venue.login(userId);
  if (login?.password !== password) {
    venue.locks.lock(userId, password, now + venue.options.lockMs);
    throw new CommandError(login ? 'BE005' : 'EX004');
  }
  if (login.disabled) throw new CommandError('BE004');
  const account = venue.exchange.account(userId);
  if (!account) throw new CommandError('EX004');
  return venue.sessions.begin(venue.newToken(), account, connection);
}

/** The session that a command may use. @throws CommandError BE103, BE200 */
export function livingSession(session: Session | undefined): Session {
  if (session?.state === 'timedOut') throw new CommandError('BE200');
  if (session?.state !== 'active') throw new CommandError('BE103');
  return session;
}

/** The reply to a login. */
export const loginReply = (session: Session): { readonly [name: string]: Json } => ({
  status: true,
  streamSessionId: session.streamSessionId,
});
