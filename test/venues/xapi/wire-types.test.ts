import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type * as account from '../../../src/venues/xapi/types/account';
import type * as information from '../../../src/venues/xapi/types/information';
import type * as market from '../../../src/venues/xapi/types/market';
import type { StreamRecords } from '../../../src/venues/xapi/types/stream';
import type * as trading from '../../../src/venues/xapi/types/trading';
import type * as wireAccount from '../../../src/venues/xapi/wire/account';
import type * as wireArguments from '../../../src/venues/xapi/wire/arguments';
import type * as wireChart from '../../../src/venues/xapi/wire/chart';
import type * as wireInformation from '../../../src/venues/xapi/wire/information';
import type { streamSchemas } from '../../../src/venues/xapi/wire/stream';
import type { symbolRecord } from '../../../src/venues/xapi/wire/symbol';
import type * as wireTick from '../../../src/venues/xapi/wire/tick';
import type * as wireTrade from '../../../src/venues/xapi/wire/trade';

/** The named fields of what a loose schema gives, without its index signature, all the way down. */
type Named<T> = T extends readonly (infer Item)[]
  ? Named<Item>[]
  : T extends object
    ? { [K in keyof T as string extends K ? never : K]: Named<T[K]> }
    : T;
type Out<S extends z.ZodType> = Named<z.output<S>>;

/** A hand-written type with its open lists as the plain types that a schema gives, and nothing read-only. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? T extends number
      ? number
      : T extends string
        ? string
        : { -readonly [K in keyof T]: Plain<T[K]> }
    : T extends number
      ? number
      : T extends string
        ? string
        : T;

/** Fields that callers may leave out or set to undefined. */
type Input<S extends z.ZodType> = keyof z.input<S>;

describe('hand-written types', () => {
  it('default: records are what their schemas give', () => {
    expectTypeOf<Out<typeof symbolRecord>>().toEqualTypeOf<Plain<market.SymbolRecord>>();
    expectTypeOf<Out<typeof wireTick.tickPrices>>().toEqualTypeOf<Plain<market.TickPrices>>();
    expectTypeOf<Out<typeof wireChart.chart>>().toEqualTypeOf<Plain<market.Chart>>();
    expectTypeOf<Out<typeof wireInformation.stepRuleRecord>>().toEqualTypeOf<Plain<market.StepRuleRecord>>();
    expectTypeOf<Out<typeof wireInformation.tradingHoursRecord>>().toEqualTypeOf<
      Plain<market.TradingHoursRecord>
    >();
    expectTypeOf<Out<typeof wireInformation.calendarRecord>>().toEqualTypeOf<
      Plain<information.CalendarRecord>
    >();
    expectTypeOf<Out<typeof wireInformation.newsTopicRecord>>().toEqualTypeOf<
      Plain<information.NewsTopicRecord>
    >();
    expectTypeOf<Out<typeof wireInformation.serverTime>>().toEqualTypeOf<Plain<information.ServerTime>>();
    expectTypeOf<Out<typeof wireInformation.version>>().toEqualTypeOf<Plain<information.Version>>();
    expectTypeOf<Out<typeof wireAccount.currentUserData>>().toEqualTypeOf<Plain<account.CurrentUserData>>();
    expectTypeOf<Out<typeof wireAccount.marginLevel>>().toEqualTypeOf<Plain<account.MarginLevel>>();
    expectTypeOf<Out<typeof wireAccount.marginTrade>>().toEqualTypeOf<Plain<account.MarginTrade>>();
    expectTypeOf<Out<typeof wireAccount.commissionDef>>().toEqualTypeOf<Plain<account.CommissionDef>>();
    expectTypeOf<Out<typeof wireAccount.profitCalculation>>().toEqualTypeOf<
      Plain<account.ProfitCalculation>
    >();
    expectTypeOf<Out<typeof wireAccount.ibRecord>>().toEqualTypeOf<Plain<account.IbRecord>>();
    expectTypeOf<Out<typeof wireTrade.tradeRecord>>().toEqualTypeOf<Plain<trading.TradeRecord>>();
    expectTypeOf<Out<typeof wireTrade.tradeTransactionReceipt>>().toEqualTypeOf<
      Plain<trading.TradeTransactionReceipt>
    >();
    expectTypeOf<Out<typeof wireTrade.tradeTransactionStatus>>().toEqualTypeOf<
      Plain<trading.TradeTransactionStatus>
    >();
  });

  it('default: stream records are what their schemas give', () => {
    type Given = { -readonly [C in keyof typeof streamSchemas]: Out<(typeof streamSchemas)[C]> };
    expectTypeOf<Given>().toEqualTypeOf<Plain<StreamRecords>>();
  });

  it('default: arguments have the fields that their schemas take', () => {
    expectTypeOf<Input<typeof wireArguments.tradeTransInfo>>().toEqualTypeOf<keyof trading.TradeTransInfo>();
    expectTypeOf<Input<typeof wireArguments.chartRangeArguments>>().toEqualTypeOf<
      keyof market.ChartRangeInfoRecord
    >();
    expectTypeOf<Input<typeof wireArguments.chartLastArguments>>().toEqualTypeOf<
      keyof market.ChartLastInfoRecord
    >();
    expectTypeOf<Input<typeof wireArguments.tickPricesArguments>>().toEqualTypeOf<
      keyof market.TickPricesArguments
    >();
    expectTypeOf<Input<typeof wireArguments.profitArguments>>().toEqualTypeOf<
      keyof account.ProfitCalculationArguments
    >();
    expectTypeOf<Input<typeof wireArguments.volumeArguments>>().toEqualTypeOf<
      keyof account.VolumeArguments
    >();
  });
});
