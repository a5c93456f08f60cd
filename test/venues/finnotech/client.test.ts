import { inspect } from 'node:util';
import { HttpResponse, http } from 'msw';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import {
  isAuthenticationError,
  isHttpStatusError,
  isProtocolError,
  isRateLimitError,
  isValidationError,
} from '../../../src/index';
import {
  FinnotechClient,
  type FinnotechClientOptions,
  FinnotechError,
  FinnotechScopeError,
  FinnotechTokenError,
  rawOf,
} from '../../../src/venues/finnotech';
import { useMswServer } from '../../setup/msw';
import { fixtureText } from './fixture';

const SANDBOX = 'https://sandboxapi.finnotech.ir';
const CREDENTIALS = { clientId: 'my-client', clientSecret: 'canary-secret', nid: '9912345678' };
const CANARIES = ['canary-secret', '9912345678', 'canary-token-value', 'canary-refresh-token'];
/** 10 January 2026, 10:30 in Tehran. */
const NOW = Date.UTC(2026, 0, 10, 7, 0);

const sent: { readonly url: URL; readonly headers: Headers }[] = [];
const server = useMswServer(
  http.post('*/dev/v2/oauth2/token', () => HttpResponse.text(fixtureText('token'))),
);
const clients: FinnotechClient[] = [];

afterEach(() => {
  sent.length = 0;
  for (const client of clients.splice(0)) client.close();
});

function client(options: Partial<FinnotechClientOptions> = {}): FinnotechClient {
  const one = new FinnotechClient({ ...CREDENTIALS, clock: new VirtualClock(NOW), ...options });
  clients.push(one);
  return one;
}

/** Answers every service with this, and remembers what was asked. */
function answer(body: string, status = 200, headers: Record<string, string> = {}, host = SANDBOX): void {
  server.use(
    http.get(`${host}/bourse/v2/clients/:client/*`, ({ request }) => {
      sent.push({ url: new URL(request.url), headers: request.headers });
      return new HttpResponse(body, { status, headers: { 'content-type': 'application/json', ...headers } });
    }),
  );
}

async function failure(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('The call resolved');
  for (const text of [inspect(error, { depth: 8 }), JSON.stringify(error), error.stack ?? '']) {
    for (const canary of CANARIES) expect(text).not.toContain(canary);
  }
  return error;
}

const done = (result: unknown, more: object = {}) => JSON.stringify({ result, status: 'DONE', ...more });

