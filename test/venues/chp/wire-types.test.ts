import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type * as account from '../../../src/venues/chp/types/account';
import type * as market from '../../../src/venues/chp/types/market';
import type * as trading from '../../../src/venues/chp/types/trading';
import type * as wireAccount from '../../../src/venues/chp/wire/account';
import type * as args from '../../../src/venues/chp/wire/arguments';
import type * as wireMarket from '../../../src/venues/chp/wire/market';
import type { symbolRecord } from '../../../src/venues/chp/wire/symbol';
import type * as wireTrading from '../../../src/venues/chp/wire/trading';

/** The named fields of what a loose schema gives, without its index signature. */
type Out<S extends z.ZodType> = {
  [K in keyof z.output<S> as string extends K ? never : K]: z.output<S>[K];
};

/** A hand-written record with its open lists as the plain types that a schema gives, and nothing read-only. */
type Plain<T> = { -readonly [K in keyof T]: T[K] extends number ? number : T[K] };

describe('hand-written types', () => {
  it('default: records are what their schemas give', () => {
    expectTypeOf<Out<typeof symbolRecord>>().toEqualTypeOf<Plain<market.ChpSymbol>>();
    expectTypeOf<Out<typeof wireMarket.barRecord>>().toEqualTypeOf<Plain<market.ChpBar>>();
    expectTypeOf<Out<typeof wireMarket.quoteRecord>>().toEqualTypeOf<Plain<market.ChpQuote>>();
    expectTypeOf<Out<typeof wireMarket.tickRecord>>().toEqualTypeOf<Plain<market.ChpTick>>();
    expectTypeOf<Out<typeof wireMarket.bidAskRecord>>().toEqualTypeOf<Plain<market.ChpBidAsk>>();
    expectTypeOf<Out<typeof wireTrading.orderAnswer>>().toEqualTypeOf<Plain<trading.ChpOrderAnswer>>();
    expectTypeOf<Out<typeof wireTrading.moveAnswer>>().toEqualTypeOf<Plain<trading.ChpMoveAnswer>>();
    expectTypeOf<Out<typeof wireTrading.orderRecord>>().toEqualTypeOf<Plain<trading.ChpOrder>>();
    expectTypeOf<Out<typeof wireTrading.ownTradeRecord>>().toEqualTypeOf<Plain<trading.ChpOwnTrade>>();
    expectTypeOf<Out<typeof wireAccount.portfolioRecord>>().toEqualTypeOf<Plain<account.ChpPortfolio>>();
    expectTypeOf<Out<typeof wireAccount.positionRecord>>().toEqualTypeOf<Plain<account.ChpPosition>>();
    expectTypeOf<Out<typeof wireAccount.accountRecord>>().toEqualTypeOf<Plain<account.ChpAccount>>();
    expectTypeOf<Out<typeof wireAccount.sessionOrder>>().toEqualTypeOf<Plain<account.ChpSessionOrder>>();
    expectTypeOf<Out<typeof wireAccount.sessionTrade>>().toEqualTypeOf<Plain<account.ChpSessionTrade>>();
    expectTypeOf<Out<typeof wireAccount.closedPosition>>().toEqualTypeOf<Plain<account.ChpClosedPosition>>();
  });

  it('default: arguments have the fields that their schemas take', () => {
    type Input<S extends z.ZodType> = keyof z.input<S>;
    expectTypeOf<Input<typeof args.barsArguments>>().toEqualTypeOf<keyof market.ChpBarsArguments>();
    expectTypeOf<Input<typeof args.tradesArguments>>().toEqualTypeOf<keyof market.ChpTradesArguments>();
    expectTypeOf<Input<typeof args.placeOrderArguments>>().toEqualTypeOf<
      keyof trading.ChpPlaceOrderArguments
    >();
    expectTypeOf<Input<typeof args.moveOrderArguments>>().toEqualTypeOf<
      keyof trading.ChpMoveOrderArguments
    >();
    expectTypeOf<Input<typeof args.cancelOrderArguments>>().toEqualTypeOf<
      keyof trading.ChpCancelOrderArguments
    >();
    expectTypeOf<Input<typeof args.portfolioDataArguments>>().toEqualTypeOf<
      keyof account.ChpPortfolioDataArguments
    >();
  });
});
