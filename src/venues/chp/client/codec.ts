import { ownFields } from '../../../adapter/schema/arguments';
import { ValidationError } from '../../../errors';
import { parseDecimal } from '../../../model';
import type { ChpEndpoint, Field } from '../endpoints';

/**
 * Writes the JSON body of a request: the members of the endpoint in its order, numbers digit for digit.
 *
 * Values are not judged, only made sure to be what their kind can carry.
 * @throws ValidationError for a body that is no object, a member that is missing, unknown or of another kind; the value
 *   is not shown, for it may be secret
 */
export function writeBody(endpoint: ChpEndpoint, body: unknown, operation: string): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ValidationError('body', 'must be an object', { secret: true, venue: 'chp', operation });
  }
  const given = ownFields(body);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(endpoint.fields, name));
  if (unknown !== undefined) {
    throw new ValidationError(unknown, `is no parameter of ${operation}`, { venue: 'chp', operation });
  }
  const members: string[] = [];
  for (const [name, field] of Object.entries(endpoint.fields)) {
    const value = given[name];
    if (value === undefined && field.optional) continue;
    members.push(`"${field.key ?? name}":${writeValue(field, value, name, operation)}`);
  }
  return `{${members.join(',')}}`;
}

function writeValue(field: Field, value: unknown, name: string, operation: string): string {
  const context = { venue: 'chp', operation, secret: true } as const;
  switch (field.kind) {
    case 'text':
      // Half of a surrogate pair has no UTF-8: the server would get another text.
      if (typeof value !== 'string' || /\p{Cs}/u.test(value)) {
        throw new ValidationError(name, 'must be a string', context);
      }
      return JSON.stringify(value);
    case 'integer':
      if (!Number.isSafeInteger(value)) throw new ValidationError(name, 'must be a whole number', context);
      return String(value);
    case 'decimal':
      return parseDecimal(value, name);
  }
}
