import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { PoloniexHarness, signatureOf } from './harness';

interface Vectors {
  readonly key: string;
  readonly secret: string;
  readonly signTimestamp: string;
  readonly vectors: readonly {
    readonly name: string;
    readonly payload: string;
    readonly signature: string;
  }[];
}

const vectors = JSON.parse(readFileSync('test/fixtures/poloniex/signing-vectors.json', 'utf8')) as Vectors;
const { key, secret, signTimestamp } = vectors;

let venue: PoloniexHarness;
afterEach(() => venue.close());

async function begin(options = {}): Promise<void> {
  venue = await PoloniexHarness.start(
    { accounts: [{ apiKey: key, apiSecret: secret }], ...options },
    Number(signTimestamp),
  );
}

/** Method, target and body of the request that a payload signs; a comma travels as its client would send it. */
function requestOf(payload: string): { method: string; target: string; body: string } {
  const [method = '', path = '', params = ''] = payload.split('\n');
  if (params.startsWith('requestBody=')) {
    const body = params.slice('requestBody='.length, params.lastIndexOf('&signTimestamp='));
    return { method, target: path, body };
  }
  const query = params.split('&').filter((pair) => !pair.startsWith('signTimestamp='));
  return { method, target: query.length > 0 ? `${path}?${query.join('&')}` : path, body: '' };
}

const rest = vectors.vectors.filter(({ name }) => name !== 'WS auth');

test.each(rest)(
  'default: $name is accepted, and with another signature refused',
  async ({ payload, signature }) => {
    await begin();
    const { method, target, body } = requestOf(payload);
    const headers = { key, signTimestamp, signature, 'content-type': 'application/json' };
    const answer = await venue.send(method, target, headers, body);
    expect(answer.status, answer.text).not.toBe(401);
    const wrong = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const refused = await venue.send(method, target, { ...headers, signature: wrong }, body);
    expect([refused.status, JSON.parse(refused.text)]).toEqual([
      401,
      { code: 401, message: 'Invalid signature' },
    ]);
  },
);

test('behavior: a comma signed encoded serves a request that sends it bare, and the other way round', async () => {
  await begin();
  const commas = rest.filter(({ name }) => name.includes('comma'));
  expect(commas).toHaveLength(2);
  for (const { signature } of commas) {
    for (const comma of [',', '%2C']) {
      const target = `/trades?symbols=BTC_USDT${comma}ETH_USDT&limit=5`;
      expect((await venue.send('GET', target, { key, signTimestamp, signature })).status).toBe(200);
    }
  }
});

test('behavior: the socket proves itself over GET /ws', async () => {
  await begin();
  const vector = vectors.vectors.find(({ name }) => name === 'WS auth');
  const socket = await venue.connect('private');
  const params = { key, signTimestamp, signature: vector?.signature };
  const reply = await venue.ask(socket, { event: 'subscribe', channel: ['auth'], params });
  expect(reply).toBe(`{"data":{"success":true,"ts":${signTimestamp}},"channel":"auth"}`);
});

test('args: recvWindow widens and narrows what is in time; five seconds without it', async () => {
  await begin();
  const at = async (age: number, headers = {}): Promise<number> => {
    const stamp = String(Number(signTimestamp) - age);
    const signature = signatureOf(secret, `GET\n/accounts\nsignTimestamp=${stamp}`);
    return (await venue.send('GET', '/accounts', { key, signTimestamp: stamp, signature, ...headers }))
      .status;
  };
  expect([await at(5000), await at(5001), await at(-5001)]).toEqual([200, 400, 400]);
  expect([await at(9000, { recvWindow: '9000' }), await at(11, { recvWindow: '10' })]).toEqual([200, 400]);
  expect(await at(0, { recvWindow: 'soon' })).toBe(400);
});

test('args: timestampRefusal sets how an old signature is refused', async () => {
  await begin({ timestampRefusal: { status: 401, code: 24_104, message: 'Too old' }, recvWindowMs: 100 });
  const stamp = String(Number(signTimestamp) - 101);
  const signature = signatureOf(secret, `GET\n/accounts\nsignTimestamp=${stamp}`);
  const { status, text } = await venue.send('GET', '/accounts', { key, signTimestamp: stamp, signature });
  expect([status, text]).toEqual([401, '{"code":24104,"message":"Too old"}']);
});

test('error: headers that are missing, unknown or of another version are refused', async () => {
  await begin();
  const signature = signatureOf(secret, `GET\n/accounts\nsignTimestamp=${signTimestamp}`);
  const all = { key, signTimestamp, signature };
  const message = async (headers: Record<string, string>): Promise<string> =>
    String(
      (JSON.parse((await venue.send('GET', '/accounts', headers)).text) as { message?: string }).message,
    );
  expect(await message({ key, signTimestamp })).toBe('Missing signature headers');
  expect(await message({ ...all, key: 'nobody' })).toBe('Invalid API key');
  expect(await message({ ...all, signatureMethod: 'HmacSHA1' })).toBe('Invalid signatureMethod');
  expect(await message({ ...all, signatureVersion: '3' })).toBe('Invalid signatureVersion');
  expect(await message({ ...all, signatureMethod: 'HmacSHA256', signatureVersion: '2' })).toBe('undefined');
  venue.emulator.faults.lockAccount(1);
  expect(await message(all)).toBe('API key is locked');
  expect(
    venue.emulator.orders.requests.every(({ members }) => !JSON.stringify(members).includes(signature)),
  ).toBe(true);
});
