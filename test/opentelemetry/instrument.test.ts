import { channel, tracingChannel } from 'node:diagnostics_channel';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, test } from 'vitest';
import { isOrderRejectedError, silentLogger, VirtualClock } from '../../src';
import { startEmulator } from '../../src/emulators';
import { type InstrumentOptions, instrument } from '../../src/opentelemetry';
import { PoloniexBroker } from '../../src/venues/poloniex';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The SDK of OpenTelemetry with exporters in memory, and the instrumentation on it. */
function telemetry(options: InstrumentOptions = {}) {
  const spans = new InMemorySpanExporter();
  const tracing = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 });
  const metrics = new MeterProvider({ readers: [reader] });
  const stop = instrument({ tracer: tracing.getTracer('t'), meter: metrics.getMeter('m'), ...options });
  ends.push(() => metrics.shutdown(), stop);
  return {
    stop,
    spans: () => spans.getFinishedSpans(),
    /** The values of a metric by the values of its attributes; of a histogram, how often and the sum. */
    async values(name: string): Promise<Readonly<Record<string, unknown>>> {
      await metrics.forceFlush();
      const all =
        exporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap(({ metrics: each }) => each) ?? [];
      const points = all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
      return Object.fromEntries(
        points.map(({ attributes, value }) => [
          Object.values(attributes).join(' '),
          typeof value === 'object' ? [value.count, value.sum] : value,
        ]),
      );
    },
    async descriptors(): Promise<readonly (readonly [name: string, unit: string])[]> {
      await metrics.forceFlush();
      const all =
        exporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap(({ metrics: each }) => each) ?? [];
      return all.map(({ descriptor }) => [descriptor.name, descriptor.unit] as const).sort();
    },
  };
}

/** A broker on an emulator and a virtual clock. */
async function trading() {
  const clock = new VirtualClock();
  const emulator = await startEmulator('poloniex', { clock });
  const { http, ws } = emulator.endpoints;
  const broker = new PoloniexBroker({
    clock,
    logger: silentLogger,
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...emulator.credentials,
  });
  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    work.then(done, done);
    await clock.advanceUntil(() => isDone);
    return work;
  };
  ends.push(
    () => emulator.close(),
    () => drive(broker.close()),
  );
  return { broker, clock, drive, emulator };
}

const order = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', quantity: '0.01', price: '20000' } as const;

