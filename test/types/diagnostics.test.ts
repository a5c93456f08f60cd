import { beforeAll, describe, expect, test } from 'vitest';
import { diagnose } from './support/diagnostics';

const HEADER = `
import type { Broker, PlaceOrderRequest } from '../../src/broker';
import { supports } from '../../src/broker';
import type { ChpPlaceOrderRequest } from '../../src/venues/chp/types/broker';
import type { PoloniexPlaceOrderRequest } from '../../src/venues/poloniex/types/broker';
import type { XapiPlaceOrderRequest } from '../../src/venues/xapi/types/broker';
declare const broker: Broker;
declare const side: 'buy' | 'sell';
declare const type: 'limit' | 'market';
declare const price: string;
declare function place(request: PlaceOrderRequest): void;
declare function chp(request: ChpPlaceOrderRequest): void;
declare function poloniex(request: PoloniexPlaceOrderRequest): void;
declare function xapi(request: XapiPlaceOrderRequest): void;
`;
const B = "symbol: 'X', side: 'buy'";
const S = "symbol: 'X', side: 'sell'";

/** A rule, a call that breaks it, and what the compiler's error must hold. */
const REFUSED: readonly (readonly [string, string, ...(string | RegExp)[]])[] = [
  [
    'a limit has a price',
    `place({ ${B}, type: 'limit', quantity: 1 })`,
    "Property 'price' is missing",
    "required in type 'WithPrice'",
  ],
  [
    'a market order has none',
    `place({ ${B}, type: 'market', quantity: 1, price: 1 })`,
    "Types of property 'price' are incompatible",
  ],
  [
    'a stop has a trigger',
    `place({ ${B}, type: 'stop', quantity: 1 })`,
    "Property 'stopPrice' is missing",
    "required in type 'WithStopPrice'",
  ],
  [
    'a stop limit has both',
    `place({ ${B}, type: 'stopLimit', quantity: 1, stopPrice: 1 })`,
    "Property 'price' is missing",
  ],
  [
    'a limit has no trigger',
    `place({ ${B}, type: 'limit', quantity: 1, price: 1, stopPrice: 1 })`,
    'stopPrice',
    "not assignable to type 'undefined'",
  ],
  [
    'one of quantity and quoteQuantity is there',
    `place({ ${B}, type: 'market' })`,
    /Property '(quantity|quoteQuantity)' is missing/,
  ],
  [
    'not both',
    `place({ ${B}, type: 'market', quantity: 1, quoteQuantity: 1 })`,
    "Types of property 'quoteQuantity' are incompatible",
  ],
  [
    'gtd has an expiry',
    `place({ ${B}, type: 'limit', quantity: 1, price: 1, timeInForce: 'gtd' })`,
    "Property 'expireTime' is missing",
    "required in type 'WithExpiry'",
  ],
  [
    'an expiry is of gtd',
    `place({ ${B}, type: 'limit', quantity: 1, price: 1, expireTime: 1 })`,
    "Property 'timeInForce' is missing",
    "required in type 'WithExpiry'",
  ],
  [
    'a market order does not expire',
    `place({ ${B}, type: 'market', quantity: 1, timeInForce: 'gtd', expireTime: 1 })`,
    'gtd',
  ],
  ['postOnly has a price', `place({ ${B}, type: 'market', quantity: 1, postOnly: true })`, 'postOnly'],
  [
    'postOnly may rest',
    `place({ ${B}, type: 'limit', quantity: 1, price: 1, postOnly: true, timeInForce: 'ioc' })`,
    'Type \'"ioc"\' is not assignable',
  ],
  ['a member of another library', `place({ ${B}, type: 'market', amount: 1 })`, "'amount' does not exist"],
  [
    'xapi: no amount to spend',
    `xapi({ ${B}, type: 'market', quoteQuantity: 1 })`,
    /quoteQuantity.*\n?.*to type 'undefined'/,
  ],
  ['xapi: no stopLimit', `xapi({ ${B}, type: 'stopLimit', quantity: 1, price: 1, stopPrice: 1 })`, 'type'],
  [
    'xapi: every order opens',
    `xapi({ ${B}, type: 'market', quantity: 1, positionEffect: 'open' })`,
    /^positionEffect: Type 'string' is not assignable to type 'undefined'/,
  ],
  ['xapi: a limit has a price', `xapi({ ${B}, type: 'limit', quantity: 1 })`, "Property 'price' is missing"],
  [
    'xapi: gtd has an expiry',
    `xapi({ ${B}, type: 'stop', quantity: 1, stopPrice: 1, timeInForce: 'gtd' })`,
    "Property 'expireTime' is missing",
  ],
  [
    'chp: no stop loss',
    `chp({ ${B}, type: 'market', quantity: 1, stopLoss: 1 })`,
    /^stopLoss: .*to type 'undefined'/,
  ],
  ['chp: no postOnly', `chp({ ${B}, type: 'limit', quantity: 1, price: 1, postOnly: true })`, 'postOnly'],
  [
    'chp: day and gtc only',
    `chp({ ${B}, type: 'limit', quantity: 1, price: 1, timeInForce: 'ioc' })`,
    '\'"ioc"\' is not assignable',
  ],
  [
    'poloniex: a market buy by quantity',
    `poloniex({ ${B}, type: 'market', quantity: 1 })`,
    "type 'PoloniexPlaceOrderRequest'",
    "Types of property 'quantity' are incompatible",
  ],
  [
    'poloniex: a buy stop by quantity',
    `poloniex({ ${B}, type: 'stop', stopPrice: 1, quantity: 1 })`,
    "Types of property 'quantity' are incompatible",
  ],
  [
    'poloniex: a market sell by amount',
    `poloniex({ ${S}, type: 'market', quoteQuantity: 1 })`,
    "Types of property 'quoteQuantity' are incompatible",
  ],
  [
    'poloniex: a limit by amount',
    `poloniex({ ${B}, type: 'limit', price: 1, quoteQuantity: 1 })`,
    "Types of property 'quoteQuantity' are incompatible",
  ],
  [
    'poloniex: a stop limit that is postOnly',
    `poloniex({ ${B}, type: 'stopLimit', price: 1, stopPrice: 1, quantity: 1, postOnly: true })`,
    "Types of property 'postOnly' are incompatible",
  ],
  [
    'poloniex: an account',
    `poloniex({ ${B}, type: 'limit', price: 1, quantity: 1, account: 'a' })`,
    "Type 'string' is not assignable to type 'undefined'",
  ],
  [
    'a channel that is not common',
    "broker.subscribe('trades', { symbols: ['X'] })",
    '"use supports(broker, \'subscribe:<channel>\') first"',
  ],
  [
    'a channel without symbols',
    "broker.subscribe('orders', {})",
    '"use supports(broker, \'subscribe:<channel>\') first"',
  ],
  [
    'a channel with options',
    "broker.subscribe('candles', { symbols: ['X'], interval: '1m' })",
    'UseSupportsFirst',
  ],
  [
    'an operation that is not common',
    'broker.placeOrder({})',
    "'placeOrder' does not exist on type 'Broker'",
  ],
];

