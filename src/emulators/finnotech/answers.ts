import { randomUUID } from 'node:crypto';
import type { HttpReply } from '../network/http-reply';
import type { ResolvedOptions } from './options';
import type { Refusal } from './refusal';
import type { Json, Row } from './rows';

const CASES = {
  document: (key: string) => key,
  lower: (key: string) => key.toLowerCase(),
  upper: (key: string) => key.toUpperCase(),
} as const;

/** The values of a call that its answer needs. */
interface AnswerTerms {
  readonly options: ResolvedOptions;
  readonly trackId: string | undefined;
}

/** How rows are written. */
interface RowTerms extends AnswerTerms {
  /** Whether values and fields are sent that no document lists. */
  readonly unknownValues: boolean;
}

/** The rows of a service, in the envelope of the seed page or of newer pages. */
export function doneReply(rows: readonly Row[], { options, trackId, unknownValues }: RowTerms): HttpReply {
  const rename = CASES[options.keyCase];
  const shown = rows.map((row) => {
    const entries = Object.entries(unknownValues ? { ...row, Type: 'نو', newField: { a: 1 } } : row);
    return Object.fromEntries(entries.map(([key, value]) => [rename(key), value]));
  });
  const result: Json = options.singleRow === 'object' && shown.length === 1 ? (shown[0] ?? null) : shown;
  const id = trackId ?? randomUUID();
  if (options.envelope === 'status') {
    return { body: { responseCode: 'FN-BENN-20000500000', trackId: id, result, status: 'DONE' } };
  }
  // The seed page's sample has the key twice with two values; the last one counts.
  if (!options.repeatTrackId) return { body: { trackId: id, result, state: 'DONE' } };
  const first = JSON.stringify(randomUUID());
  return {
    body: `{"trackId":${first},"result":${JSON.stringify(result)},"trackId":${JSON.stringify(id)},"state":"DONE"}`,
  };
}

/** The caller of a failed call. */
interface FailureTerms extends AnswerTerms {
  /** A bourse service; calls about tokens always say `status`, without a `responseCode`. */
  readonly service: boolean;
}

/** A failed call: its own status or always 200, and the error in the body. */
export function failedReply(refusal: Refusal, { options, trackId, service }: FailureTerms): HttpReply {
  const { code, message, headers, status } = refusal;
  return {
    status: options.failureStatus === 200 ? 200 : status,
    headers,
    body: {
      ...(service && options.envelope === 'status' ? { responseCode: `FN-BENN-4${status}0000000` } : {}),
      ...(trackId === undefined ? {} : { trackId }),
      [service ? options.envelope : 'status']: 'FAILED',
      error: { code, message },
    },
  };
}
