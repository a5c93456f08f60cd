import { describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { startEmulator } from '../../src/emulators';
import { type BrokerOperations, createBroker, type FrameTapEvent } from '../../src/index';
import { VirtualClock } from '../../src/testing';

const LIMIT = { side: 'buy', type: 'limit', clientOrderId: '4711' } as const;

type Placer = Pick<BrokerOperations, 'placeOrder' | 'cancelOrder'> & {
  connect(): Promise<void>;
  close(): Promise<void>;
};
type Common = { clock: VirtualClock; tap(event: FrameTapEvent): void; logger: typeof silentLogger };

/** A broker of each venue on an emulator, and an order that rests. */
const VENUES = {
  async xapi(common: Common) {
    const emulator = await startEmulator('xapi', { clock: common.clock });
    const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
    const broker = await createBroker('xapi', { mainUrl, streamUrl, ...emulator.credentials, ...common });
    return { emulator, broker, order: { symbol: 'EURUSD', quantity: '0.1', price: '0.9' } };
  },
  async poloniex(common: Common) {
    const emulator = await startEmulator('poloniex', { clock: common.clock });
    const { http, ws } = emulator.endpoints;
    const broker = await createBroker('poloniex', {
      baseUrl: http.url,
      publicUrl: ws.public,
      privateUrl: ws.private,
      ...emulator.credentials,
      ...common,
    });
    return { emulator, broker, order: { symbol: 'BTC_USDT', quantity: '0.001', price: '20000' } };
  },
  async chp(common: Common) {
    const emulator = await startEmulator('chp', { clock: common.clock });
    const { host, port } = emulator.endpoints.http;
    const broker = await createBroker('chp', { host, port, ...emulator.credentials, ...common });
    return { emulator, broker, order: { symbol: 'GAZP', quantity: '10', price: '100' } };
  },
};

async function live(venue: keyof typeof VENUES) {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const tap = ({ direction, data }: FrameTapEvent): void => {
    if (direction === 'out') sent.push(data);
  };
  const { emulator, broker, order } = await VENUES[venue]({ clock, tap, logger: silentLogger });
  const placer = broker as Placer;
  emulator.market.pause();
  onTestFinished(async () => {
    await clock.drive(placer.close());
    await emulator.close();
  });
  await clock.drive(placer.connect());
  await clock.advance(1000);
  return { clock, sent, placer, request: { ...LIMIT, ...order } };
}

describe.each(['xapi', 'poloniex', 'chp'] as const)('an order of %s', (venue) => {
  test('behavior: has been handed to the network when placeOrder returns', async () => {
    const { clock, sent, placer, request } = await live(venue);
    const before = sent.length;
    const placing = placer.placeOrder(request);
    expect(sent.slice(before)).toEqual([expect.stringContaining('4711')]);
    expect(await clock.drive(placing)).toMatchObject({ clientOrderId: '4711', status: 'open' });
    expect(sent.filter((frame) => frame.includes('4711'))).toHaveLength(1);
  });

  test('behavior: its cancel has been handed to the network when cancelOrder returns', async () => {
    const { clock, sent, placer, request } = await live(venue);
    const { id } = await clock.drive(placer.placeOrder(request));
    await clock.advance(1000);
    const before = sent.length;
    const canceling = placer.cancelOrder({ id });
    expect(sent.slice(before)).toEqual([expect.stringContaining(id)]);
    expect(await clock.drive(canceling)).toMatchObject({ id, status: 'canceled' });
  });

  test('error: a cancel is not sent after an abort, or where the reference does not fit the order', async () => {
    const { clock, sent, placer, request } = await live(venue);
    const { id } = await clock.drive(placer.placeOrder(request));
    await clock.advance(1000);
    const before = sent.length;
    const controller = new AbortController();
    controller.abort();
    const canceling = placer.cancelOrder({ id }, { signal: controller.signal });
    await expect(clock.drive(canceling)).rejects.toMatchObject({ name: 'AbortedError', sent: false });
    const other = placer.cancelOrder({ id, symbol: 'OTHER' });
    await expect(clock.drive(other)).rejects.toMatchObject({ name: 'ValidationError', field: 'symbol' });
    expect(sent.slice(before).filter((frame) => frame.includes(id))).toEqual([]);
  });

  test('error: is not sent after an abort, or in the turn in which the broker is closed', async () => {
    const { clock, sent, placer, request } = await live(venue);
    const before = sent.length;
    const controller = new AbortController();
    controller.abort();
    await expect(
      clock.drive(placer.placeOrder(request, { signal: controller.signal })),
    ).rejects.toMatchObject({
      name: 'AbortedError',
      sent: false,
    });
    const closing = placer.close();
    await expect(placer.placeOrder(request)).rejects.toMatchObject({ sent: false });
    await clock.drive(closing);
    expect(sent.slice(before).filter((frame) => frame.includes('4711'))).toEqual([]);
  });
});
