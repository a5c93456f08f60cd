import { describe, expect, it } from 'vitest';
import { notJsonError } from '../../../src/adapter/rest/answer';
import { AuthenticationError, ConnectionError, RateLimitError, VenueError } from '../../../src/errors';
import { errorCodeOf, knownErrorCodes } from '../../../src/venues/poloniex/error-codes';
import {
  isOrderGone,
  isTimestampRefusal,
  PoloniexError,
  provesRefusal,
  toError,
} from '../../../src/venues/poloniex/errors';

const CALL = { operation: 'createOrder', requestId: 'id-1' };
const errorOf = (code: string, text?: string, status: number | undefined = 400) =>
  toError(status, code, text, CALL);

describe('error codes', () => {
  it('default: every code has a meaning of its own, and its error contains it', () => {
    expect(knownErrorCodes().length).toBeGreaterThan(90);
    expect(new Set(knownErrorCodes()).size).toBe(knownErrorCodes().length);
    for (const code of knownErrorCodes()) {
      const known = errorCodeOf(code)!;
      expect(code).toMatch(/^\d{3,5}$/);
      expect(known.meaning).not.toBe('');
      const error = errorOf(code) as PoloniexError;
      expect(error.message).toBe(`The venue answered createOrder with ${code}: ${known.meaning}`);
      expect(error).toMatchObject({ code, sent: true, venue: 'poloniex', requestId: 'id-1' });
      expect(provesRefusal(error)).toBe(known.proves);
      expect(isOrderGone(error)).toBe(known.kind === 'orderGone');
    }
  });

  // "21709 low balance, 21721 insufficient, 21301/21305/21359 not found or gone, 21312 duplicate clientOrderId,
  // 21335-21337 scale, 21340 maintenance, 21341 post-only, 24101 symbol, 24102 interval"
  it.each([
    ['21709', 'funds'],
    ['21721', 'funds'],
    ['21301', 'orderGone'],
    ['21304', 'orderGone'],
    ['21305', 'orderGone'],
    ['21359', 'orderGone'],
    ['25014', 'orderGone'],
    ['21312', 'request'],
    ['21335', 'rejected'],
    ['21336', 'rejected'],
    ['21337', 'rejected'],
    ['21340', 'rejected'],
    ['21341', 'rejected'],
    ['24101', 'request'],
    ['24102', 'request'],
  ])('default: %s is %s, and proves that no order came of it', (code, kind) => {
    expect(errorOf(code)).toMatchObject({ name: 'PoloniexError', kind, refused: true, retryable: false });
  });

  it.each(['429', '500', '503', '603', '21307', '24201', '25003'])('default: %s proves nothing', (code) => {
    expect(provesRefusal(errorOf(code))).toBe(false);
  });

  it('default: an unknown code', () => {
    expect(errorCodeOf('99999')).toBe(undefined);
    expect(errorOf('99999', 'strange', 418)).toMatchObject({
      message: 'The venue answered createOrder with 99999: strange',
      kind: 'other',
      code: '99999',
      venueText: 'strange',
      status: 418,
      refused: false,
      retryable: false,
    });
    // Its status says what it is about, and nothing of what became of the order.
    expect(errorOf('99999', 'strange', 400)).toMatchObject({ kind: 'request', refused: false });
    expect(errorOf('99999', 'strange', 503)).toMatchObject({ kind: 'unavailable', retryable: true });
  });
});

describe('toError', () => {
  it('default: which class', () => {
    expect(errorOf('401', 'Invalid signature', 401)).toBeInstanceOf(AuthenticationError);
    expect(errorOf('21604')).toBeInstanceOf(AuthenticationError);
    expect(errorOf('429')).toBeInstanceOf(RateLimitError);
    expect(errorOf('21709')).toBeInstanceOf(PoloniexError);
    expect(errorOf('21709')).toBeInstanceOf(VenueError);
    expect(errorOf('', undefined, 401)).toMatchObject({ name: 'AuthenticationError', code: '401' });
    expect(errorOf('99999', 'x', 401)).toMatchObject({ name: 'AuthenticationError', code: '99999' });
    expect(errorOf('99999', 'x', 429)).toMatchObject({ name: 'RateLimitError', code: '99999' });
  });

  it('default: an answer of a socket has no status', () => {
    const error = toError(undefined, '21721', 'available insufficient', { operation: 'createOrder' });
    expect(error).toMatchObject({ code: '21721', kind: 'funds', venueText: 'available insufficient' });
    expect(error).not.toHaveProperty('status');
    expect(toError(undefined, '', undefined, CALL).message).toBe(
      'The venue answered createOrder with unknown: no reason given',
    );
  });

  it('behavior: how long to wait', () => {
    expect(toError(429, '429', 'x', { ...CALL, retryAfterMs: 7000 })).toMatchObject({ retryAfterMs: 7000 });
    expect(errorOf('429')).not.toHaveProperty('retryAfterMs');
  });

  it('behavior: long texts are cut, a message is one line', () => {
    const error = errorOf('9'.repeat(100), `first\n${'x'.repeat(1000)}`) as PoloniexError;
    expect(error.code).toHaveLength(32);
    expect(error.venueText).toHaveLength(500);
    expect(error.message.endsWith(': first')).toBe(true);
    expect(errorOf('21709', '\n').message.endsWith(': the available balance is too low')).toBe(true);
  });
});

describe('isTimestampRefusal', () => {
  it.each([
    ['400', 'Invalid timestamp', true],
    ['401', 'SignTimestamp expired', true],
    ['403', 'request is outside of recvWindow', true],
    ['29999', 'bad TIME_STAMP', true],
    ['400', 'exceeds the recv window', true],
    ['401', 'Invalid signature', false],
    ['400', undefined, false],
    // A code that explains itself is believed.
    ['24105', 'invalid startTime timestamp', false],
    ['500', 'timestamp service down', false],
    ['429', 'timestamp', false],
  ])('default: %s, %s: %s', (code, text, expected) => {
    expect(isTimestampRefusal(code, text)).toBe(expected);
  });

  it('behavior: the key is not the cause', () => {
    const error = errorOf('401', 'Invalid timestamp', 401);
    expect(error).toMatchObject({ name: 'PoloniexError', kind: 'timestamp', retryable: true, refused: true });
    expect(provesRefusal(error)).toBe(true);
  });
});

describe('provesRefusal', () => {
  it("behavior: nothing but the venue's own answer does", () => {
    expect(provesRefusal(errorOf('401'))).toBe(true);
    for (const error of [
      undefined,
      new Error('21709'),
      new ConnectionError('x', { failure: 'reset', venue: 'poloniex', sent: true }),
      new AuthenticationError('x', { venue: 'xapi', sent: true }),
      new AuthenticationError('x', { venue: 'poloniex' }),
      notJsonError({ status: 502, text: '<html>' }, { ...CALL, venue: 'poloniex' }),
      notJsonError({ status: 200, text: '<html>' }, { ...CALL, venue: 'poloniex' }),
      notJsonError({ status: 429, text: '<html>' }, { ...CALL, venue: 'poloniex' }),
    ]) {
      expect(provesRefusal(error)).toBe(false);
      expect(isOrderGone(error)).toBe(false);
    }
  });
});
