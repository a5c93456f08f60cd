import { isCode } from '../../adapter/schema/codes';
import { AuthenticationError, isBrokerError, VenueError } from '../../errors';
import { redactorOf } from '../../errors/redact';
import { readRefusal } from './client/answers';
import { errorCodeOf } from './error-codes';
import { ChpFailedError } from './errors';
import type { ChpAnswers } from './types/answer';

/** "Already authorized": the session of a connection before stands, which is what was asked for. */
const ALREADY_AUTHORIZED = 'Error #2';

/** "Already subscribed": the server remembers more than we do. */
const ALREADY_SUBSCRIBED = 'Error #20';

/** SmartCOM: there is no session. */
const NOT_CONNECTED = '-1610612733';

/** SmartCOM could not connect for a reason of its own: an internal error, an exchange that cannot be reached. */
const UNREADY = [NOT_CONNECTED, '-1610612731', '-1610612730'];

/** The venue answers every call with this status; another one is not its own word. */
const OK = 200;

const CREDENTIALS = /логин|парол|токен|login|password|token/i;
/** What passes by itself: a server that is away, busy or under maintenance, too many connections. */
const PASSING =
  /недоступ|не отвеча|связ|соедин|перегруж|профилакт|техническ|регламент|лимит|слишком|част[оы]|повторите|позже|тайм-?аут|превышено время|unavailable|time[d -]*out|\bbusy\b|maintenance|overload|too many|\blimit|try again|\blater\b/i;
const NO_SESSION = /не авториз|not authori[sz]ed/i;

/** What an answer says of a failure: as a whole, and of what lies behind it. */
type Refused = Partial<Pick<ReturnType<typeof readRefusal>, 'reason' | 'additional'>> &
  Pick<ChpFailedError, 'dataError'>;

function hasCode(refused: Refused, code: string): boolean {
  return [...refused.dataError, refused].some(({ reason }) => isCode(reason, code));
}

/** Whether Connect was refused only because the session is there already. */
export function isAlreadyAuthorized(error: unknown): boolean {
  return error instanceof ChpFailedError && hasCode(error, ALREADY_AUTHORIZED);
}

/** Whether a call was refused because the server has no session of ours, as after its restart. */
export function isSessionGone(error: unknown): boolean {
  if (!(error instanceof ChpFailedError)) return false;
  return [...error.dataError, error].some(
    ({ reason, additional }) => reason === NOT_CONNECTED || NO_SESSION.test(additional ?? ''),
  );
}

/** Whether a poll that failed may have taken records with it: all but those that never left or were refused. */
export function mayHaveConsumed(error: unknown): boolean {
  if (error instanceof ChpFailedError) return error.status !== OK;
  return !isBrokerError(error) || error.sent !== false;
}

/** The venue's innermost code, which says more than the one around it. */
export function codeOf({ dataError, reason }: Refused): string {
  return dataError.find((inner) => inner.reason)?.reason ?? reason ?? 'refused';
}

/** The venue's innermost text, in Russian. */
export function textOf({ dataError, additional }: Refused): string | undefined {
  const inner = dataError.find((one) => one.message ?? one.additional);
  return inner?.message ?? inner?.additional ?? additional;
}

/**
 * What a refused Connect means: the credentials, unless the venue clearly speaks of something that passes, by a documented
 * code or by its text. Its texts stay out of the message, for they may repeat what was sent.
 */
export function loginError(error: unknown): unknown {
  if (!(error instanceof ChpFailedError)) return error;
  const code = codeOf(error);
  const context = { venue: 'chp', operation: 'connect', sent: true, code } as const;
  const inner = error.dataError.map((one) => `${one.additional ?? ''} ${one.message ?? ''}`).join(' ');
  const passes = PASSING.test(inner) || UNREADY.some((known) => isCode(code, known));
  if (passes && !CREDENTIALS.test(inner))
    return new VenueError(`The venue did not connect (${code})`, { ...context, retryable: true });
  return new AuthenticationError(`The venue refused the login (${code})`, context);
}

/**
 * Whether a write that failed so was certainly not carried out: the venue's own answer says `result: false`, and the
 * innermost code is one that says so in its documents.
 */
export function provesRefusal(error: unknown): error is ChpFailedError {
  return (
    error instanceof ChpFailedError && error.status === OK && errorCodeOf(codeOf(error))?.proves === true
  );
}

/**
 * Judges one answer of Listen*.
 * @param client - which gave it, and knows what of it must not be shown
 * @returns whether the server was listening already
 * @throws VenueError when it refused
 */
export function wasListening(answers: ChpAnswers, name: string, operation: string, client: object): boolean {
  const answer = answers[name];
  if (answer?.result === true) return false;
  const refused = readRefusal(answer ?? {}, redactorOf(client));
  if (hasCode(refused, ALREADY_SUBSCRIBED)) return true;
  const code = codeOf(refused);
  const venueText = textOf(refused);
  const message = `The venue refused ${operation} of ${name}: ${venueText ?? code}`;
  throw new VenueError(message, { venue: 'chp', operation, sent: true, code, venueText });
}
