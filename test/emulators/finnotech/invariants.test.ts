import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { type FinnotechEmulator, type FinnotechEmulatorOptions, startEmulator } from '../../../src/emulators';
import { jalaliText, parseJalali, tehranDay } from '../../../src/emulators/finnotech/tehran';

/** Saturday, 10 January 2026: trading from 05:30 to 09:00 UTC. */
const at = (hour: number, minute: number): number => Date.UTC(2026, 0, 10, hour, minute);
const SCOPES = [
  'bourse:trades-realtime:get',
  'bourse:daily-trades:get',
  'bourse:balanced-trades:get',
  'bourse:balanced-trades-byId:get',
].join(',');
const ME = { clientId: 'me', clientSecret: 'secret-1', nid: '0012345679' };
/** An id that has to be encoded in a path. */
const OTHER = { clientId: 'an other', clientSecret: 'secret-2', nid: '0012345680' };
type Client = typeof ME;
type Row = Readonly<Record<string, unknown>>;

const running: FinnotechEmulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

/** Plain HTTP to a venue whose two clients have a token each. */
class Venue {
  readonly clock: VirtualClock;
  readonly emulator: FinnotechEmulator;
  readonly #tokens = new Map<string, string>();

  constructor(clock: VirtualClock, emulator: FinnotechEmulator) {
    this.clock = clock;
    this.emulator = emulator;
  }

  static async start(time: number, options: FinnotechEmulatorOptions = {}): Promise<Venue> {
    const clock = new VirtualClock(time);
    const emulator = await startEmulator('finnotech', { clock, seed: 7, clients: [ME, OTHER], ...options });
    running.push(emulator);
    return new Venue(clock, emulator);
  }

  async post({ clientId, clientSecret }: Client, body: object): Promise<{ status: number; body: Row }> {
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const url = `${this.emulator.endpoints.http.url}/dev/v2/oauth2/token`;
    const init = { method: 'POST', headers: { authorization }, body: JSON.stringify(body) };
    const response = await fetch(url, init);
    return { status: response.status, body: (await response.json()) as Row };
  }

  async login(client: Client): Promise<Row> {
    const { nid } = client;
    const { body } = await this.post(client, { grant_type: 'client_credentials', nid, scopes: SCOPES });
    const result = body['result'] as Row;
    this.#tokens.set(client.clientId, String(result['value']));
    return result;
  }

  async get({ clientId }: Client, service: string, query: Record<string, string>): Promise<Row> {
    const path = `/bourse/v2/clients/${encodeURIComponent(clientId)}/${service}`;
    const authorization = `Bearer ${this.#tokens.get(clientId)}`;
    const search = new URLSearchParams(query).toString();
    const response = await fetch(`${this.emulator.endpoints.http.url}${path}?${search}`, {
      headers: { authorization },
    });
    return (await response.json()) as Row;
  }

  async rows(service: string, query: Record<string, string>): Promise<readonly Row[]> {
    const body = await this.get(ME, service, query);
    expect(body).toMatchObject({ state: 'DONE' });
    return body['result'] as readonly Row[];
  }
}

async function started(time: number, options?: FinnotechEmulatorOptions): Promise<Venue> {
  const venue = await Venue.start(time, options);
  await venue.login(ME);
  return venue;
}

const number = (row: Row | undefined, key: string): number => Number(row?.[key]);

