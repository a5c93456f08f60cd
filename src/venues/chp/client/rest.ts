import type { RestAnswer, RestPayload, TextAnswer } from '../../../adapter/rest/answer';
import { tooManyRequests } from '../../../adapter/rest/answer';
import { RestClient, type RestRules } from '../../../adapter/rest/client';
import type { RunningCall } from '../../../adapter/rest/running-calls';
import { RecordMismatch } from '../../../adapter/schema/reader';
import { HttpStatusError } from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { type ChpEndpoint, paceOf } from '../endpoints';
import { ChpNotJsonError } from '../errors';
import type { ChpSettings } from '../options';
import { readEnvelope, requireData, requireSuccess } from './answers';
import { writeBody } from './codec';
import { redactWhenInspected } from './redacted-answer';

/** Longest text that an error keeps of an answer that is no JSON. */
const MAX_ANSWER = 64 * 1024;

export type ChpRest = RestClient<ChpEndpoint>;

/** The requests of a client. @param token - goes with every request of a {@link ChpClient}; a {@link ChpApi} is given it */
export function createRest(settings: ChpSettings, redactor: Redactor, token?: string): ChpRest {
  const { baseUrl, exposed, logger, requestsPerSecond } = settings;
  if (exposed) {
    logger.warn(
      `${baseUrl} is plain HTTP beyond this machine: login, password, token and orders can be read on the way`,
      { venue: 'chp' },
    );
  }
  const rules: RestRules<ChpEndpoint, RestPayload, never> = {
    parts: (endpoint, args, operation) => ({
      body: writeBody(endpoint, token === undefined ? args : { ...args, token }, operation),
    }),
    open: (answer, { endpoint }, call) => openAnswer(answer, endpoint, call, redactor),
    notJson,
  };
  const pace = paceOf(requestsPerSecond);
  return new RestClient({ venue: 'chp', settings, redactor, pace }, rules);
}

/** "Ответ от сервера успешно десериализован в JSON": the first of the document's three checks, for every method. */
export function notJson(
  { status, text }: TextAnswer,
  { operation, requestId }: RunningCall,
): ChpNotJsonError {
  return new ChpNotJsonError({ operation, requestId, status, respData: text.slice(0, MAX_ANSWER) });
}

/**
 * Judges an answer as the document says.
 *
 * The venue answers every call with 200. Only a refusal is let through with another: it ends the call, and says its status.
 */
export function openAnswer(
  { status, value, retryAfterMs }: RestAnswer,
  { counts }: ChpEndpoint,
  call: Pick<RunningCall, 'venue' | 'operation' | 'requestId'>,
  redactor: Redactor,
): RestPayload {
  const { venue, operation, requestId } = call;
  // Venue quirk: the venue itself answers with 200 only, so it is a proxy before it that counts requests.
  if (status === 429) throw tooManyRequests({ venue, operation, requestId }, retryAfterMs);
  const answer = readEnvelope(value);
  if (status !== 200 && answer?.result !== false) {
    const message = `${operation}: HTTP ${status}, and no answer of the venue's own`;
    throw new HttpStatusError(message, { venue, operation, requestId, status, sent: true });
  }
  const received = { operation, requestId, status, value, answer };
  if (counts === 'data') return { at: 'data', value: requireData(received, redactor) };
  if (counts === 'success') requireSuccess(received, redactor);
  if (answer === undefined) throw new RecordMismatch('', 'must be an object');
  return { at: '', value: redactWhenInspected(answer, redactor) };
}
