import { LarkBroker } from '../../../examples/own-venue';
import { startLark } from '../../../examples/own-venue/emulator';
import { type Broker, createBroker, type FetchesOrder, type PlacesOrders, silentLogger } from '../../../src';
import { startEmulator } from '../../../src/emulators';

/** A venue with orders, on its emulator. */
export interface TradingWorld {
  readonly broker: Broker & PlacesOrders & FetchesOrder;
  /** A buy that rests, and a price at which it rests still. */
  readonly order: { readonly symbol: string; readonly quantity: string; readonly price: string };
  readonly otherPrice: string;
  /** Moves the market so far down that the buy is filled. */
  fall(): void;
  /** Breaks every connection. */
  reset(): void;
  close(): Promise<void>;
}

const quick = { reconnect: { baseMs: 1, maxMs: 50 }, logger: silentLogger };

/** Every venue that takes orders, and one from outside, which has no `modifyOrder`. */
export const TRADING_VENUES: Readonly<Record<string, () => Promise<TradingWorld>>> = {
  async chp() {
    const emulator = await startEmulator('chp', { seed: 11 });
    const { host, port } = emulator.endpoints.http;
    const options = { host, port, ...quick, pollIntervalMs: 100, ...emulator.credentials };
    return {
      broker: (await createBroker('chp', options)) as unknown as TradingWorld['broker'],
      order: { symbol: 'GAZP', quantity: '10', price: '100' },
      otherPrice: '101',
      fall: () => emulator.market.setPrice('GAZP', '90', '90.01'),
      reset: () => emulator.faults.reset(),
      close: () => emulator.close(),
    };
  },
  async xapi() {
    const emulator = await startEmulator('xapi', { seed: 11 });
    const { main, stream } = emulator.endpoints.ws;
    const options = { mainUrl: main, streamUrl: stream, ...quick, ...emulator.credentials };
    return {
      broker: (await createBroker('xapi', options)) as unknown as TradingWorld['broker'],
      order: { symbol: 'EURUSD', quantity: '0.1', price: '0.9' },
      otherPrice: '0.91',
      fall: () => emulator.market.setPrice('EURUSD', '0.8', '0.8001'),
      reset: () => emulator.faults.reset(),
      close: () => emulator.close(),
    };
  },
  async poloniex() {
    const emulator = await startEmulator('poloniex', { seed: 11 });
    const { http, ws } = emulator.endpoints;
    const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
    const options = { ...urls, ...quick, ...emulator.credentials };
    return {
      broker: (await createBroker('poloniex', options)) as unknown as TradingWorld['broker'],
      order: { symbol: 'BTC_USDT', quantity: '0.01', price: '20000' },
      otherPrice: '20100',
      fall: () => emulator.market.setPrice('BTC_USDT', '15000', '15001'),
      reset: () => emulator.faults.reset(),
      close: () => emulator.close(),
    };
  },
  async lark() {
    const credentials = { apiKey: 'key', apiSecret: 'secret' };
    const emulator = await startLark({ seed: 11, ...credentials });
    const options = { ...emulator.endpoints, ...quick, ...credentials };
    return {
      broker: new LarkBroker(options) as unknown as TradingWorld['broker'],
      order: { symbol: 'BTC-EUR', quantity: '0.01', price: '20000' },
      otherPrice: '20100',
      fall: () => emulator.market.setPrice('BTC-EUR', '15000', '15001'),
      reset: () => emulator.faults.reset(),
      close: () => emulator.close(),
    };
  },
};
