import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ValidationError, VenueError } from '../../src/errors';
import { isSecretKey, REDACTED, Redactor, redactorOf, redactText } from '../../src/errors/redact';
import { echoedForms } from '../../src/testing/echo-forms';

const SECRET = 'canary-7f3a';

function redactor(...secrets: string[]): Redactor {
  const made = new Redactor();
  for (const secret of secrets) made.add(secret);
  return made;
}

describe('Redactor.text', () => {
  test('default: a known secret is redacted wherever it occurs', () => {
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

  test('behavior: of two secrets with the same beginning nothing stays', () => {
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

  test('args: a secret under 4 characters is redacted as a whole token, and only in text of a venue', () => {
    const made = redactor('abc');
    expect(made.text('abc is wrong, YWJj too, abcd is not')).toBe(
      `${REDACTED} is wrong, ${REDACTED} too, abcd is not`,
    );
    expect(made.own('abc is ours')).toBe('abc is ours');
  });

  test.each(['canary-"pa\\ss/word"-ż', 'S3cret+pass word=', "it's <b>&1", 'ab12', 'ключ-日本-🔑'])(
    'behavior: every form of %s that a venue may echo is redacted, in texts of the SDK too',
    (secret) => {
      const made = redactor(secret);
      for (const { echoed, hidden } of echoedForms(secret)) {
        expect(made.text(`so ${echoed} is`)).not.toContain(hidden);
        expect(made.own(`so ${echoed} is`)).not.toContain(hidden);
      }
    },
  );

  test('behavior: the whole run of base64 around a secret goes, and nothing of an escape before it', () => {
    const basic = Buffer.from('client:canary-7f3a').toString('base64');
    expect(redactor(SECRET).text(`Basic ${basic}, "\\n${basic}"`)).toBe(
      `Basic ${REDACTED}, "\\n${REDACTED}"`,
    );
  });

  test('behavior: a secret that is part of the replacement changes nothing, however often it is redacted', () => {
    const made = redactor('redacted');
    const once = made.text('so redacted is');
    expect(once).toBe(`so ${REDACTED} is`);
    expect(made.text(once)).toBe(once);
  });

  test('behavior: what is cut is cut after the redaction, so that no half of a secret stays', () => {
    const text = `${'x'.repeat(95)}${SECRET} and more`;
    for (let most = 90; most < 120; most += 1) {
      const shown = redactor(SECRET).text(text, most);
      expect(shown.length).toBeLessThanOrEqual(most);
      expect(shown).not.toContain(SECRET.slice(0, 4));
    }
    expect(redactor(SECRET).text(SECRET.repeat(1000), 50)).not.toContain('canary');
  });

  test('behavior: what is added to another redactor later is redacted as well', () => {
    const [made, other] = [redactor(), redactor()];
    made.include(other);
    other.add(SECRET);
    other.addName('1000');
    expect(made.text(`${SECRET} of 1000`)).toBe(`${REDACTED} of ${REDACTED}`);
    expect(redactor().text(`${SECRET} of 1000`)).toBe(`${SECRET} of 1000`);
  });

  test('behavior: 20 MB with every secret of a client take well under a second', () => {
    const made = redactor(SECRET, 'x'.repeat(2000), '\\'.repeat(200), '&'.repeat(200));
    made.addName('1000');
    const start = performance.now();
    made.text('{"price":"1000.5","symbol":"EURUSD\\\\&&"},'.repeat(500_000));
    expect(performance.now() - start).toBeLessThan(10_000);
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

describe('account names', () => {
  const named = (name: string): Redactor => {
    const made = new Redactor();
    made.learn({ userId: name });
    return made;
  };

  test.each([
    ['user 1000 not found', `user ${REDACTED} not found`],
    ['1000', REDACTED],
    ["user '1000'.", `user '${REDACTED}'.`],
    ['[1000]', `[${REDACTED}]`],
    ['{"descr":"no\\n1000"}', `{"descr":"no\\n${REDACTED}"}`],
    ['q=no%201000', `q=no%20${REDACTED}`],
    ['hex 31303030, base64 MTAwMA== or MTAwMA', `hex ${REDACTED}, base64 ${REDACTED} or ${REDACTED}`],
    ['1000.5 and 11000 and 10001', '1000.5 and 11000 and 10001'],
    ['0.1000, -1000, id1000, 1000x', '0.1000, -1000, id1000, 1000x'],
  ])('default: of 1000 in %s', (text, shown) => {
    expect(named('1000').text(text)).toBe(shown);
  });

  test('behavior: a text of the SDK keeps its numbers', () => {
    expect(named('1000').own('It did not finish within 1000 ms')).toBe('It did not finish within 1000 ms');
  });

  test('behavior: values keep numbers that equal one', () => {
    expect(named('1000').value({ price: 1000, text: 'of 1000', login: 1000 })).toEqual({
      price: 1000,
      text: `of ${REDACTED}`,
      login: REDACTED,
    });
  });
});

describe('Redactor.seal', () => {
  const made = redactor(SECRET);
  made.addName('880012345');

  test('default: message, stack, fields, rows and causes, in place', () => {
    const cause = new VenueError(`no ${SECRET}`, { code: 'X', venueText: `no ${SECRET} of 880012345` });
    const error = Object.assign(
      new VenueError(`refused: 880012345 ${SECRET}`, {
        code: SECRET,
        venueText: `880012345 ${SECRET}`,
        requestId: SECRET,
        cause,
      }),
      { dataError: [{ message: `of ${SECRET}` }], details: { text: SECRET } },
    );
    made.seal(error);
    expect(error.message).toBe(`refused: ${REDACTED} ${REDACTED}`);
    expect({ ...error }).toMatchObject({
      code: REDACTED,
      venueText: `${REDACTED} ${REDACTED}`,
      requestId: REDACTED,
      dataError: [{ message: `of ${REDACTED}` }],
      details: { text: REDACTED },
    });
    expect(error.cause).toBe(cause);
    const printed = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }) + error.stack;
    for (const text of [printed, JSON.stringify(error), cause.stack]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain('880012345');
    }
  });

  test('behavior: numbers and ids of the SDK that equal an account name stay', () => {
    const error = new ValidationError('price', 'must be below 1000', { value: 1000 });
    const plain = { ...error, message: error.message };
    const one = redactor();
    one.addName('1000');
    one.seal(error);
    expect({ ...error, message: error.message }).toEqual(plain);
  });

  test('behavior: a record attached to an error is data', () => {
    const canceled = { id: SECRET, receivedTime: 1 };
    const error = Object.assign(new VenueError('x', { code: 'x' }), { canceled });
    made.seal(error);
    expect(error).toMatchObject({ canceled: { id: SECRET } });
  });

  test('behavior: a chain of 10,000 causes, a circle and members that throw are no reason to fail', () => {
    let chain = new Error(SECRET);
    for (let depth = 0; depth < 10_000; depth += 1) chain = new Error(`${depth} ${SECRET}`, { cause: chain });
    const circle = new Error(SECRET);
    circle.cause = circle;
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('getter');
      },
    });
    for (const error of [chain, circle, hostile, Object.freeze(new Error('x')), undefined, 1])
      made.seal(error);
    expect(chain.message).toBe(`9999 ${REDACTED}`);
    expect(circle.message).toBe(REDACTED);
  });

  test('behavior: a sealed promise rejects with the redacted error', async () => {
    await expect(made.sealed(Promise.reject(new Error(SECRET)))).rejects.toThrow(REDACTED);
    await expect(made.sealed(Promise.resolve(SECRET))).resolves.toBe(SECRET);
  });
});

describe('Redactor.logger', () => {
  test('default: records come without secrets, with their own numbers', () => {
    const records: unknown[] = [];
    const log = (...record: unknown[]): void => void records.push(record);
    const made = redactor(SECRET);
    made.addName('1000');
    const logger = made.logger({ debug: log, info: log, warn: log, error: log });
    logger.warn(`no ${SECRET} within 1000 ms`);
    logger.error('x', { error: SECRET, ms: 1000, topic: 'quotes:1000', token: 'y' });
    expect(records).toEqual([
      [`no ${REDACTED} within 1000 ms`],
      ['x', { error: REDACTED, ms: 1000, topic: 'quotes:1000', token: REDACTED }],
    ]);
  });
});

describe('redactorOf', () => {
  test('default: one an object, which the object does not show', () => {
    const owner = {};
    redactorOf(owner).add(SECRET);
    expect(redactorOf(owner)).toBe(redactorOf(owner));
    expect(redactorOf({}).text(SECRET)).toBe(SECRET);
    expect(inspect(owner, { showHidden: true })).toBe('{}');
  });
});

describe('Redactor.value', () => {
  test('default: sensitive keys and known secrets, in names, numbers, arrays and errors as well', () => {
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
  ])('default: %s is sensitive', (key) => {
    expect(isSecretKey(key)).toBe(true);
  });

  test.each(['symbol', 'keyword', 'loginTime', 'order', 'passed', 'cookie', 'sessions', 'comment'])(
    'default: %s does not',
    (key) => {
      expect(isSecretKey(key)).toBe(false);
    },
  );
});