describe('a trading day', () => {
  const GROWING = ['TradeVolume', 'TradeValue', 'TradeQty', 'MaxPrice'];

  // Data of 500 ms, 20 s and almost the whole of a running minute, and of whole minutes only.
  for (const refreshOffsetMs of [0, 500, 20_000, 59_999]) {
    for (const [name, from] of [
      ['opening', at(5, 29)],
      ['close', at(8, 55)],
    ] as const) {
      it(`default: only grows over the ${name}, made of its minutes, refreshed ${refreshOffsetMs} ms into a minute`, async () => {
        const venue = await started(from, { refreshOffsetMs });
        let [before, changes] = [undefined as Row | undefined, 0];
        for (let step = 0; step < 16; step += 1) {
          const minutes = await venue.rows('trades/realtime', { coId: '5', isTimePeriod: 'true' });
          const [day] = await venue.rows('trades/realtime', { coId: '5' });
          if (day?.['TradeDate'] === '1404/10/20') {
            for (const key of ['TradeVolume', 'TradeValue', 'TradeQty']) {
              expect(number(day, key)).toBe(minutes.reduce((sum, row) => sum + number(row, key), 0));
            }
            expect(day['TradeDateGre']).toBe(minutes.at(-1)?.['TradeDateGre']);
            expect(day['ClosingPrice']).toBe(
              Math.round(number(day, 'TradeValue') / number(day, 'TradeVolume')),
            );
            if (before) {
              for (const key of GROWING) expect(number(day, key)).toBeGreaterThanOrEqual(number(before, key));
              expect(number(day, 'minPrice')).toBeLessThanOrEqual(number(before, 'minPrice'));
              expect(String(day['TradeDateGre']) >= String(before['TradeDateGre'])).toBe(true);
              if (number(day, 'TradeVolume') > number(before, 'TradeVolume')) changes += 1;
            }
            before = day;
          }
          await venue.clock.advance(30_000);
        }
        expect(changes).toBeGreaterThanOrEqual(3);
      });
    }
  }

  it('default: is the same while it runs out, in the evening and in its history', async () => {
    const venue = await started(at(9, 0));
    const [close] = await venue.rows('trades/realtime', { coId: '5' });
    await venue.clock.advance(8 * 3_600_000);
    expect((await venue.rows('trades/realtime', { coId: '5' }))[0]).toEqual(close);
    await venue.clock.advance(5 * 86_400_000);
    const rows = await venue.rows('dailyTrades', { companyId: '5', date: '1404/10/20' });
    const share = rows.find(({ precedencyRight }) => precedencyRight === false);
    expect(share).toMatchObject({
      openingPrice: close?.['OpeningPrice'],
      maxPrice: close?.['MaxPrice'],
      minPrice: close?.['minPrice'],
      lastPrice: close?.['LastPrice'],
      closingPrice: close?.['ClosingPrice'],
      tradeVolume: close?.['TradeVolume'],
      tradeValue: close?.['TradeValue'],
      tradeQty: close?.['TradeQty'],
    });
  });
});

describe('adjusted prices', () => {
  const RANGE = { companyId: '17', fromdate: '1403/01/01', todate: '1404/10/15' };
  const RAW = ['openingPrice', 'maxPrice', 'minPrice', 'lastPrice', 'closingPrice', 'previousClosingPrice'];

  it.each(['1', '2', '3'])(
    'default: type %s: each closing price is the previous one of the next row',
    async (type) => {
      const venue = await started(at(7, 0));
      for (const comCType of ['1', '2', '3', '4']) {
        const rows = await venue.rows('balancedTradesById', { ...RANGE, type, comCType });
        rows.slice(1).forEach((row, index) => {
          expect(row['previousTypeClosingPrice']).toBe(rows[index]?.['closingTypePrice']);
          expect(row['previousClosingPrice']).toBe(rows[index]?.['closingPrice']);
        });
        // The range has an adjustment in it, and ends after the last one.
        expect(rows[0]?.['closingTypePrice']).toBeLessThan(number(rows[0], 'closingPrice'));
        expect(rows.at(-1)?.['closingTypePrice']).toBe(rows.at(-1)?.['closingPrice']);
        for (const row of rows) for (const key of RAW) expect(Number.isInteger(row[key])).toBe(true);
      }
    },
  );

  it.each(['2', '3', '4'])('default: rows of comCType %s span the days within', async (comCType) => {
    const venue = await started(at(7, 0));
    const days = await venue.rows('balancedTradesById', { ...RANGE, type: '3', comCType: '1' });
    const rows = await venue.rows('balancedTradesById', { ...RANGE, type: '3', comCType });
    rows.forEach((row, index) => {
      const next = rows[index + 1]?.['jalaaliDate'];
      const within = days.filter(({ jalaaliDate }) => {
        const date = String(jalaaliDate);
        return date >= String(row['jalaaliDate']) && (next === undefined || date < String(next));
      });
      const all = (key: string): number[] => within.map((day) => number(day, key));
      expect(row).toMatchObject({
        openingTypePrice: within[0]?.['openingTypePrice'],
        maxTypePrice: Math.max(...all('maxTypePrice')),
        minTypePrice: Math.min(...all('minTypePrice')),
        lastTypePrice: within.at(-1)?.['lastTypePrice'],
        openingPrice: within[0]?.['openingPrice'],
        maxPrice: Math.max(...all('maxPrice')),
        tradeVolume: all('tradeVolume').reduce((sum, volume) => sum + volume, 0),
      });
    });
  });
});

