import { describe, expect, it } from 'vitest';
import { isAuthenticationError, isVenueError } from '../../../src/errors';
import { errorCodeOf, knownErrorCodes } from '../../../src/venues/xapi/error-codes';
import { toError } from '../../../src/venues/xapi/errors';
import { fixture } from './fixture';

const NOW = 1_700_000_000_000;
const ask = (code: string, operation = 'getSymbol', text?: string) =>
  toError(code, text, { operation, requestId: 'r1', now: NOW });

/** Code, class where it belongs, whether a transaction was certainly not carried out, a word of its meaning. */
const TABLE: readonly (readonly [string, string, boolean, string])[] = [
  ['BE001', 'OrderRejectedError', true, 'Invalid price'],
  ['BE002', 'OrderRejectedError', true, 'StopLoss'],
  ['BE003', 'OrderRejectedError', true, 'volume'],
  ['BE004', 'AuthenticationError', true, 'Login disabled'],
  ['BE005', 'AuthenticationError', true, 'Invalid login or password'],
  ['BE006', 'OrderRejectedError', true, 'closed'],
  ['BE007', 'OrderRejectedError', true, 'Mismatched'],
  ['BE008', 'OrderRejectedError', true, 'Modification'],
  ['BE009', 'OrderRejectedError', true, 'Not enough money'],
  ['BE010', 'OrderRejectedError', true, 'Off quotes'],
  ['BE011', 'OrderRejectedError', true, 'Opposite'],
  ['BE012', 'OrderRejectedError', true, 'Short'],
  ['BE013', 'OrderRejectedError', true, 'Price has changed'],
  ['BE014', 'RateLimitError', true, 'too frequent'],
  ['BE015', 'OrderRejectedError', false, 'Requote'],
  ['BE016', 'RateLimitError', true, 'Too many'],
  ['BE017', 'RateLimitError', true, 'Too many'],
  ['BE018', 'OrderRejectedError', true, 'disabled'],
  ['BE019', 'VenueError', false, 'timeout'],
  ['BE020', 'VenueError', false, 'Other error'],
  ['BE029', 'VenueError', false, 'Other error'],
  ['BE030', 'VenueError', false, 'Other error'],
  ['BE037', 'VenueError', false, 'Other error'],
  ['BE51', 'OrderRejectedError', false, 'already closed'],
  ['BE094', 'OrderRejectedError', true, 'Symbol does not exist'],
  ['BE095', 'OrderRejectedError', true, 'cannot trade'],
  ['BE096', 'OrderRejectedError', true, 'must be deleted'],
  ['BE097', 'OrderRejectedError', true, 'already closed'],
  ['BE098', 'OrderRejectedError', true, 'No such transaction'],
  ['BE099', 'VenueError', false, 'Other error'],
  ['BE101', 'OrderRejectedError', true, 'Unknown instrument'],
  ['BE102', 'OrderRejectedError', true, 'Unknown transaction type'],
  ['BE103', 'VenueError', true, 'not logged'],
  ['BE104', 'OrderRejectedError', true, 'Method'],
  ['BE105', 'OrderRejectedError', true, 'period'],
  ['BE106', 'OrderRejectedError', true, 'Missing data'],
  ['BE110', 'OrderRejectedError', true, 'format'],
  ['BE115', 'OrderRejectedError', true, 'Symbol does not exist'],
  ['BE116', 'OrderRejectedError', true, 'Symbol does not exist'],
  ['BE117', 'VenueError', true, 'token'],
  ['BE118', 'AuthenticationError', true, 'already logged'],
  ['BE200', 'VenueError', true, 'timed out'],
  ['EX000', 'OrderRejectedError', true, 'Invalid parameters'],
  ['EX001', 'VenueError', false, 'Internal'],
  ['EX002', 'VenueError', false, 'Internal'],
  ['BE000', 'VenueError', false, 'Internal'],
  ['SE001', 'VenueError', false, 'Internal'],
  ['SE199', 'VenueError', false, 'Internal'],
  ['EX003', 'VenueError', false, 'timed out'],
  ['EX004', 'AuthenticationError', true, 'appId'],
  ['EX005', 'VenueError', false, 'overloaded'],
  ['EX006', 'AuthenticationError', true, 'No access'],
  ['EX007', 'AuthenticationError', true, '10 minutes'],
  ['EX008', 'RateLimitError', true, 'connection limit'],
  ['EX009', 'OrderRejectedError', true, '50 000'],
  ['EX010', 'AuthenticationError', true, 'black list'],
  ['EX011', 'OrderRejectedError', true, 'not allowed'],
  ['EX017', 'AuthenticationError', false, 'platform'],
];

