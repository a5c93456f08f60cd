import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { Session } from 'node:inspector/promises';
import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Flood } from './floods';
import type { Contender, Endpoints, FromContender, Measured, ToContender } from './messages';

/** In it the first values of a subscription arrive, which are not of the flood. */
const SETTLE_MS = 300;

/** Counts records once it was started, and tells when the last one is there. */
class Meter {
  #left = Number.POSITIVE_INFINITY;
  #cpu = process.cpuUsage();
  #began = 0;
  #records = 0;
  onLast: (measured: Measured) => void = () => {};

  readonly heard = (): void => {
    this.#left -= 1;
    if (this.#left === 0) this.#end();
    else if (this.#left === this.#records) this.#begin();
  };

  /** @param warmUp - records that come before the first one that counts */
  start(records: number, warmUp: number): void {
    globalThis.gc?.();
    this.#records = records;
    this.#left = records + warmUp;
    this.#begin();
  }

  #begin(): void {
    this.#began = performance.now();
    this.#cpu = process.cpuUsage();
  }

  /** How many records are missing. */
  get left(): number {
    return this.#left;
  }

  #end(): void {
    const { user, system } = process.cpuUsage(this.#cpu);
    this.onLast({
      cpuMs: (user + system) / 1000,
      wallMs: performance.now() - this.#began,
      records: this.#records,
      residentMb: process.memoryUsage.rss() / 2 ** 20,
    });
  }
}

/** What a program does that has no SDK: it parses every message. */
async function bare(flood: Flood, { bare: { url, port } }: Endpoints, heard: () => void): Promise<void> {
  let last: unknown;
  const take = (text: string): void => {
    last = JSON.parse(text);
    if (last !== undefined) heard();
  };
  if (flood.transport === 'tcp') {
    const socket = connectTcp({ port, host: '127.0.0.1' });
    socket.setEncoding('utf8');
    let rest = '';
    socket.on('data', (chunk: string) => {
      const texts = (rest + chunk).split('\n\n');
      rest = texts.pop() ?? '';
      for (const text of texts) take(text);
    });
    await new Promise((resolve) => socket.once('connect', resolve));
    return;
  }
  if (flood.transport === 'http') {
    void poll(url, heard).catch(fail);
    return;
  }
  const socket = new WebSocket(url);
  socket.on('message', (data) => take(String(data)));
  await new Promise((resolve) => socket.once('open', resolve));
}

/** Polls for good, a millisecond after each answer. */
async function poll(url: string, heard: () => void): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const body = JSON.stringify({ token: 'TOKEN' });
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  for (;;) {
    const text = await new Promise<string>((resolve, reject) => {
      const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
        answer.setEncoding('utf8');
        let all = '';
        answer.on('data', (chunk: string) => {
          all += chunk;
        });
        answer.on('end', () => resolve(all));
      });
      asked.on('error', reject);
      asked.end(body);
    });
    const answer = JSON.parse(text) as readonly unknown[] | { readonly data?: readonly unknown[] };
    const rows = Array.isArray(answer) ? answer : (answer as { readonly data?: readonly unknown[] }).data;
    for (const row of rows ?? []) if (row !== undefined) heard();
    await sleep(1);
  }
}

async function client(flood: Flood, { options }: Endpoints, heard: () => void): Promise<void> {
  if (flood.venue === 'xapi') {
    const { XapiClient } = await import('../../../src/venues/xapi');
    await flood.client?.(new XapiClient(options as never), heard);
    return;
  }
  if (flood.venue === 'poloniex') {
    const { PoloniexClient } = await import('../../../src/venues/poloniex');
    await flood.client?.(new PoloniexClient(options as never), heard);
  }
}

