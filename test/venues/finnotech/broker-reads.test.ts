import { afterEach, describe, expect, it } from 'vitest';
import {
  isBrokerError,
  isHttpStatusError,
  isProtocolError,
  isValidationError,
  type RangeProgress,
} from '../../../src/index';
import { FinnotechScopeError } from '../../../src/venues/finnotech';
import { jalaliOf } from '../../../src/venues/finnotech/map/time';
import { closeWorlds, connected, OTHER, RIGHT, SHARE, START, world } from './broker-world';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Midnight in Tehran of the day of the tests. */
const TODAY = Date.UTC(2026, 0, 9, 20, 30);
const iso = (time: number) => new Date(time).toISOString();

afterEach(closeWorlds);

describe('instruments', () => {
  it('default: shares and rights, by their TSE codes, in rials', async () => {
    const { broker, drive } = await connected();
    const instruments = await drive(broker.fetchInstruments());
    expect(instruments).toHaveLength(14);
    expect(instruments.find(({ symbol }) => symbol === SHARE)).toMatchObject({
      name: 'سرمایه گذاری توسعه معادن و فلزات',
      kind: 'stock',
      currency: 'IRR',
      priceDecimals: 0,
      tickSize: '1',
      tradable: false,
    });
    expect(instruments.find(({ symbol }) => symbol === RIGHT)).toMatchObject({ kind: 'right' });
  });

  it.each([
    ['5', SHARE],
    ['IRO1MADN0001', SHARE],
    ['ومعادن', SHARE],
    ['ومعادنح', RIGHT],
    ['9987529074833218', SHARE],
    // The venue writes Arabic ye and kaf here; keyboards write either.
    ['فملي', 'IRO1MSMI0001'],
    ['فملی', 'IRO1MSMI0001'],
    ['فملى', 'IRO1MSMI0001'],
    ['كگل', 'IRO1GOLG0001'],
    ['کگل', 'IRO1GOLG0001'],
    ['ک\u200cگل', 'IRO1GOLG0001'],
  ])('args: %s is %s', async (name, symbol) => {
    const { broker, drive } = await connected();
    expect((await drive(broker.fetchInstrument(name))).symbol).toBe(symbol);
    expect((await drive(broker.fetchQuotes([name])))[0]?.symbol).toBe(symbol);
  });

  it.each(['iro1madn0001', '999', 'ومعادنحح', '__proto__', 'constructor'])(
    'error: %s is no symbol',
    async (name) => {
      const { broker, drive, emulator } = await connected();
      const before = emulator.orders.requests.length;
      await expect(drive(broker.fetchQuotes([name]))).rejects.toSatisfy(isValidationError);
      expect(emulator.orders.requests).toHaveLength(before);
    },
  );

  it('behavior: without the scope of the list they come from the trades, with a warning', async () => {
    const client = { clientId: 'narrow', clientSecret: 'secret', nid: '0012345679' };
    const scopes = ['bourse:trades-realtime:get'];
    const at = await world({ clients: [{ ...client, scopes }] }, { ...client, scopes });
    const codes: string[] = [];
    at.broker.on('warning', ({ code }) => codes.push(code));
    await at.drive(at.broker.connect());
    expect(codes).toEqual(['scope']);
    expect((await at.drive(at.broker.fetchInstruments())).map(({ symbol }) => symbol).sort()).toContain(
      RIGHT,
    );
    expect((await at.drive(at.broker.fetchInstrument('ومعادن'))).symbol).toBe(SHARE);
    await expect(
      at.drive(
        at.broker.fetchCandles({ symbol: SHARE, interval: '1d', from: TODAY - 2 * DAY_MS, to: TODAY }),
      ),
    ).rejects.toBeInstanceOf(FinnotechScopeError);
  });

  it('behavior: a company that is delisted is unknown after the next load', async () => {
    const { broker, drive, emulator } = await connected();
    emulator.market.removeInstrument(OTHER);
    await drive(broker.fetchInstruments());
    await expect(drive(broker.fetchInstrument(OTHER))).rejects.toSatisfy(isValidationError);
  });
});

describe('quotes', () => {
  it('default: one company by its id, several out of one list', async () => {
    const { broker, drive, asked } = await connected();
    const [quote] = await drive(broker.fetchQuotes([SHARE]));
    expect(quote).toMatchObject({ symbol: SHARE, source: 'read', last: expect.stringMatching(/^\d+$/) });
    expect(quote).not.toHaveProperty('bid');
    expect((quote?.time ?? 0) <= START && (quote?.time ?? 0) > START - 5 * MINUTE_MS).toBe(true);
    const quotes = await drive(broker.fetchQuotes([OTHER, RIGHT, SHARE]));
    expect(quotes.map(({ symbol }) => symbol)).toEqual([OTHER, RIGHT, SHARE]);
    expect(asked('trades/realtime').map(({ coId, precedencyRight }) => [coId, precedencyRight])).toEqual([
      ['5', 'false'],
      [undefined, 'false'],
      ['5', 'true'],
    ]);
  });

  it('args: raw carries the venue’s whole row', async () => {
    const { broker, drive } = await connected({}, { raw: true });
    const [quote] = await drive(broker.fetchQuotes([SHARE]));
    expect(quote?.raw).toMatchObject({ CoID: 5, ClosingPrice: expect.any(Number) });
  });
});