/** What must compile, however it is built. */
const TAKEN: readonly string[] = [
  `place({ ${B}, type: 'limit', quantity: '1', price: '1', timeInForce: 'ioc' })`,
  `place({ ${B}, type: 'limit', quantity: 1, price: 1, timeInForce: 'gtd', expireTime: new Date(), postOnly: true })`,
  `place({ ${B}, type: 'takeProfit', quoteQuantity: 1, stopPrice: 1, timeInForce: 'gtd', expireTime: 1 })`,
  "place({ symbol: 'X', side, quantity: 1, ...(type === 'limit' ? { type, price } : { type }) })",
  "const terms = type === 'limit' ? { type, price } : { type }; xapi({ symbol: 'X', side, quantity: 1, ...terms })",
  "declare const like: 'stop' | 'takeProfit'; place({ symbol: 'X', side, type: like, quantity: 1, stopPrice: 1 })",
  "declare const postOnly: boolean; place({ symbol: 'X', side, type: 'limit', quantity: 1, price, postOnly })",
  "declare const id: string | undefined; xapi({ symbol: 'X', side, type: 'market', quantity: 1, clientOrderId: id })",
  'declare const request: PoloniexPlaceOrderRequest; place(request)',
  'declare const request: XapiPlaceOrderRequest; place(request)',
  'declare const request: ChpPlaceOrderRequest; place(request)',
  "poloniex({ symbol: 'X', side, type: 'limit', quantity: 1, price, postOnly: true })",
  "poloniex({ symbol: 'X', type: 'market', ...(side === 'buy' ? { side, quoteQuantity: 1 } : { side, quantity: 1 }) })",
  `poloniex({ ${B}, type: 'stop', stopPrice: 1, quoteQuantity: 1 })`,
  `chp({ ${B}, type: 'limit', quantity: 1, price: 1, positionEffect: 'close', account: 'a' })`,
  "const market = { symbol: 'X', side, type: 'market', quantity: 1 } as const; place(market); xapi(market); chp(market)",
  "broker.subscribe('quotes', { symbols: ['X'] }).then(async (quotes) => { for await (const { bid } of quotes) bid; })",
  "if (supports(broker, 'subscribe:trades')) void broker.subscribe('trades', { symbols: ['X'] })",
  "if (supports(broker, 'placeOrder')) void broker.placeOrder({ symbol: 'X', side, type: 'market', quantity: 1 })",
];

describe('what the compiler says', () => {
  let texts: readonly string[] = [];
  beforeAll(() => {
    texts = diagnose(HEADER, [...REFUSED.map(([, snippet]) => snippet), ...TAKEN]);
  }, 120_000);

  test.each(REFUSED.map((row, index) => [row[0], index, row.slice(2)] as const))(
    'error: %s',
    (_rule, index, expected) => {
      for (const part of expected) expect(texts[index]).toMatch(part);
    },
  );

  test.each(TAKEN.map((snippet, index) => [snippet, index] as const))('default: %s', (_snippet, index) => {
    expect(texts[REFUSED.length + index]).toBe('');
  });
});