/** The codes of a row of the document: a list, a range, or the family of SExxx. */
function expand(codes: string): readonly string[] {
  return codes.split(', ').flatMap((item) => {
    if (item === 'SExxx') return ['SE000', 'SE123', 'SExxx'];
    const [first = '', last] = item.split('-');
    if (last === undefined) return [first];
    const [from, to] = [first, last].map((code) => Number(code.slice(2))) as [number, number];
    return Array.from({ length: to - from + 1 }, (_, index) => `BE${String(from + index).padStart(3, '0')}`);
  });
}

describe('error codes', () => {
  it.each(TABLE)('default: %s', (code, className, refused, word) => {
    const known = errorCodeOf(code);
    expect(known).toMatchObject({ className, refused });
    expect(known?.meaning).toContain(word);
    const operation = className === 'AuthenticationError' ? 'login' : 'tradeTransaction';
    const expected =
      operation === 'login' || className === 'RateLimitError'
        ? className
        : refused
          ? 'OrderRejectedError'
          : 'VenueError';
    const error = ask(code, operation);
    expect(error).toMatchObject({
      name: expected,
      code,
      operation,
      requestId: 'r1',
      venue: 'xapi',
      sent: true,
    });
    expect(error.message).toContain(code);
    expect(error.message).toContain(known?.meaning);
  });

  it('default: every code of section 7 has an entry', () => {
    for (const [codes, text] of Object.entries(fixture('error-codes').value)) {
      for (const code of expand(codes)) {
        // The venue's own words, up to what it adds in brackets.
        const [start] = (text as string).split(/[.(]/, 1);
        expect(errorCodeOf(code)?.meaning, code).toContain(start?.trim());
      }
    }
    for (const code of knownErrorCodes()) expect(TABLE.map(([row]) => row)).toContain(code);
  });

  it('behavior: outside of its place a refusal is a plain VenueError', () => {
    for (const code of ['BE115', 'BE001', 'EX006', 'EX004', 'BE004', 'BE200']) {
      const error = ask(code);
      expect(error.name, code).toBe('VenueError');
      expect(isVenueError(error)).toBe(true);
    }
    expect(ask('EX006', 'tradeTransaction').name).toBe('OrderRejectedError');
    expect(ask('BE014').name).toBe('RateLimitError');
  });

  it('behavior: what proves nothing is never a rejection', () => {
    for (const code of [
      'EX001',
      'EX003',
      'EX005',
      'BE000',
      'BE019',
      'BE025',
      'BE099',
      // Codes that other clients know and the document does not.
      'BE015',
      'BE51',
      'EX017',
      'SE123',
      'XX999',
      '',
    ]) {
      expect(ask(code, 'tradeTransaction').name, code).toBe('VenueError');
    }
  });

  it('behavior: EX007 and BE118 have their end', () => {
    const locked = ask('EX007', 'login');
    expect(isAuthenticationError(locked) && locked.until).toBe(NOW + 600_000);
    const conflict = ask('BE118', 'login');
    expect(isAuthenticationError(conflict) && conflict.until).toBe(NOW + 60_000);
    const wrong = ask('BE005', 'login');
    expect(isAuthenticationError(wrong) && wrong.until).toBeUndefined();
  });

  it("behavior: the venue's text is kept, its first line is the sentence", () => {
    const error = ask('BE003', 'tradeTransaction', 'Nieprawidłowy wolumen\n\tat pl.server.Foo(Foo.java:12)');
    expect(error.message).toBe('The venue answered tradeTransaction with BE003: Nieprawidłowy wolumen');
    expect(error).toMatchObject({ venueText: 'Nieprawidłowy wolumen\n\tat pl.server.Foo(Foo.java:12)' });
    expect((ask('BE003', 'x', 'y'.repeat(9999)) as { venueText?: string }).venueText).toHaveLength(500);
  });

  it('error: undocumented codes, or none', () => {
    expect(errorCodeOf('BE038')).toBeUndefined();
    expect(errorCodeOf('SE')).toBeUndefined();
    expect(ask('BE777')).toMatchObject({ name: 'VenueError', code: 'BE777', retryable: false });
    expect(ask('')).toMatchObject({ name: 'VenueError', code: 'unknown' });
    expect(ask('', 'ping').message).toBe('The venue answered ping with unknown: no description');
  });
});
