import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSecretKey, REDACTED, Redactor, redactText } from '../../src/errors/redact';

const SECRET = 'canary-7f3a';

function redactor(...secrets: string[]): Redactor {
  const made = new Redactor();
  for (const secret of secrets) made.add(secret);
  return made;
}

describe('Redactor.text', () => {
  test('default: a known secret is blackened wherever it stands', () => {
    expect(redactor(SECRET).text(`login ${SECRET} refused, ${SECRET}!`)).toBe(
      `login ${REDACTED} refused, ${REDACTED}!`,
    );
  });

  test.each([
    ['quote and backslash', 'pa"ss\\word1'],
    ['slash as PHP writes it', 'abc/def+gh/=='],
    ['beyond ASCII as Python writes it', 'zażółć-日本'],
    ['control character', 'tab\there'],
  ])('behavior: a secret with %s is found in JSON of any writer', (_name, secret) => {
    const json = JSON.stringify({ echo: secret });
    const ascii = json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const texts = [
      json,
      ascii,
      json.replaceAll('/', '\\/'),
      JSON.stringify({ body: json }),
      `?q=${encodeURIComponent(secret)}`,
    ];
    for (const text of texts) {
      const shown = redactor(secret).text(text);
      expect(shown).toContain(REDACTED);
      expect(shown).not.toContain(secret.slice(-5));
    }
  });

  test('behavior: of two secrets that begin alike nothing stays', () => {
    for (const order of [
      ['abcd', 'abcdefgh'],
      ['abcdefgh', 'abcd'],
    ]) {
      expect(redactor(...order).text('x abcdefgh y')).toBe(`x ${REDACTED} y`);
    }
  });

  test('behavior: a lone surrogate in a secret is no reason to fail', () => {
    expect(redactor('abc\ud800def').text('abc\ud800def')).toBe(REDACTED);
  });

  test('args: a text under 4 characters is not taken as a secret', () => {
    expect(redactor('abc').text('abc')).toBe('abc');
  });

  test('behavior: a removed secret is shown again, another one is not', () => {
    const made = redactor('session-1', 'session-12');
    made.remove('session-1');
    expect(made.text('session-1 session-12')).toBe(`session-1 ${REDACTED}`);
  });

  test('behavior: any secret disappears from any JSON that holds it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'binary' }), fc.string(), (secret, around) => {
        const json = JSON.stringify({ x: around + secret + around });
        fc.pre(!'{"x":"[redacted]"}'.includes(secret) && !around.includes(secret));
        const shown = redactor(secret).text(json);
        return !shown.includes(secret) || `${around}${REDACTED}${around}`.includes(secret);
      }),
    );
  });
});

describe('redactText', () => {
  test.each([
    ['{"password":"x y","a":1}', `{"password":"${REDACTED}","a":1}`],
    ['{"userId" : 1000 }', `{"userId" : "${REDACTED}" }`],
    ['{"password":"a\\\\","user":"b"}', `{"password":"${REDACTED}","user":"b"}`],
    ['{"password":"a\\"b","user":"b"}', `{"password":"${REDACTED}","user":"b"}`],
    ['{"password":"cut off', `{"password":"${REDACTED}"`],
    [
      '{"body":"{\\"password\\":\\"x\\",\\"a\\":1}"}',
      `{"body":"{\\"password\\":\\"${REDACTED}\\",\\"a\\":1}"}`,
    ],
    ['{"token":true}', '{"token":true}'],
    ['{"symbol":"EURUSD"}', '{"symbol":"EURUSD"}'],
    ['GET /x?signature=abc&symbol=BTC', `GET /x?signature=${REDACTED}&symbol=BTC`],
    ['Authorization: Bearer abc.def-1', `Authorization: Bearer ${REDACTED}`],
    ['connect wss://me:pw@host:1/x', `connect wss://${REDACTED}@host:1/x`],
    ['ECONNREFUSED 127.0.0.1:5124', 'ECONNREFUSED 127.0.0.1:5124'],
  ])('default: %s', (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  test.each([
    ['an endless password', `{"password":"${'x'.repeat(20_000_000)}`],
    ['backslashes in a password', `{"password":"${'\\'.repeat(1_000_000)}`],
    ['backslashes', '\\'.repeat(1_000_000)],
    ['quotes', '"'.repeat(1_000_000)],
    ['quoted backslashes in a password', `{"password":\\"${'\\\\\\\\\\"'.repeat(200_000)}`],
    ['passwords without a value', '"password":'.repeat(100_000)],
    ['passwords cut off', '"password":\\\\\\'.repeat(100_000)],
    ['words', 'abc_'.repeat(250_000)],
    ['pairs', 'a='.repeat(500_000)],
    ['schemes', '://a'.repeat(250_000)],
  ])('behavior: 1 MB and more of %s takes linear time', (_name, text) => {
    const start = performance.now();
    redactText(text);
    // Linear is some 50 ms here; quadratic would be minutes.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('Redactor.value', () => {
  test('default: telling keys and known secrets, in names, numbers, arrays and errors as well', () => {
    const made = redactor(SECRET, '1000777');
    expect(
      made.value({
        userId: 'me',
        Authorization: { any: 'thing' },
        list: [SECRET, 1, null, true, 1000777, 1000777n],
        [SECRET]: 'x',
        error: new Error(`no ${SECRET}`),
      }),
    ).toEqual({
      userId: REDACTED,
      Authorization: REDACTED,
      list: [REDACTED, 1, null, true, REDACTED, REDACTED],
      [REDACTED]: 'x',
      error: { name: 'Error', message: `no ${REDACTED}` },
    });
  });

  test('behavior: does not change what it is given, and a key __proto__ stays a key', () => {
    const input: unknown = JSON.parse('{"__proto__":{"password":"x"}}');
    expect(JSON.stringify(new Redactor().value(input))).toBe(`{"__proto__":{"password":"${REDACTED}"}}`);
    expect(JSON.stringify(input)).toBe('{"__proto__":{"password":"x"}}');
  });

  test('behavior: cuts what is deeper than 8 levels, cycles too', () => {
    const cycle: Record<string, unknown> = {};
    cycle['a'] = cycle;
    expect(JSON.stringify(new Redactor().value(cycle))).toContain('[deep]');
  });
});

describe('isSecretKey', () => {
  test.each([
    'password',
    'Password2',
    'oldPasswd',
    'passphrase',
    'pwd',
    'clientSecret',
    'access_token',
    'signature',
    'Authorization',
    'X-API-Key',
    'api_key',
    'apikey',
    'private_key',
    'key',
    'login',
    'userId',
    'user_id',
    'streamSessionId',
    'nid',
  ])('default: %s tells', (key) => {
    expect(isSecretKey(key)).toBe(true);
  });

  test.each(['symbol', 'keyword', 'loginTime', 'order', 'passed', 'cookie', 'sessions', 'comment'])(
    'default: %s does not',
    (key) => {
      expect(isSecretKey(key)).toBe(false);
    },
  );
});