describe('tradesRealtime', () => {
  it('default: the sample of the page, exactly', async () => {
    answer(fixtureText('trades-realtime'));
    const { trackId, result } = await client().tradesRealtime();
    expect(trackId).toBe('8e15adc9-6e14-460a-9112-422567bc0e34');
    expect(result).toEqual([
      {
        CoID: '5',
        BourseSymbol: 'ومعادن',
        TseSymbolCode: 'IRO1MADN0001',
        FullTitle: 'سرمایه گذاری توسعه معادن و فلزات',
        PrecedencyRight: false,
        TradeDateGre: '2020/01/19 09:01:37',
        TradeDate: '1398/10/29',
        MaxPrice: '5488',
        minPrice: '5480',
        OpeningPrice: '5488',
        ClosingPrice: '5477',
        LastPrice: '5488',
        TradeVolume: '51205',
        TradeValue: '281013040',
        TradeQty: '16',
        PreviousClosingPrice: '5477',
        ClosingPriceChange: '0',
        ClosingPChgPercent: '0',
        ShareCount: '40300000000',
        MarketValue: '220723100000000',
        Type: null,
      },
    ]);
  });

  it('behavior: keys in any case, an object for an array, status for state, TradeDateGer for TradeDateGre', async () => {
    const row = { COID: 5, tradedateger: '2020/01/19 09:01:37', LASTPRICE: 5488, marketvalue: 1 };
    answer(JSON.stringify({ ResponseCode: 'FN-1', TRACKID: 'x', RESULT: row, Status: 'done' }));
    const { responseCode, trackId, result } = await client().tradesRealtime();
    expect([responseCode, trackId]).toEqual(['FN-1', 'x']);
    expect(result).toEqual([
      expect.objectContaining({ CoID: '5', TradeDateGre: '2020/01/19 09:01:37', LastPrice: '5488' }),
    ]);
  });

  it('behavior: whole numbers beyond 2^53 keep their digits; rounding errors of floats do not', async () => {
    answer(
      '{"result":[{"CoID":5,"MarketValue":9007199254740993,"ClosingPChgPercent":0.30000000000000004}],"state":"DONE"}',
    );
    const { result } = await client().tradesRealtime();
    expect(result[0]).toMatchObject({ MarketValue: '9007199254740993', ClosingPChgPercent: '0.3' });
  });

  it('args: times as HHmm or as UTC times of today, the rest as given', async () => {
    answer(done([]));
    await client().tradesRealtime({
      coId: '5',
      isTimePeriod: true,
      fromTime: '0900',
      toTime: Date.UTC(2026, 0, 10, 6, 59, 59),
      precedencyRight: true,
      trackId: 'my-own-1',
    });
    const [{ url, headers } = {}] = sent;
    expect(url?.pathname).toBe('/bourse/v2/clients/my-client/trades/realtime');
    expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
      trackId: 'my-own-1',
      coId: '5',
      fromTime: '0900',
      toTime: '1029',
      isTimePeriod: 'true',
      precedencyRight: 'true',
    });
    expect(headers?.get('authorization')).toBe('Bearer canary-token-value');
  });

  const bad: readonly (readonly [unknown, string])[] = [
    [{ isTimePeriod: true }, 'coId'],
    [{ fromTime: '0900' }, 'fromTime'],
    [{ toTime: '0900' }, 'toTime'],
    ...['2400', '1260', '0960', '9:30', '-100', '', '09300'].map(
      (fromTime) => [{ coId: '5', isTimePeriod: true, fromTime }, 'fromTime'] as const,
    ),
    [{ coId: '5', isTimePeriod: true, fromTime: 930 }, 'fromTime'],
    [{ coId: '5', isTimePeriod: true, fromTime: NOW + 86_400_000 }, 'fromTime'],
    [{ coId: '5', isTimePeriod: true, fromTime: Number.NaN }, 'fromTime'],
    [{ coId: '5', isTimePeriod: true, fromTime: '1000', toTime: '0900' }, 'toTime'],
    [{ coId: 5 }, 'coId'],
    [{ coId: '' }, 'coId'],
    [{ coId: 'a b' }, 'coId'],
    [{ precedencyRight: 'true' }, 'precedencyRight'],
    ...['', 'x'.repeat(41), 'ا', 'a_b', 'a b', 5].map((trackId) => [{ trackId }, 'trackId'] as const),
    [{ nothing: 1 }, 'nothing'],
    [null, 'arguments'],
  ];
  it.each(bad)('error: %j is refused for %s before anything is sent', async (args, field) => {
    answer(done([]));
    const error = await failure(client().tradesRealtime(args as never));
    expect(isValidationError(error) && error.field).toBe(field);
    expect(sent).toHaveLength(0);
  });

  it('error: a tracking code is used once', async () => {
    answer(done([]));
    const one = client();
    await one.tradesRealtime({ trackId: 'once' });
    const error = await failure(one.tradesRealtime({ trackId: 'once' }));
    expect(isValidationError(error) && error.field).toBe('trackId');
    expect(sent).toHaveLength(1);
  });

  it('default: each call has a tracking code of its own, a UUID', async () => {
    answer(done([]));
    const one = client();
    await one.tradesRealtime();
    await one.tradesRealtime();
    const codes = sent.map(({ url }) => url.searchParams.get('trackId') ?? '');
    expect(new Set(codes).size).toBe(2);
    for (const code of codes) expect(code).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });
});

