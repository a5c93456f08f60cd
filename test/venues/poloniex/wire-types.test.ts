import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type * as account from '../../../src/venues/poloniex/types/account';
import type * as market from '../../../src/venues/poloniex/types/market';
import type { PoloniexSide } from '../../../src/venues/poloniex/types/open';
import type * as trading from '../../../src/venues/poloniex/types/trading';
import type * as wireAccount from '../../../src/venues/poloniex/wire/account';
import type * as marketArgs from '../../../src/venues/poloniex/wire/arguments-market';
import type * as smartArgs from '../../../src/venues/poloniex/wire/arguments-smart';
import type * as tradingArgs from '../../../src/venues/poloniex/wire/arguments-trading';
import type * as wireCurrency from '../../../src/venues/poloniex/wire/currency';
import type * as wireMarket from '../../../src/venues/poloniex/wire/market';
import type * as wireTrading from '../../../src/venues/poloniex/wire/trading';

/** What a schema gives, without the index signatures of loose objects. */
type Out<S extends z.ZodType> = Named<z.output<S>>;
type Named<T> = T extends readonly (infer Item)[]
  ? Named<Item>[]
  : T extends object
    ? { [K in keyof T as string extends K ? never : K]: Named<T[K]> }
    : T;

/** A hand-written record with its open lists as the plain types that a schema gives, and nothing read-only. */
type Plain<T> = [T] extends [PoloniexSide]
  ? T
  : T extends string
    ? string
    : T extends readonly (infer Item)[]
      ? Plain<Item>[]
      : T extends object
        ? { -readonly [K in keyof T]: Plain<T[K]> }
        : T;