async function broker(
  flood: Flood,
  { options }: Endpoints,
  heard: () => void,
  how: 'listener' | 'forAwait',
): Promise<void> {
  if (flood.read !== undefined) {
    void readAgain(await connected(flood, options), flood.read as Read, heard).catch(fail);
    return;
  }
  const subscription = await subscribe(flood, options);
  if (subscription === undefined) throw new Error('The flood makes no records of a subscription');
  subscription.on('error', fail);
  if (how === 'listener') {
    let last: unknown;
    subscription.on('data', (record) => {
      last = record;
      if (last !== undefined) heard();
    });
    return;
  }
  void (async () => {
    let last: unknown;
    for await (const record of subscription) {
      last = record;
      if (last !== undefined) heard();
    }
  })().catch(fail);
}

type Read = (broker: object) => Promise<readonly unknown[]>;

/** Reads for good, a millisecond after each answer. */
async function readAgain(broker: object, read: Read, heard: () => void): Promise<void> {
  for (;;) {
    for (const record of await read(broker)) if (record !== undefined) heard();
    await sleep(1);
  }
}

/** Connects a broker. */
async function connected(flood: Flood, options: object): Promise<object> {
  const { ChpBroker } = await import('../../../src/venues/chp');
  const { PoloniexBroker } = await import('../../../src/venues/poloniex');
  const broker =
    flood.venue === 'chp' ? new ChpBroker(options as never) : new PoloniexBroker(options as never);
  broker.on('warning', warn);
  await broker.connect();
  return broker;
}

/** Connects a broker and subscribes. */
async function subscribe(flood: Flood, options: object) {
  if (flood.venue === 'xapi') {
    const { XapiBroker } = await import('../../../src/venues/xapi');
    const xapi = new XapiBroker(options as never);
    xapi.on('warning', warn);
    await xapi.connect();
    return flood.subscribe?.(xapi);
  }
  if (flood.venue === 'chp') {
    const { ChpBroker } = await import('../../../src/venues/chp');
    const chp = new ChpBroker(options as never);
    chp.on('warning', warn);
    await chp.connect();
    return flood.subscribe?.(chp);
  }
  const { PoloniexBroker } = await import('../../../src/venues/poloniex');
  const poloniex = new PoloniexBroker(options as never);
  poloniex.on('warning', warn);
  await poloniex.connect();
  return flood.subscribe?.(poloniex);
}

/** On standard error, where it does not disturb the table: a row with warnings does not measure the usual way. */
function warn({ code, message }: { readonly code: string; readonly message: string }): void {
  process.stderr.write(`${code}: ${message}\n`);
}

const tell = (message: FromContender): void => void process.send?.(message);

function fail(error: unknown): void {
  tell({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

const meter = new Meter();
let plan: Extract<ToContender, { type: 'connect' }>;
let profiler: Session | undefined;

async function connect(how: Contender, flood: Flood): Promise<void> {
  const { endpoints } = plan;
  if (how === 'bare') await bare(flood, endpoints, meter.heard);
  else if (how === 'client') await client(flood, endpoints, meter.heard);
  else await broker(flood, endpoints, meter.heard, how);
  await sleep(SETTLE_MS);
}

async function startProfile(): Promise<void> {
  profiler = new Session();
  profiler.connect();
  await profiler.post('Profiler.enable');
  await profiler.post('Profiler.setSamplingInterval', { interval: 200 });
  await profiler.post('Profiler.start');
}

async function finish(measured: Measured): Promise<void> {
  if (profiler !== undefined && plan.profile !== undefined) {
    const { profile } = await profiler.post('Profiler.stop');
    await writeFile(plan.profile, JSON.stringify(profile));
  }
  tell({ type: 'measured', measured });
}

process.on('message', (message: ToContender) => {
  if (message.type === 'connect') {
    plan = message;
    import('./floods')
      .then(({ floodOf }) => connect(plan.contender, floodOf(plan.flood)))
      .then(() => tell({ type: 'connected' }))
      .catch(fail);
    return;
  }
  meter.onLast = (measured) => void finish(measured).catch(fail);
  (plan.profile === undefined ? Promise.resolve() : startProfile())
    .then(() => {
      meter.start(plan.records, plan.warmUp);
      tell({ type: 'started' });
    })
    .catch(fail);
});
process.on('disconnect', () => process.exit());
process.on('SIGUSR2', () => process.stderr.write(`${meter.left} records are missing\n`));
