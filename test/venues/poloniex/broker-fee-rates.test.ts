import { describe, expect, test } from 'vitest';
import { toFeeRates } from '../../../src/venues/poloniex/map';
import { SYMBOL, World } from './broker-world';

const RATES = { makerFeeRate: '0.0005', takerFeeRate: '0.0015' };
const EMULATOR = { makerRate: '0.00050', takerRate: '0.00150' };

describe('fee rates of an instrument', () => {
  test('default: those of the account, read once an hour, without connect as well', async () => {
    await using world = await World.start({ emulator: EMULATOR });
    expect(await world.drive(world.broker.fetchInstrument(SYMBOL))).toMatchObject(RATES);
    const asked = () =>
      world.emulator.orders.requests.filter(({ command }) => command === 'getFeeInfo').length;
    await world.drive(world.broker.fetchInstruments());
    expect(asked()).toBe(1);
    await world.clock.advance(3_700_000);
    await world.drive(world.broker.fetchInstruments());
    expect(asked()).toBe(2);
  });

  test.each(['refused', 'not answered'])(
    'error: rates that are %s cost a warning, not the instruments',
    async (how) => {
      await using world = await World.start({ emulator: EMULATOR });
      const scope = { command: 'getFeeInfo', times: 1 } as const;
      if (how === 'refused') world.emulator.faults.status(500, {}, scope);
      else world.emulator.faults.hang(1, { ...scope, side: 'rest' });
      const begun = world.clock.monotonic();
      await world.drive(world.broker.connect());
      expect(world.clock.monotonic() - begun).toBeLessThan(5000);
      const instrument = await world.drive(world.broker.fetchInstrument(SYMBOL));
      expect(instrument).not.toHaveProperty('makerFeeRate');
      expect(world.warnings.map(({ code }) => code)).toContain('feeRates');
      await world.drive(world.broker.fetchInstruments());
      expect(await world.drive(world.broker.fetchInstrument(SYMBOL))).toMatchObject(RATES);
    },
  );

  test('behavior: symbols with rates of their own have those', () => {
    const special = { symbol: 'TRX_USDT', makerRate: '0.00', takerRate: '-0.0001' };
    const common = { trxDiscount: false, makerRate: '0.00145', takerRate: '0.00155', volume30D: '0.00' };
    const ratesOf = toFeeRates({ ...common, specialFeeRates: [special] });
    expect(ratesOf('BTC_USDT')).toEqual({ makerFeeRate: '0.00145', takerFeeRate: '0.00155' });
    expect(ratesOf('TRX_USDT')).toEqual({ makerFeeRate: '0', takerFeeRate: '-0.0001' });
  });
});