describe('the other services', () => {
  const date = Date.UTC(2020, 0, 19, 12);
  it.each([
    ['realTimeTrades', { companyId: '5' }, 'companyId=5'],
    ['dailyTrades', { companyId: '5', date }, 'companyId=5&date=1398%2F10%2F29'],
    ['dailyTrades', { date: '1403/03/01' }, 'date=1403%2F03%2F01'],
    [
      'balancedTrades',
      { companyId: '5', date: '1403/03/01', type: 3 },
      'companyId=5&date=1403%2F03%2F01&type=3',
    ],
    [
      'balancedTradesById',
      { companyId: '5', fromdate: '1403/03/01', todate: date + 1e12, type: 1, comCType: 4 },
      'companyId=5&fromdate=1403%2F03%2F01&todate=1430%2F07%2F05&type=1&comCType=4',
    ],
    ['companiesIdInquiry', {}, ''],
    ['companyAssessment', { companyId: '5', date: '1403/12/30' }, 'companyId=5&date=1403%2F12%2F30'],
  ] as const)('args: %s %j', async (service, args, query) => {
    answer(done([{ companyId: 5 }]));
    const one = client();
    const call = one[service] as (given: object) => Promise<{ result: readonly { companyId: string }[] }>;
    const { result } = await call.call(one, args);
    expect(result[0]?.companyId).toBe('5');
    const [{ url } = {}] = sent;
    expect(url?.pathname).toBe(`/bourse/v2/clients/my-client/${service}`);
    expect(url?.search.replace(/^\?trackId=[^&]+&?/, '')).toBe(query);
  });

  it.each([
    ['dailyTrades', { date: '1404/12/30' }, 'date'],
    ['dailyTrades', { date: '1404/1/1' }, 'date'],
    ['balancedTrades', { type: 4 }, 'type'],
    ['balancedTradesById', { fromdate: '1403/01/01', todate: '1403/01/01' }, 'companyId'],
    ['balancedTradesById', { companyId: '5', fromdate: '1403/01/02', todate: '1403/01/01' }, 'todate'],
    [
      'balancedTradesById',
      { companyId: '5', fromdate: '1403/01/02', todate: '1403/01/03', comCType: 0 },
      'comCType',
    ],
    ['companyAssessment', {}, 'companyId'],
  ] as const)('error: %s %j is refused for %s', async (service, args, field) => {
    const one = client();
    const call = one[service] as (given: object) => Promise<unknown>;
    const error = await failure(call.call(one, args));
    expect(isValidationError(error) && error.field).toBe(field);
  });

  it('behavior: rows of companies and balanced prices are typed exactly', async () => {
    answer(
      '{"result":[{"companyId":5,"tseCode":9987529074833218,"precedencyRight":1,"marketID":16,"ipoDate":null}],"status":"DONE"}',
    );
    const companies = await client().companiesIdInquiry();
    expect(companies.result[0]).toEqual({
      companyId: '5',
      tseCode: '9987529074833218',
      precedencyRight: true,
      marketID: '16',
      ipoDate: null,
    });
    answer(done({ companyId: '5', highTreshold: 3, companyScore: 7, newField: { a: 1 } }));
    const assessment = await client().companyAssessment({ companyId: '5' });
    expect(assessment.result[0]).toEqual({
      companyId: '5',
      highTreshold: '3',
      companyScore: '7',
      newField: { a: 1 },
    });
  });

  it('args: raw keeps the venue’s own object', async () => {
    answer(done([{ companyId: 5, LASTPRICE: 7 }]));
    const { result } = await client({ raw: true }).realTimeTrades();
    expect(rawOf(result[0] ?? {})).toEqual({ companyId: 5, LASTPRICE: 7 });
    expect(result[0]?.lastPrice).toBe('7');
  });

  it('args: the environment and baseUrl choose the host', async () => {
    answer(done([]), 200, {}, 'https://apibeta.finnotech.ir');
    await client({ environment: 'production' }).tradesRealtime();
    answer(done([]), 200, {}, 'https://api.finnotech.ir');
    await client({ baseUrl: 'https://api.finnotech.ir' }).tradesRealtime();
    expect(sent.map(({ url }) => url.host)).toEqual(['apibeta.finnotech.ir', 'api.finnotech.ir']);
  });
});

describe('failures', () => {
  const failed = (code: string, message: string) =>
    JSON.stringify({ state: 'FAILED', error: { code, message }, trackId: 't-1' });

  it.each([400, 200])('error: a FAILED answer with HTTP %i never resolves', async (status) => {
    answer(failed('VALIDATION_ERROR', 'coId is wrong'), status);
    const error = await failure(client().tradesRealtime());
    expect(error).toBeInstanceOf(FinnotechError);
    expect(error).toMatchObject({
      code: 'VALIDATION_ERROR',
      venueText: 'coId is wrong',
      trackId: 't-1',
      status,
      sent: true,
      retryable: false,
    });
  });

  it('error: a missing scope is named', async () => {
    answer(failed('FORBIDDEN', 'no scope'), 403);
    const error = await failure(client().dailyTrades());
    expect(error).toBeInstanceOf(FinnotechScopeError);
    expect(error).toMatchObject({ scope: 'bourse:daily-trades:get', retryable: false });
    expect(error.message).toContain('bourse:daily-trades:get');
  });

  it('error: after a 429 with Retry-After nothing is sent until it has passed', async () => {
    const clock = new VirtualClock(NOW);
    const one = client({ clock });
    answer(failed('QUOTA', 'quota exceeded'), 429, { 'retry-after': '7' });
    const error = await failure(one.tradesRealtime());
    expect(isRateLimitError(error) && error.retryAfterMs).toBe(7000);
    answer(done([]));
    sent.length = 0;
    await clock.advance(6000);
    const early = await failure(one.tradesRealtime({}, { timeoutMs: 900 }));
    expect(isRateLimitError(early) && [early.retryAfterMs, early.sent]).toEqual([1000, false]);
    const waiting = one.tradesRealtime();
    await clock.advance(999);
    expect(sent).toHaveLength(0);
    await clock.advance(1);
    await waiting;
    expect(sent).toHaveLength(1);
  });

  it.each([
    [200, '<!DOCTYPE html><html>Maintenance</html>', true],
    [502, '<html>Bad Gateway canary-secret</html>', true],
    [404, '<html>Not Found</html>', false],
  ])('error: HTTP %i with a page is a HttpStatusError', async (status, body, retryable) => {
    answer(body, status, { 'content-type': 'text/html' });
    const error = await failure(client().tradesRealtime());
    expect(isHttpStatusError(error) && [error.status, error.retryable]).toEqual([status, retryable]);
  });

  it.each([
    ['', 200],
    ['null', 200],
    ['[]', 200],
    ['5', 200],
    ['{}', 200],
    ['{"result":[]}', 200],
    ['{"state":"DONE"}', 200],
    ['{"state":"PENDING","result":[]}', 200],
    ['{"state":"DONE","result":[5]}', 200],
    ['{"state":"DONE","result":[{"BourseSymbol":"x"}]}', 200],
    ['{"state":"DONE","result":[{"CoID":5,"LastPrice":"x"}]}', 200],
    ['{"state":"DONE","result":[{"CoID":5,"LastPrice":true}]}', 200],
  ])('error: %s is no answer: a ProtocolError', async (body, status) => {
    answer(body, status);
    expect(isProtocolError(await failure(client().tradesRealtime()))).toBe(true);
  });

  it('behavior: a byte order mark has no effect', async () => {
    answer(`\uFEFF${fixtureText('trades-realtime')}`);
    expect((await client().tradesRealtime()).result).toHaveLength(1);
  });

  it('error: a redirect is not followed', async () => {
    answer('', 302, { location: 'https://evil.example.test/' });
    expect(isHttpStatusError(await failure(client().tradesRealtime()))).toBe(true);
  });

  it('error: an invalid token is replayed once with a new token and tracking code, then reported', async () => {
    answer(fixtureText('invalid-token'), 400);
    const error = await failure(client().tradesRealtime());
    expect(error).toBeInstanceOf(FinnotechTokenError);
    expect(isAuthenticationError(error)).toBe(true);
    expect(new Set(sent.map(({ url }) => url.searchParams.get('trackId'))).size).toBe(2);
    expect(sent).toHaveLength(2);
  });

  it('behavior: a call that names its tracking code is not replayed', async () => {
    answer(fixtureText('invalid-token'), 400);
    await failure(client().tradesRealtime({ trackId: 'mine' }));
    expect(sent).toHaveLength(1);
  });
});

