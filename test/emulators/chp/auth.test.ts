import { afterEach, expect, test } from 'vitest';
import { ChpHarness } from './harness';

let venue: ChpHarness;
afterEach(() => venue.close());

const USER = { login: 'user_login', password: 'user_password', token: 'user_token' };

test('default: Connect answers with the token, work, exchange, login and password', async () => {
  venue = await ChpHarness.start();
  expect(venue.emulator.credentials).toEqual(USER);
  const answer = await venue.raw('Connected', { ...USER, mode: 0 });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  // chp-client.md, "User Guide".
  expect(JSON.parse(answer.text)).toEqual({
    method: 'Connected',
    result: true,
    data: [{ token: 'user_token', work: 0, exchange: 1, login: 'user_login', password: 'user_password' }],
  });
  expect(venue.emulator.orders.requests).toMatchObject([
    { command: 'Connected', members: { login: 'user_login', password: '***', token: 'user_token', mode: 0 } },
  ]);
});

test('error: a second Connect is the documented Error #3 around Error #2', async () => {
  venue = await ChpHarness.start();
  await venue.data('Connected', USER);
  // chp-client.md, "Отлов исключений".
  expect(await venue.call('Connected', USER)).toEqual({
    method: 'Connected',
    result: false,
    reason: 'Error #3',
    additional: 'Не удалось подключиться к серверу',
    dataParam: [
      { token: 'user_token', work: 0, exchange: 1, login: 'user_login', password: 'user_password' },
    ],
    dataError: [{ method: 'Connect', reason: 'Error #2', additional: 'Вы уже авторизованы в системе.' }],
  });
});

test('behavior: Reconnect keeps subscriptions, Disconnect and a restart lose them', async () => {
  venue = await ChpHarness.connected();
  await venue.data('ListenQuotes', { symbol: 'GAZP' });
  await venue.data('Reconnection', USER);
  expect(await venue.data('UpdateQuote')).toHaveLength(1);
  await venue.data('Disconnected', USER);
  expect(await venue.refusal('UpdateQuote')).toMatchObject({ reason: '-1610612733' });
  expect(await venue.refusal('Disconnected', USER)).toMatchObject({ method: 'Disconnect' });
  await venue.data('Connected', USER);
  expect(await venue.data('UpdateQuote')).toEqual([]);
  await venue.data('ListenQuotes', { symbol: 'GAZP' });
  venue.restart();
  expect(await venue.refusal('UpdateQuote')).toMatchObject({ reason: '-1610612733' });
  await venue.data('Reconnection', USER);
  await venue.data('ListenQuotes', { symbol: 'GAZP' });
});

test('error: wrong credentials, another token, a locked login', async () => {
  venue = await ChpHarness.start();
  for (const wrong of [{ password: 'x' }, { login: 'x' }, { token: '17' }]) {
    expect(await venue.refusal('Connected', { ...USER, ...wrong })).toMatchObject({ reason: 'Error #1' });
  }
  expect(await venue.refusal('Connected', { ...USER, mode: 2 })).toMatchObject({ reason: '-1610612732' });
  venue.emulator.faults.lockAccount(10);
  expect(await venue.refusal('Connected', USER)).toMatchObject({ reason: 'Error #1' });
  await venue.clock.advance(600_000);
  await venue.data('Connected', USER);
  venue.emulator.faults.expireSession();
  expect(await venue.refusal('GetSymbols')).toMatchObject({ reason: '-1610612733' });
});

test('error: an unknown path and a GET are HTML, a body that is no JSON is refused', async () => {
  venue = await ChpHarness.start();
  expect((await venue.post('/Auth/Nothing', '{}')).status).toBe(404);
  expect((await venue.post('/Auth/Connected', '', 'GET')).status).toBe(405);
  const answer = await venue.post('/Auth/Connected', 'token=1');
  expect(JSON.parse(answer.text)).toMatchObject({ method: 'Connected', result: false });
});

test('args: tls serves HTTPS with a certificate that its ca verifies', async () => {
  venue = await ChpHarness.start({ tls: true });
  expect(venue.emulator.endpoints.http.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  await venue.data('Connected', USER);
});

test('error: no account, two accounts with one token, too many symbols', async () => {
  venue = await ChpHarness.start();
  await expect(ChpHarness.start({ accounts: [] })).rejects.toThrow('account');
  await expect(ChpHarness.start({ accounts: [USER, USER] })).rejects.toThrow('token');
  await expect(ChpHarness.start({ symbols: 46_619 })).rejects.toThrow('symbols');
});