describe('candles', () => {
  it('default: minutes of today, each with what its trades were', async () => {
    const { broker, drive, asked } = await connected();
    const from = START - 20 * MINUTE_MS;
    const candles = await drive(broker.fetchCandles({ symbol: SHARE, interval: '1m', from, to: START }));
    expect(candles.length).toBeGreaterThan(10);
    expect(candles.range).toEqual({ from, to: START, complete: true });
    expect(asked('trades/realtime').at(-1)).toMatchObject({
      fromTime: '1010',
      toTime: '1030',
      isTimePeriod: 'true',
    });
    expect(candles.at(-1)?.closed).toBe(false);
    expect(candles.slice(0, -1).every(({ closed }) => closed)).toBe(true);
  });

  it('behavior: minutes before today are missing, and the range reports it', async () => {
    const { broker, drive } = await connected();
    const from = TODAY - DAY_MS;
    const { range } = await drive(broker.fetchCandles({ symbol: SHARE, interval: '1m', from, to: START }));
    expect([range.complete, range.availableFrom]).toEqual([false, TODAY]);
    const early = await drive(
      broker.fetchCandles({ symbol: SHARE, interval: '1m', from, to: from + DAY_MS / 2 }),
    );
    expect(early).toHaveLength(0);
    expect(early.range.complete).toBe(false);
  });

  it('default: days, a call a day, today from its last trade; Thursdays and Fridays have none', async () => {
    const { broker, drive, asked } = await connected();
    const from = TODAY - 14 * DAY_MS;
    const progress: RangeProgress[] = [];
    const candles = await drive(
      broker.fetchCandles({
        symbol: SHARE,
        interval: '1d',
        from,
        to: START,
        onProgress: (p) => progress.push(p),
      }),
    );
    expect(candles.map(({ openTime, closed }) => [jalaliOf(openTime), closed])).toEqual([
      ...['1404/10/06', '1404/10/07', '1404/10/08', '1404/10/09', '1404/10/10'].map((day) => [day, true]),
      ...['1404/10/13', '1404/10/14', '1404/10/15', '1404/10/16', '1404/10/17'].map((day) => [day, true]),
      ['1404/10/20', false],
    ]);
    expect(asked('dailyTrades')).toHaveLength(14);
    expect(progress.map(({ done }) => Math.round(done * 100) / 100)).toEqual([0.69, 1]);
    expect(candles.range.complete).toBe(true);
  });

  it('behavior: a right’s days are its own', async () => {
    const { broker, drive } = await connected();
    const range = { interval: '1d', from: TODAY - 4 * DAY_MS, to: TODAY } as const;
    const [share, right] = [
      await drive(broker.fetchCandles({ symbol: SHARE, ...range })),
      await drive(broker.fetchCandles({ symbol: RIGHT, ...range })),
    ];
    expect(right.map(({ openTime }) => openTime)).toEqual(share.map(({ openTime }) => openTime));
    expect(right.map(({ close }) => close)).not.toEqual(share.map(({ close }) => close));
  });

  it('default: adjusted days differ from plain ones before an adjustment and not after it', async () => {
    const { broker, drive } = await connected();
    // The emulated company pays a dividend on 6 July.
    const dividend = Date.UTC(2025, 6, 5, 20, 30);
    const request = {
      symbol: SHARE,
      interval: '1d',
      from: dividend - 5 * DAY_MS,
      to: dividend + 5 * DAY_MS,
    } as const;
    const plain = await drive(broker.fetchCandles(request));
    const adjusted = await drive(broker.fetchCandles({ ...request, adjusted: 2 }));
    expect(adjusted.map(({ openTime }) => openTime)).toEqual(plain.map(({ openTime }) => openTime));
    for (const [index, candle] of adjusted.entries()) {
      const { close, openTime } = plain[index] ?? candle;
      const factor = Number(candle.close) / Number(close);
      if (openTime >= dividend) expect(factor).toBeCloseTo(1, 3);
      else expect(factor).toBeCloseTo(0.94, 3);
    }
  });

  it.each([
    ['1w', '2025-12-05T20:30:00.000Z', 7],
    ['1M', '2025-11-21T20:30:00.000Z', 30],
    ['1q', '2025-09-22T20:30:00.000Z', 90],
  ] as const)(
    'default: %s candles begin where the period does, whatever the range cuts',
    async (interval, first, days) => {
      const { broker, drive } = await connected();
      const from = Date.parse(first);
      const candles = await drive(
        broker.fetchCandles({ symbol: SHARE, interval, from, to: START, adjusted: 3 }),
      );
      expect(iso(candles[0]?.openTime ?? 0)).toBe(first);
      expect(candles.map(({ closed }) => closed).lastIndexOf(true)).toBe(candles.length - 2);
      const gaps = candles
        .slice(1)
        .map(({ openTime }, index) => (openTime - (candles[index]?.openTime ?? 0)) / DAY_MS);
      for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(interval === '1w' ? 7 : days - 1);
      // A range that begins within a period does not have that period.
      const inner = await drive(
        broker.fetchCandles({ symbol: SHARE, interval, from: from + DAY_MS, to: START, adjusted: 3 }),
      );
      expect(inner.map(({ openTime, open, volume }) => [openTime, open, volume])).toEqual(
        candles.slice(1).map(({ openTime, open, volume }) => [openTime, open, volume]),
      );
    },
  );

  it.each([
    [{ interval: '1w' }, 'adjusted'],
    [{ interval: '1m', adjusted: 1 }, 'adjusted'],
    [{ interval: '1d', adjusted: 4 }, 'adjusted'],
    [{ interval: '5m' }, 'interval'],
  ])('error: %j is refused for %s', async (more, field) => {
    const { broker, drive } = await connected();
    const request = { symbol: SHARE, from: TODAY, to: START, ...more } as never;
    const error: unknown = await drive(broker.fetchCandles(request).catch((thrown: unknown) => thrown));
    expect(isValidationError(error) && error.field).toBe(field);
  });

  it('default: the assessment of a company, as the venue sends it', async () => {
    const { broker, drive } = await connected();
    const rows = await drive(broker.fetchCompanyAssessment({ symbol: 'ومعادن', date: '1404/10/17' }));
    expect(rows[0]).toMatchObject({
      companyId: '5',
      dateShamsi: '1404/10/17',
      companyScore: expect.any(String),
    });
  });
});