describe('a token answer that breaks the protocol', () => {
  it.each([
    '{"result":{"value":"canary-token-value"},"status":"DONE"}',
    '{"result":{"value":"canary-token-value","lifeTime":"x","creationDate":"1"},"status":"DONE"}',
    '{"result":{"value":"canary-token-value","lifeTime":0,"creationDate":"1"},"status":"DONE"}',
    '{"result":{"value":"","lifeTime":5,"creationDate":"1"},"status":"DONE"}',
    '{"result":{"value":"canary-token-value","lifeTime":5,"creationDate":"1"}}',
    '["canary-token-value"]',
  ])('error: %s is a ProtocolError that shows nothing of it', async (body) => {
    server.use(http.post('*/dev/v2/oauth2/token', () => HttpResponse.text(body)));
    expect(isProtocolError(await failure(client().tradesRealtime()))).toBe(true);
  });
});

describe('options', () => {
  it.each([
    [{ clientId: '' }, 'clientId'],
    [{ clientId: 'a:b' }, 'clientId'],
    [{ clientId: '../x' }, 'clientId'],
    [{ clientSecret: '' }, 'clientSecret'],
    [{ clientSecret: ' canary-secret' }, 'clientSecret'],
    [{ clientSecret: 'canary-secret\r\n' }, 'clientSecret'],
    [{ nid: '123' }, 'nid'],
    [{ nid: 9_912_345_678 }, 'nid'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['all'] }, 'scopes[0]'],
    [{ environment: 'live' }, 'environment'],
    [{ baseUrl: 'http://api.finnotech.ir' }, 'baseUrl'],
    [{ baseUrl: 'https://user:canary-secret@api.finnotech.ir' }, 'baseUrl'],
    [{ tokenStore: { load: () => undefined } }, 'tokenStore'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs'],
    [{ other: 1 }, 'other'],
  ])('error: %j is refused for %s, without a secret', async (options, field) => {
    const error = await failure((async () => client(options as never))());
    expect(isValidationError(error) && error.field).toBe(field);
  });

  it('behavior: neither the client nor its taps show a secret', async () => {
    const frames: string[] = [];
    answer(fixtureText('trades-realtime'));
    const one = client({ tap: ({ data }) => frames.push(data) });
    await one.tradesRealtime();
    const shown = [inspect(one, { depth: 9, showHidden: true }), JSON.stringify(one), ...frames].join('\n');
    for (const canary of [...CANARIES, Buffer.from('my-client:canary-secret').toString('base64')]) {
      expect(shown).not.toContain(canary);
    }
    expect(frames.length).toBe(4);
  });
});
