import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { type FinnotechEmulator, type FinnotechEmulatorOptions, startEmulator } from '../../../src/emulators';

/** 10 January 2026, 10:30 in Tehran, a Saturday. */
const NOW = Date.UTC(2026, 0, 10, 7, 0);
const CLIENT = { clientId: 'me', clientSecret: 'secret-1', nid: '0012345679' };
const ALL = [
  'bourse:trades-realtime:get',
  'bourse:realTime-trades:get',
  'bourse:daily-trades:get',
  'bourse:balanced-trades:get',
  'bourse:balanced-trades-byId:get',
  'bourse:companies-id-inquiry:get',
  'bourse:company-assessment:get',
  'boomrang:tokens:get',
].join(',');

type Json = Record<string, unknown>;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Json;
  readonly headers: Headers;
}

const running: FinnotechEmulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

/** A plain HTTP request to the emulator, without the client under test. */
class Raw {
  readonly clock: VirtualClock;
  readonly emulator: FinnotechEmulator;
  token = '';

  constructor(clock: VirtualClock, emulator: FinnotechEmulator) {
    this.clock = clock;
    this.emulator = emulator;
  }

  async send(method: string, path: string, headers: Record<string, string>, body?: object): Promise<Answer> {
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(`${this.emulator.endpoints.http.url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      text,
      body: isJson ? (JSON.parse(text) as Json) : {},
      headers: response.headers,
    };
  }

  grant(body: object, secret = CLIENT.clientSecret): Promise<Answer> {
    const authorization = `Basic ${Buffer.from(`${CLIENT.clientId}:${secret}`).toString('base64')}`;
    return this.send(
      'POST',
      '/dev/v2/oauth2/token',
      { authorization, 'content-type': 'application/json' },
      body,
    );
  }

  async login(scopes = ALL): Promise<Json> {
    const { body } = await this.grant({ grant_type: 'client_credentials', nid: CLIENT.nid, scopes });
    const result = body['result'] as Json;
    this.token = String(result['value']);
    return result;
  }

  get(path: string, query: Record<string, string> = {}, token = this.token): Promise<Answer> {
    const search = new URLSearchParams(query).toString();
    return this.send('GET', `${path}${search ? `?${search}` : ''}`, { authorization: `Bearer ${token}` });
  }

  service(name: string, query: Record<string, string> = {}): Promise<Answer> {
    return this.get(`/bourse/v2/clients/me/${name}`, query);
  }

  async rows(name: string, query: Record<string, string> = {}): Promise<readonly Json[]> {
    const { body, status } = await this.service(name, query);
    expect([status, body['state'] ?? body['status']]).toEqual([200, 'DONE']);
    return body['result'] as readonly Json[];
  }
}

async function start(options: FinnotechEmulatorOptions = {}): Promise<Raw> {
  const clock = new VirtualClock(NOW);
  const emulator = await startEmulator('finnotech', { clock, seed: 7, clients: [CLIENT], ...options });
  running.push(emulator);
  return new Raw(clock, emulator);
}

async function loggedIn(options?: FinnotechEmulatorOptions): Promise<Raw> {
  const venue = await start(options);
  await venue.login();
  return venue;
}

const errorOf = ({ status, body }: Answer) => [
  status,
  body['state'] ?? body['status'],
  (body['error'] as Json)?.['code'],
];

describe('the token endpoint', () => {
  it('default: the flow of the published client: grant, use, refresh, use, revoke', async () => {
    const venue = await start();
    const first = await venue.login();
    expect(first).toMatchObject({
      scopes: ALL.split(','),
      lifeTime: 864_000_000,
      creationDate: '14041020103000',
    });
    expect(await venue.rows('companiesIdInquiry')).toHaveLength(14);
    const refreshed = await venue.grant({
      grant_type: 'refresh_token',
      token_type: 'CLIENT-CREDENTIAL',
      refresh_token: first['refreshToken'],
    });
    const second = refreshed.body['result'] as Json;
    expect(second['value']).not.toBe(first['value']);
    expect(errorOf(await venue.service('companiesIdInquiry'))).toEqual([400, 'FAILED', 'VALIDATION_ERROR']);
    venue.token = String(second['value']);
    await venue.rows('companiesIdInquiry');
    const tokens = await venue.get('/dev/v2/clients/me/tokens');
    expect(tokens.body['result']).toHaveLength(1);
    const basic = { authorization: `Basic ${Buffer.from('me:secret-1').toString('base64')}` };
    const revoked = await venue.send('DELETE', '/dev/v2/clients/me/token', basic, {
      token: venue.token,
      token_type: 'CLIENT-CREDENTIAL',
    });
    expect(revoked.status).toBe(200);
    expect((await venue.service('companiesIdInquiry')).body).toMatchObject({
      state: 'FAILED',
      error: { code: 'VALIDATION_ERROR', message: 'invalid token' },
    });
  });

  it.each([
    [{ grant_type: 'client_credentials', nid: '123', scopes: ALL }, 400],
    [{ grant_type: 'client_credentials', nid: '9999999999', scopes: ALL }, 400],
    [{ grant_type: 'client_credentials', nid: CLIENT.nid }, 400],
    [{ grant_type: 'client_credentials', nid: CLIENT.nid, scopes: 'other:scope:get' }, 403],
    [{ grant_type: 'password' }, 400],
    [{ grant_type: 'refresh_token', token_type: 'CLIENT-CREDENTIAL', refresh_token: 'x' }, 400],
    [{ grant_type: 'refresh_token', refresh_token: 'x' }, 400],
  ])('error: %j is refused with %i', async (body, status) => {
    expect((await (await start()).grant(body)).status).toBe(status);
  });

  it('error: a wrong secret, no header, a refresh token used twice, an expired token', async () => {
    const venue = await start({ tokenLifeMs: 60_000 });
    const credentials = { grant_type: 'client_credentials', nid: CLIENT.nid, scopes: ALL };
    expect((await venue.grant(credentials, 'wrong')).status).toBe(401);
    expect((await venue.send('POST', '/dev/v2/oauth2/token', {}, credentials)).status).toBe(401);
    const { refreshToken } = await venue.login();
    const refresh = {
      grant_type: 'refresh_token',
      token_type: 'CLIENT-CREDENTIAL',
      refresh_token: refreshToken,
    };
    expect((await venue.grant(refresh)).status).toBe(200);
    expect((await venue.grant(refresh)).status).toBe(400);
    await venue.login();
    await venue.clock.advance(60_000);
    expect((await venue.service('companiesIdInquiry')).status).toBe(400);
  });

  it('behavior: the log has no secret', async () => {
    const venue = await loggedIn();
    await venue.service('companiesIdInquiry', { trackId: 'shown' });
    const log = JSON.stringify(venue.emulator.orders.requests);
    expect(log).toContain('shown');
    expect(log).not.toMatch(/secret-1|0012345679|\.token|Bearer|Basic/);
  });
});

describe('services', () => {
  it.each([
    ['trades/realtime', { isTimePeriod: 'true' }, 400],
    ['trades/realtime', { coId: '5', isTimePeriod: 'yes' }, 400],
    ...['2400', '1260', '9:30', '930'].map(
      (fromTime) => ['trades/realtime', { coId: '5', isTimePeriod: 'true', fromTime }, 400] as const,
    ),
    ['trades/realtime', { coId: '999' }, 404],
    ['trades/realtime', { trackId: 'x'.repeat(41) }, 400],
    ['trades/realtime', { trackId: 'a b' }, 400],
    ['trades/realtime', { nothing: '1' }, 400],
    ['dailyTrades', { date: '1404/12/30' }, 400],
    ['dailyTrades', { date: '2026/01/10' }, 400],
    ['balancedTrades', { type: '4' }, 400],
    ['balancedTradesById', { fromdate: '1404/01/01', todate: '1404/01/05' }, 400],
    ['balancedTradesById', { companyId: '5', fromdate: '1404/01/05', todate: '1404/01/01' }, 400],
    [
      'balancedTradesById',
      { companyId: '5', fromdate: '1404/01/01', todate: '1404/01/05', comCType: '5' },
      400,
    ],
    ['companyAssessment', {}, 400],
  ] as readonly (readonly [string, Record<string, string>, number])[])(
    'error: %s %j is refused with %i',
    async (name, query, status) => {
      const venue = await loggedIn();
      const answer = await venue.service(name, query);
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({ state: 'FAILED', error: { code: expect.any(String) } });
    },
  );

  it('error: scope, owner and tracking code are checked; unknown paths are a page', async () => {
    const venue = await start();
    await venue.login('bourse:trades-realtime:get');
    expect(errorOf(await venue.service('dailyTrades'))).toEqual([403, 'FAILED', 'FORBIDDEN']);
    expect((await venue.get('/bourse/v2/clients/other/trades/realtime')).status).toBe(400);
    await venue.rows('trades/realtime', { trackId: 'once' });
    expect((await venue.service('trades/realtime', { trackId: 'once' })).status).toBe(400);
    const page = await venue.service('nothing');
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect((await venue.send('POST', '/bourse/v2/clients/me/dailyTrades', {})).status).toBe(405);
  });

  it('default: the last trade of each share, in the keys of the page, the tracking code twice', async () => {
    const venue = await loggedIn();
    const answer = await venue.service('trades/realtime', { trackId: 'mine' });
    expect(answer.text.match(/"trackId"/g)).toHaveLength(2);
    expect(answer.body['trackId']).toBe('mine');
    const rows = answer.body['result'] as readonly Json[];
    expect(rows).toHaveLength(12);
    const [row = {}] = rows;
    expect(Object.keys(row).slice(0, 9)).toEqual([
      'CoID',
      'BourseSymbol',
      'TseSymbolCode',
      'FullTitle',
      'PrecedencyRight',
      'TradeDateGre',
      'TradeDate',
      'MaxPrice',
      'minPrice',
    ]);
    expect(row).toMatchObject({ CoID: 5, TradeDate: '1404/10/20', PrecedencyRight: false });
    expect(row['MarketValue']).toBe(Number(row['ShareCount']) * Number(row['ClosingPrice']));
    const rights = await venue.rows('trades/realtime', { precedencyRight: 'true' });
    expect(rights.map(({ TseSymbolCode }) => TseSymbolCode)).toEqual(['IRR1MADN0101', 'IRR1SIPA0101']);
  });

  it('default: minutes of a range; the day’s row is made of them', async () => {
    const venue = await loggedIn();
    const minutes = await venue.rows('trades/realtime', { coId: '5', isTimePeriod: 'true' });
    const [day] = await venue.rows('trades/realtime', { coId: '5' });
    const sum = (field: string) => minutes.reduce((total, row) => total + Number(row[field]), 0);
    expect([sum('TradeVolume'), sum('TradeValue'), sum('TradeQty')]).toEqual([
      day?.['TradeVolume'],
      day?.['TradeValue'],
      day?.['TradeQty'],
    ]);
    expect(day?.['LastPrice']).toBe(minutes.at(-1)?.['LastPrice']);
    expect(day?.['OpeningPrice']).toBe(minutes[0]?.['OpeningPrice']);
    expect(day?.['MaxPrice']).toBe(Math.max(...minutes.map(({ MaxPrice }) => Number(MaxPrice))));
    const some = await venue.rows('trades/realtime', {
      coId: '5',
      isTimePeriod: 'true',
      fromTime: '0910',
      toTime: '0919',
    });
    expect(some.length).toBeLessThanOrEqual(10);
    for (const { TradeDateGre } of some) expect(String(TradeDateGre)).toMatch(/^2026\/01\/10 09:1\d:\d\d$/);
  });

  it('behavior: data changes once a minute, and not outside trading hours', async () => {
    const venue = await loggedIn({ refreshOffsetMs: 20_000 });
    const look = async () => (await venue.rows('trades/realtime', { coId: '5' }))[0];
    const first = await look();
    await venue.clock.advance(19_000);
    expect(await look()).toEqual(first);
    await venue.clock.advance(60_000);
    const second = await look();
    expect(second).not.toEqual(first);
    await venue.clock.advance(3 * 3_600_000);
    const closed = await look();
    expect(String(closed?.['TradeDateGre'])).toMatch(/^2026\/01\/10 12:(?:29|30)/);
    await venue.clock.advance(3_600_000);
    expect(await look()).toEqual(closed);
  });

  it('default: past days; none on Thursdays, Fridays and at the new year', async () => {
    const venue = await loggedIn();
    const closes: unknown[] = [];
    for (const date of ['1404/10/16', '1404/10/17', '1404/10/18', '1404/10/19', '1404/01/02']) {
      const rows = await venue.rows('dailyTrades', { companyId: '12', date });
      closes.push(rows.length);
      if (rows[0]) expect(rows[0]['jalaaliDate']).toBe(date);
    }
    expect(closes).toEqual([1, 1, 0, 0, 0]);
    expect(await venue.rows('dailyTrades', { date: '1404/10/17' })).toHaveLength(14);
  });

  it('default: adjusted weeks, months and quarters hold their days', async () => {
    const venue = await loggedIn();
    const query = { companyId: '17', fromdate: '1404/07/01', todate: '1404/09/30', type: '3' };
    const volumes: number[] = [];
    const counts: number[] = [];
    for (const comCType of ['1', '2', '3', '4']) {
      const rows = await venue.rows('balancedTradesById', { ...query, comCType });
      counts.push(rows.length);
      volumes.push(rows.reduce((sum, { tradeVolume }) => sum + Number(tradeVolume), 0));
      for (const row of rows)
        expect(Number(row['maxTypePrice'])).toBeGreaterThanOrEqual(Number(row['minTypePrice']));
    }
    expect(counts.slice(2)).toEqual([3, 1]);
    expect(new Set(volumes).size).toBe(1);
  });

  it('behavior: the quota is counted a minute, a client', async () => {
    const venue = await loggedIn({ quota: 2 });
    await venue.rows('realTimeTrades', { companyId: '5' });
    await venue.rows('realTimeTrades', { companyId: '5' });
    const refused = await venue.service('realTimeTrades', { companyId: '5' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    await venue.clock.advance(60_000);
    await venue.rows('realTimeTrades', { companyId: '5' });
  });

  it.each([
    [{ envelope: 'status' }, /"responseCode":"FN-BENN-\d+".*"status":"DONE"/],
    [{ keyCase: 'upper' }, /"LASTPRICE"/],
    [{ singleRow: 'object' }, /"result":\{/],
    [{ repeatTrackId: false }, /^\{"trackId":"[^"]+","result":\[/],
  ] as const)('args: %j', async (options, pattern) => {
    const venue = await loggedIn(options);
    expect((await venue.service('trades/realtime', { coId: '5' })).text).toMatch(pattern);
  });

  it('args: failures with 200', async () => {
    const venue = await loggedIn({ failureStatus: 200 });
    venue.emulator.expireToken();
    expect(errorOf(await venue.service('trades/realtime'))).toEqual([200, 'FAILED', 'VALIDATION_ERROR']);
  });

  it.each([{ clients: [] }, { refreshOffsetMs: 60_000 }, { tokenLifeMs: 0 }, { clients: [CLIENT, CLIENT] }])(
    'error: %j is out of range',
    async (options) => {
      await expect(startEmulator('finnotech', options)).rejects.toThrow(RangeError);
    },
  );

  it('default: equal seeds make equal days', async () => {
    const [one, two, other] = [await loggedIn(), await loggedIn(), await loggedIn({ seed: 8 })];
    const look = (venue: Raw) => venue.rows('trades/realtime');
    expect(await look(one)).toEqual(await look(two));
    expect(await look(one)).not.toEqual(await look(other));
  });
});