describe('instrument', () => {
  test('default: calls are spans, with the class of an error and never its text', async () => {
    const { spans } = telemetry();
    const { broker, drive, emulator } = await trading();
    await drive(broker.connect());
    await drive(broker.placeOrder(order));
    emulator.faults.fail('createOrder', '21709');
    await expect(drive(broker.placeOrder(order))).rejects.toSatisfy(isOrderRejectedError);
    const [connect, placed, refused] = spans();
    expect([connect?.name, placed?.name]).toEqual(['connect poloniex', 'placeOrder poloniex']);
    expect(placed).toMatchObject({
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'venuekit.venue': 'poloniex',
        'venuekit.operation': 'placeOrder',
        'venuekit.request_id': expect.stringMatching(/^poloniex-\w+-\d+$/),
      },
    });
    expect(refused).toMatchObject({ status: { code: SpanStatusCode.ERROR }, events: [] });
    expect(refused?.status.message).toBeUndefined();
    expect(refused?.attributes).toMatchObject({ 'error.type': 'OrderRejectedError', 'venuekit.sent': true });
    const { apiKey, apiSecret } = emulator.credentials;
    const shown = JSON.stringify(spans().map(({ name, attributes, events }) => [name, attributes, events]));
    for (const hidden of [order.price, order.symbol, apiKey, apiSecret]) expect(shown).not.toContain(hidden);
  });

  test('args: errorMessages adds the error as an exception', async () => {
    const { spans } = telemetry({ errorMessages: true });
    const { broker, drive } = await trading();
    await drive(broker.fetchOpenOrders().catch(() => {}));
    expect(spans()[0]?.events[0]?.attributes).toMatchObject({
      'exception.type': 'NotConnectedError',
      'exception.message': expect.stringContaining('needs a connection'),
    });
  });

  test('behavior: durations, states, outcomes, gaps and reconnects are metrics', async () => {
    const { values, descriptors } = telemetry();
    const { broker, clock, drive, emulator } = await trading();
    await drive(broker.connect());
    expect(await values('venuekit.broker.count')).toMatchObject({ 'poloniex live': 1 });
    await drive(broker.placeOrder(order));
    emulator.faults.fail('createOrder', '21709');
    await drive(broker.placeOrder(order).catch(() => {}));
    emulator.faults.cut();
    await clock.advanceUntil(() => broker.status.state !== 'live');
    expect(await values('venuekit.broker.count')).toMatchObject({ 'poloniex live': 0 });
    await clock.advanceUntil(() => broker.status.state === 'live');

    expect(await values('venuekit.call.duration')).toEqual({
      'poloniex connect': [1, expect.any(Number)],
      'poloniex placeOrder': [1, expect.any(Number)],
      'poloniex placeOrder OrderRejectedError': [1, expect.any(Number)],
    });
    expect(await values('venuekit.order.outcomes')).toEqual({
      'poloniex placeOrder accepted': 1,
      'poloniex placeOrder rejected': 1,
    });
    expect(await values('venuekit.gaps')).toEqual({ 'poloniex broker': 1 });
    expect(await values('venuekit.reconnects')).toEqual({ poloniex: 1 });
    expect(await values('venuekit.broker.count')).toMatchObject({
      'poloniex live': 1,
      'poloniex syncing': 0,
    });
    await drive(broker.close());
    const counts = Object.values(await values('venuekit.broker.count'));
    expect(counts.every((count) => count === 0)).toBe(true);
    expect(await descriptors()).toEqual([
      ['venuekit.broker.count', '{broker}'],
      ['venuekit.call.duration', 's'],
      ['venuekit.gaps', '{gap}'],
      ['venuekit.order.outcomes', '{order}'],
      ['venuekit.reconnects', '{reconnect}'],
    ]);
  });

  test('behavior: records that a slow reader lost are counted, and warnings by code', async () => {
    const { values } = telemetry();
    const { broker, clock, drive, emulator } = await trading();
    await drive(broker.connect());
    const trades = await drive(broker.subscribe('trades', { symbols: ['BTC_USDT'], bufferSize: 2 }));
    await clock.advanceUntil(() => trades.dropped >= 3);
    expect(await values('venuekit.records.dropped')).toEqual({ 'poloniex trades': trades.dropped });
    broker.on('status', () => {
      throw new Error('a listener of the test');
    });
    emulator.faults.cut();
    await clock.advanceUntil(() => broker.status.state === 'reconnecting');
    expect(await values('venuekit.warnings')).toEqual({ 'poloniex listenerError': 1 });
    await clock.advanceUntil(() => broker.status.state === 'live');
    // Of the broker, and of its subscription.
    expect(await values('venuekit.gaps')).toEqual({
      'poloniex broker': 1,
      'poloniex subscription trades': 1,
    });
  });

  test('behavior: what it returns ends all of it', async () => {
    const { stop, spans, values } = telemetry();
    const { broker, drive } = await trading();
    await drive(broker.connect());
    stop();
    expect(Object.values(await values('venuekit.broker.count')).every((count) => count === 0)).toBe(true);
    await drive(broker.fetchQuotes(['BTC_USDT']));
    expect(spans().map(({ name }) => name)).toEqual(['connect poloniex']);
    const { start, asyncEnd } = tracingChannel('venuekit:call');
    const channels = [start, asyncEnd, channel('venuekit:status'), channel('venuekit:order')];
    expect(channels.map(({ hasSubscribers }) => hasSubscribers)).toEqual([false, false, false, false]);
  });

  test('behavior: a call that still runs when it ends has its span ended', async () => {
    const { stop, spans } = telemetry();
    const { broker, drive } = await trading();
    const connecting = broker.connect();
    stop();
    expect(spans().map(({ name }) => name)).toEqual(['connect poloniex']);
    await drive(connecting);
    expect(spans()).toHaveLength(1);
  });
});