describe('tokens', () => {
  it('behavior: faults.expireToken ends the tokens of one client; its id may need encoding', async () => {
    const venue = await started(at(7, 0));
    await venue.login(OTHER);
    venue.emulator.faults.expireToken(ME.clientId);
    expect(await venue.get(ME, 'trades/realtime', { coId: '5' })).toMatchObject({
      state: 'FAILED',
      error: { code: 'VALIDATION_ERROR', message: 'invalid token' },
    });
    expect(await venue.get(OTHER, 'trades/realtime', { coId: '5' })).toMatchObject({ state: 'DONE' });
    venue.emulator.faults.expireToken();
    expect(await venue.get(OTHER, 'trades/realtime', { coId: '5' })).toMatchObject({ state: 'FAILED' });
  });

  it('error: a refused token request has status, whatever services have', async () => {
    for (const envelope of ['state', 'status'] as const) {
      const venue = await Venue.start(at(7, 0), { envelope });
      const { body } = await venue.post(ME, { grant_type: 'password' });
      expect(body).toEqual({
        status: 'FAILED',
        error: { code: 'VALIDATION_ERROR', message: expect.any(String) },
      });
    }
  });

  it('behavior: fail with applied uses a refresh token up', async () => {
    const venue = await Venue.start(at(7, 0));
    const refresh = {
      grant_type: 'refresh_token',
      token_type: 'CLIENT-CREDENTIAL',
      refresh_token: (await venue.login(ME))['refreshToken'],
    };
    venue.emulator.faults.fail('refreshToken', 'SERVER_ERROR');
    expect((await venue.post(ME, refresh)).body).toMatchObject({ error: { code: 'SERVER_ERROR' } });
    venue.emulator.faults.fail('refreshToken', 'SERVER_ERROR', { applied: true });
    expect((await venue.post(ME, refresh)).body).toMatchObject({ error: { code: 'SERVER_ERROR' } });
    expect((await venue.post(ME, refresh)).body).toMatchObject({
      error: { message: 'invalid refresh token' },
    });
  });

  it('behavior: the log shows no member of a body that could be a secret', async () => {
    const venue = await Venue.start(at(7, 0));
    await venue.post(ME, {
      grant_type: 'client_credentials',
      clientSecret: 'canary-1',
      password: 'canary-2',
    });
    const [request] = venue.emulator.orders.requests;
    expect(request?.members).toEqual({
      grant_type: 'client_credentials',
      clientSecret: '***',
      password: '***',
    });
  });
});

describe('the calendar', () => {
  it('default: each day of 25 years is read back from its Jalali date', () => {
    const first = tehranDay(Date.UTC(2010, 0, 1));
    const seen = new Set<string>();
    for (let day = first; day < first + 9131; day += 1) {
      const text = jalaliText(day);
      seen.add(text);
      // Every seventh, and the ends of years, where leap days are.
      if (day % 7 === 0 || /\/(?:12\/29|12\/30|01\/01)$/.test(text)) expect(parseJalali(text)).toBe(day);
    }
    expect(seen.size).toBe(9131);
    expect(jalaliText(tehranDay(Date.UTC(2020, 0, 19, 9)))).toBe('1398/10/29');
    expect(['1399/12/30', '1403/12/30'].every((date) => parseJalali(date) !== undefined)).toBe(true);
  });

  it.each(['1404/12/30', '1404/07/31', '1404/00/01', '1404/13/01', '1404/1/1', '2026/01/10', '1404-01-01'])(
    'error: %s is no date',
    (text) => {
      expect(parseJalali(text)).toBeUndefined();
    },
  );
});
