import type { Body } from '../body';
import { alreadyAuthorized, badParameter, notConnected, wrongPassword } from '../errors';
import type { Row } from '../json';
import { Session } from '../sessions';
import type { ChpVenue } from '../venue';

/** The record that auth methods answer with, and echo when they fail. */
export function authRow({ members }: Body, exchange = 1): Row {
  const { token = null, login = null, password = null } = members;
  return { token, work: 0, exchange, login, password };
}

/** Checks login, password and token of a body. @throws ChpRefusal */
function checkedSession(venue: ChpVenue, body: Body): Session {
  const account = venue.accountOf(body.string('token'));
  const [login, password] = [body.string('login'), body.string('password')];
  if (body.has('mode')) body.integer('mode', (mode) => mode === 0 || mode === 1);
  if (!account || account.login !== login || account.password !== password || venue.locks.isLocked(login)) {
    throw wrongPassword();
  }
  return venue.sessions.get(account.token) ?? new Session(account, venue.options.poll);
}

function connected(venue: ChpVenue, body: Body): readonly Row[] {
  const session = checkedSession(venue, body);
  if (venue.sessions.get(session.account.token) === session) throw alreadyAuthorized();
  venue.sessions.start(session);
  return [authRow(body)];
}

/** Connects again whether or not the token is connected; its subscriptions stay. */
function reconnection(venue: ChpVenue, body: Body): readonly Row[] {
  venue.sessions.start(checkedSession(venue, body));
  return [authRow(body)];
}

function disconnected(venue: ChpVenue, body: Body): readonly Row[] {
  const { account } = checkedSession(venue, body);
  if (!venue.sessions.get(account.token)) throw notConnected();
  venue.sessions.end(account.login);
  return [authRow(body)];
}

/** The methods that need no session, by name. */
export const AUTH_METHODS: ReadonlyMap<string, (venue: ChpVenue, body: Body) => readonly Row[]> = new Map(
  Object.entries({ Connected: connected, Reconnection: reconnection, Disconnected: disconnected }),
);

/** The session of a body's token. @throws ChpRefusal */
export function sessionOf(venue: ChpVenue, body: Body): Session {
  const token = body.members['token'];
  if (typeof token !== 'string') throw badParameter('token');
  const session = venue.sessions.get(token);
  if (!session) throw notConnected();
  return session;
}
