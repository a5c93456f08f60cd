import * as z from '../../../adapter/schema/zod';

/** Moscow wall time without a zone, in a form that the document does not name. */
export const wireWallTime = z.string().min(1);

/** The same as it stands in the text of an answer, in its usual form: `2020-10-14T18:50:00`. */
export const textWallTime = '"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)"';

/** It is not cut off from the text of the answer: rows are read and let go, and records have the instant instead. */
export const fromTextWallTime = (text: string): string => text;

export { isName as isWallTime } from '../../../adapter/schema/checks';