describe('answers that are none', () => {
  it.each([
    ['html', 200, isHttpStatusError],
    ['html', 502, isHttpStatusError],
  ] as const)('error: a page (%s) with %i is a typed error', async (_kind, status, is) => {
    const { broker, drive, emulator } = await connected();
    emulator.faults.html(status, { command: 'trades/realtime', times: 1 });
    await expect(drive(broker.fetchQuotes([SHARE]))).rejects.toSatisfy(is);
    expect(await drive(broker.fetchQuotes([SHARE]))).toHaveLength(1);
  });

  it('error: truncated, corrupt, endless and hanging answers', async () => {
    const { broker, drive, emulator } = await connected({}, { maxBodyBytes: 100_000 });
    const command = 'trades/realtime';
    const spoil = [
      () => emulator.faults.truncate(40, { command }),
      () => emulator.faults.corrupt(5, { command }),
      () => emulator.faults.giantBody(200_000, { command }),
      () => emulator.faults.hang(20, { command }),
      () => emulator.faults.applyThenDrop(command),
      () => emulator.faults.dropBeforeApply(command),
      () => emulator.faults.redirect('https://evil.example.test/', { command, times: 1 }),
      () => emulator.faults.envelope({ omit: ['state', 'status'] }, { command }),
    ];
    for (const [index, fault] of spoil.entries()) {
      fault();
      const error: unknown = await drive(broker.fetchQuotes([SHARE]).catch((thrown: unknown) => thrown));
      // The seed's repeated key is sent as text, which the last fault cannot change.
      if (index < spoil.length - 1) expect(isBrokerError(error), String(index)).toBe(true);
    }
  });

  it('error: an answer without state is a ProtocolError', async () => {
    const { broker, drive, emulator } = await connected({ repeatTrackId: false });
    emulator.faults.envelope({ omit: ['state'] }, { command: 'trades/realtime' });
    await expect(drive(broker.fetchQuotes([SHARE]))).rejects.toSatisfy(isProtocolError);
  });

  it.each([
    { envelope: 'status' },
    { keyCase: 'upper' },
    { keyCase: 'lower' },
    { singleRow: 'object' },
  ] as const)('behavior: a server with %j gives the same records', async (options) => {
    const [plain, other] = [await connected(), await connected(options)];
    const quotes = await plain.drive(plain.broker.fetchQuotes([SHARE]));
    // When each arrived is the affair of two clocks that each test drives by itself.
    const same = quotes.map((quote) => ({ ...quote, receivedTime: expect.any(Number) }));
    expect(await other.drive(other.broker.fetchQuotes([SHARE]))).toEqual(same);
  });

  it('behavior: values and fields that no document knows are kept apart', async () => {
    const { broker, drive, emulator } = await connected({}, { raw: true });
    emulator.faults.unknownEnum();
    const [quote] = await drive(broker.fetchQuotes([SHARE]));
    expect(quote).toMatchObject({ symbol: SHARE, raw: { Type: 'نو', newField: { a: 1 } } });
  });
});