describe('hand-written types', () => {
  it('default: market records are what their schemas give', () => {
    expectTypeOf<Out<typeof wireMarket.timestamp>>().toEqualTypeOf<Plain<market.PoloniexTimestamp>>();
    expectTypeOf<Out<typeof wireMarket.marketRecord>>().toEqualTypeOf<Plain<market.PoloniexMarket>>();
    expectTypeOf<Out<typeof wireMarket.priceRecord>>().toEqualTypeOf<Plain<market.PoloniexPrice>>();
    expectTypeOf<Out<typeof wireMarket.markPriceRecord>>().toEqualTypeOf<Plain<market.PoloniexMarkPrice>>();
    expectTypeOf<Out<typeof wireMarket.markPriceComponentsRecord>>().toEqualTypeOf<
      Plain<market.PoloniexMarkPriceComponents>
    >();
    expectTypeOf<Out<typeof wireMarket.tickerRecord>>().toEqualTypeOf<Plain<market.PoloniexTicker24h>>();
    expectTypeOf<Out<typeof wireMarket.orderBookRecord>>().toEqualTypeOf<Plain<market.PoloniexOrderBook>>();
    expectTypeOf<Out<typeof wireMarket.marketTradeRecord>>().toEqualTypeOf<
      Plain<market.PoloniexMarketTrade>
    >();
    expectTypeOf<Out<typeof wireCurrency.currencyRecord>>().toEqualTypeOf<Plain<market.PoloniexCurrency>>();
    expectTypeOf<Out<typeof wireCurrency.currencyV2Record>>().toEqualTypeOf<
      Plain<market.PoloniexCurrencyV2>
    >();
  });

  it('default: account and trading records are what their schemas give', () => {
    expectTypeOf<Out<typeof wireAccount.accountRecord>>().toEqualTypeOf<Plain<account.PoloniexAccount>>();
    expectTypeOf<Out<typeof wireAccount.accountBalancesRecord>>().toEqualTypeOf<
      Plain<account.PoloniexAccountBalances>
    >();
    expectTypeOf<Out<typeof wireAccount.feeInfoRecord>>().toEqualTypeOf<Plain<account.PoloniexFeeInfo>>();
    expectTypeOf<Out<typeof wireTrading.orderIds>>().toEqualTypeOf<Plain<trading.PoloniexOrderIds>>();
    expectTypeOf<Out<typeof wireTrading.orderRecord>>().toEqualTypeOf<Plain<trading.PoloniexOrder>>();
    expectTypeOf<Out<typeof wireTrading.smartOrderRecord>>().toEqualTypeOf<
      Plain<trading.PoloniexSmartOrder>
    >();
    expectTypeOf<Out<typeof wireTrading.cancelResult>>().toEqualTypeOf<Plain<trading.PoloniexCancelResult>>();
    expectTypeOf<Out<typeof wireTrading.tradeRecord>>().toEqualTypeOf<Plain<trading.PoloniexTrade>>();
    expectTypeOf<Out<typeof wireTrading.killSwitchRecord>>().toEqualTypeOf<
      Plain<trading.PoloniexKillSwitch>
    >();
    type Refusal = Extract<trading.PoloniexBatchRow, { readonly code: number }>;
    expectTypeOf<Out<typeof wireTrading.batchRefusal>>().toEqualTypeOf<Plain<Omit<Refusal, 'id'>>>();
  });

  it('default: arguments have the fields that their schemas take', () => {
    type Input<S extends z.ZodType> = keyof z.input<S>;
    expectTypeOf<Input<typeof marketArgs.symbolArguments>>().toEqualTypeOf<
      keyof market.PoloniexSymbolArguments
    >();
    expectTypeOf<Input<typeof marketArgs.candlesArguments>>().toEqualTypeOf<
      keyof market.PoloniexCandlesArguments
    >();
    expectTypeOf<Input<typeof marketArgs.orderBookArguments>>().toEqualTypeOf<
      keyof market.PoloniexOrderBookArguments
    >();
    expectTypeOf<Input<typeof marketArgs.marketTradesArguments>>().toEqualTypeOf<
      keyof market.PoloniexMarketTradesArguments
    >();
    expectTypeOf<Input<typeof marketArgs.currenciesArguments>>().toEqualTypeOf<
      keyof market.PoloniexCurrenciesArguments
    >();
    expectTypeOf<Input<typeof marketArgs.currencyArguments>>().toEqualTypeOf<
      keyof market.PoloniexCurrencyArguments
    >();
    expectTypeOf<Input<typeof tradingArgs.balancesArguments>>().toEqualTypeOf<
      keyof account.PoloniexBalancesArguments
    >();
    expectTypeOf<Input<typeof tradingArgs.createOrderArguments>>().toEqualTypeOf<
      keyof trading.PoloniexCreateOrderArguments
    >();
    expectTypeOf<Input<typeof tradingArgs.replaceOrderArguments>>().toEqualTypeOf<
      keyof trading.PoloniexReplaceOrderArguments
    >();
    expectTypeOf<Input<typeof tradingArgs.openOrdersArguments>>().toEqualTypeOf<
      keyof trading.PoloniexOpenOrdersArguments
    >();
    expectTypeOf<Input<typeof tradingArgs.orderHistoryArguments>>().toEqualTypeOf<
      keyof trading.PoloniexOrderHistoryArguments
    >();
    expectTypeOf<Input<typeof tradingArgs.cancelOrdersArguments>>().toEqualTypeOf<
      keyof trading.PoloniexCancelOrdersArguments
    >();
    expectTypeOf<Input<typeof tradingArgs.cancelAllArguments>>().toEqualTypeOf<
      keyof trading.PoloniexCancelAllArguments
    >();
    expectTypeOf<Input<typeof tradingArgs.tradesArguments>>().toEqualTypeOf<
      keyof trading.PoloniexTradesArguments
    >();
    expectTypeOf<Input<typeof tradingArgs.killSwitchArguments>>().toEqualTypeOf<
      keyof trading.PoloniexKillSwitchArguments
    >();
    expectTypeOf<Input<typeof smartArgs.createSmartOrderArguments>>().toEqualTypeOf<
      keyof trading.PoloniexCreateSmartOrderArguments
    >();
    expectTypeOf<Input<typeof smartArgs.replaceSmartOrderArguments>>().toEqualTypeOf<
      keyof trading.PoloniexReplaceSmartOrderArguments
    >();
    expectTypeOf<Input<typeof smartArgs.smartOrdersArguments>>().toEqualTypeOf<
      keyof trading.PoloniexSmartOrdersArguments
    >();
    expectTypeOf<Input<typeof smartArgs.smartOrderHistoryArguments>>().toEqualTypeOf<
      keyof trading.PoloniexSmartOrderHistoryArguments
    >();
  });
});
