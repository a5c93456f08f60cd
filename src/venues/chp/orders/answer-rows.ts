import { errorCodeOf } from '../error-codes';

/** A row of an answer to PlaceOrder, MoveOrder or CancelOrder. */
export interface AnswerRow {
  readonly orderid?: string | null;
  readonly result?: boolean | null;
  readonly reason?: string | null;
}

/** What an answer to a write proves. */
export type Proof =
  | { readonly of: 'acceptance' }
  | { readonly of: 'refusal'; readonly code: string; readonly text: string | undefined }
  | { readonly of: 'nothing' };

/**
 * What the rows of an answer prove.
 *
 * A row is `{cookie, orderid}` or `{orderid, result}` on success, plus `reason` on failure. So a reason is never an
 * acceptance. A documented code proves what its table says. Any other text is a refusal where the row says so itself,
 * by `result: false` or by having no order number; beside a number, or beside `result: true`, it could mean either.
 * @see protocol facts, place/move/cancel answers
 */
export function proofOf(rows: readonly AnswerRow[]): Proof {
  if (rows.length === 0) return { of: 'nothing' };
  const proofs = rows.map(proofOfRow);
  const refusal = proofs.find((proof) => proof.of === 'refusal');
  return refusal ?? proofs.find((proof) => proof.of === 'nothing') ?? { of: 'acceptance' };
}

function proofOfRow({ orderid, result, reason }: AnswerRow): Proof {
  const text = reason || undefined;
  if (text === undefined && result !== false) return { of: 'acceptance' };
  const code = text?.trim() || 'refused';
  const proves = errorCodeOf(code)?.proves ?? (result === false || !orderid);
  return proves && result !== true ? { of: 'refusal', code, text } : { of: 'nothing' };
}
