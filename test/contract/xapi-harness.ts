import type { OrderJournal } from '../../src';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { startEmulator, type XapiEmulator } from '../../src/emulators';
import {
  type ContractHarness,
  type ContractWorld,
  type HostileFrame,
  type LosableOperation,
  type Nonsense,
  type TimedRecord,
  type ValuedRecord,
  VirtualClock,
} from '../../src/testing';
import { ClockedWorld } from '../../src/testing/clocked-world';
import { XapiBroker } from '../../src/venues/xapi/broker';
import { XapiClient } from '../../src/venues/xapi/client/client';
import { profile } from '../../src/venues/xapi/profile';
import type { XapiBrokerOptions } from '../../src/venues/xapi/types/broker';
import { echoingVenue, type Recording } from './echo';
import { falsify, falsifyText } from './falsify';
import { changeRows, HOSTILE_ROWS } from './hostile-texts';
import { rewriteTimes } from './rewrite-times';

export type XapiTransport = 'tcp' | 'websocket';

const USER_ID = '880012345';
const PASSWORD = 'canary-"pa\\ss/word"-ż';
const WRONG_PASSWORD = 'canary-wrong-41c9';
const SYMBOL = 'EURUSD';

/** Records without a frame around them: 100,000 of a balance without figures. */
const PIECES = '{"command":"balance","data":{}}'.repeat(33_000);

/** Venue and broker share one clock: time passes only when the suite lets it. */
class XapiWorld extends ClockedWorld implements ContractWorld {
  readonly symbol = SYMBOL;
  readonly otherSymbol = 'GBPUSD';
  readonly unknownSymbol = 'EURXXX';
  readonly quantity = '0.1';
  readonly secrets = [USER_ID, PASSWORD, WRONG_PASSWORD];
  readonly silenceLimitMs = 10_000;
  readonly connections = ['main', 'stream'];
  readonly broker: XapiBroker;
  readonly #emulator: XapiEmulator;
  readonly #transport: XapiTransport;
  readonly #clients: XapiClient[] = [];

  constructor(clock: VirtualClock, emulator: XapiEmulator, transport: XapiTransport, offsetMs: number) {
    super(clock, offsetMs);
    this.#emulator = emulator;
    this.#transport = transport;
    this.broker = new XapiBroker(this.#options(PASSWORD));
  }

  requests(): number {
    return this.#emulator.orders.requests.filter(({ command }) => command !== 'ping').length;
  }

  logins(): number {
    return this.#emulator.orders.requests.filter(({ command }) => command === 'login').length;
  }

  executedOrders(): number {
    return this.#emulator.orders.ofKind('open', 'pending').length;
  }

  setPrice(symbol: string, bid: string, ask: string): void {
    this.#emulator.market.setPrice(symbol, bid, ask);
  }

  cutConnection(): void {
    this.#emulator.faults.reset();
  }

  goDown(): void {
    this.#emulator.faults.refuse();
    this.#emulator.faults.reset();
  }

  comeUp(): Promise<void> {
    return this.#emulator.faults.accept();
  }

  freeze(): void {
    this.#emulator.faults.freeze();
  }

  thaw(): void {
    this.#emulator.faults.thaw();
  }

  freezeConnection(name: 'main' | 'stream'): void {
    this.#emulator.faults.freeze({ side: name });
  }

  truncateReplyOnce(_operation: LosableOperation, bytes: number): void {
    this.#emulator.faults.truncate(bytes, { command: 'tradeTransaction', side: 'main' });
  }

  truncateEvents(times: number, bytes: number): void {
    for (const command of ['trade', 'tradeStatus'])
      this.#emulator.faults.truncate(bytes, { command, side: 'stream', times });
  }

  dropReplyOnce(): void {
    this.#emulator.faults.applyThenDrop('tradeTransaction');
  }

  dropRequestOnce(): void {
    this.#emulator.faults.dropBeforeApply('tradeTransaction');
  }

  /** 100 lots need a margin of more than the account has. */
  refusedOrder() {
    return { symbol: SYMBOL, side: 'buy', type: 'market', quantity: '90' } as const;
  }

  async placeExternalOrder(): Promise<string> {
    const client = new XapiClient(this.#options(PASSWORD));
    this.#clients.push(client);
    await client.connect();
    const { order } = await client.tradeTransaction({
      cmd: 2,
      type: 0,
      symbol: SYMBOL,
      volume: '0.2',
      price: '0.9',
      customComment: 'other program',
    });
    return order;
  }

  duplicateEvents(times: number): void {
    for (const event of ['trade', 'tradeStatus', 'balance'])
      this.#emulator.faults.duplicate(event, { times });
  }

  refuseAmbiguously(_operation: LosableOperation, { applied }: { readonly applied: boolean }): void {
    this.#emulator.faults.fail('tradeTransaction', 'EX003', { applied });
  }

  readonly checksLevels = true;

  slowLookUps(): void {
    this.#emulator.faults.latency(20_000, { side: 'main', command: 'tradeTransactionStatus' });
    for (const command of ['tradeStatus', 'trade'])
      this.#emulator.faults.latency(1000, { side: 'stream', command });
  }

  brokerOn(journal: OrderJournal): XapiBroker {
    return this.keep(new XapiBroker({ ...this.#options(PASSWORD), journal }));
  }

  farTimeOnce(kind: TimedRecord, time: number): boolean {
    const event = { quotes: 'tickPrices', book: 'tickPrices', candles: 'candle', balances: '', trades: '' }[
      kind as string
    ];
    if (event === '') return false;
    rewriteTimes(this.#emulator.faults, event ?? 'trade', ['timestamp', 'ctm', 'open_time'], String(time));
    return true;
  }

  misstateClockOnce(time: number): void {
    rewriteTimes(this.#emulator.faults, 'getServerTime', ['time'], String(time));
    rewriteTimes(this.#emulator.faults, 'keepAlive', ['timestamp'], String(time));
  }

  hostileFrame(kind: HostileFrame): number {
    const frame = `{"command":"tickPrices","data":${HOSTILE_ROWS[kind]}}`;
    this.#emulator.faults.rewrite('tickPrices', () => (kind === 'pieces' ? PIECES : frame));
    return kind === 'nested' || kind === 'longIntegers' ? 1 : 100;
  }

  spoilPrivateEvents(times: number): void {
    this.#emulator.faults.rewrite('trade', (text) => text.replace(/"volume":[^,}]*/, '"volume":"much"'), {
      times,
    });
  }

  losePrivateEvents(): void {
    const { faults } = this.#emulator;
    for (const event of ['trade', 'tradeStatus', 'balance', 'profit'])
      faults.dropEvent(event, { times: 1e6 });
  }

  refuseCandles(): void {
    this.#emulator.faults.fail('getChartLastRequest', 'EX003', { times: 1 });
  }

  answerInstruments(change: (rows: string) => string): void {
    this.#emulator.faults.rewrite('getAllSymbols', (text) => changeRows(text, 'returnData', change));
  }

  senseless(kind: ValuedRecord, how: Nonsense, times?: number): boolean {
    const wrong: Partial<Record<ValuedRecord, readonly [event: string, member: string, value: string]>> = {
      quotes: how === 'field' ? ['tickPrices', 'askVolume', '-5'] : ['tickPrices', 'bid', '-1.5'],
      book: ['tickPrices', 'bidVolume', '-5'],
      candles: ['candle', 'vol', '-5'],
      orders: ['trade', 'volume', '-0.3'],
      positions: ['trade', 'open_price', '-1.2'],
      balances: ['balance', 'margin', '-5'],
    };
    const [event, member, value] = wrong[kind] ?? [];
    if (event === undefined || member === undefined || value === undefined) return false;
    falsify(this.#emulator.faults, event, [member], how === 'infinite' ? '1e400' : value, times);
    return true;
  }

  senselessRead(kind: 'candles' | 'book'): boolean {
    if (kind === 'candles') falsify(this.#emulator.faults, 'getChartRangeRequest', ['vol'], '-5');
    else falsify(this.#emulator.faults, 'getTickPrices', ['bidVolume'], '-5');
    return true;
  }

  overfillOnce(): void {
    falsifyText(this.#emulator.faults, 'trade', (text) =>
      /"cmd":0\b/.test(text) && /"type":0\b/.test(text)
        ? text.replace(/"volume":[0-9.]+/, '"volume":0.3')
        : text,
    );
  }

  wrongCredentials(): XapiBroker {
    return new XapiBroker(this.#options(WRONG_PASSWORD));
  }

  /** Candles need a chart first, which is the one request of a stream that the venue answers. */
  readonly refusableStream = 'candles';

  refuseStreams(): void {
    this.#emulator.faults.fail('getChartLastRequest', 'BE115', { times: 1e6 });
  }

  acceptStreams(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  async refuseUnnamed<T>(open: () => Promise<T>): Promise<T> {
    const { faults } = this.#emulator;
    faults.dropEvent('tickPrices', { times: 2 });
    const opened = await open();
    const refusal = { status: false, errorCode: 'BE115', errorDescr: 'EUR' };
    faults.rawBytes(`${JSON.stringify(refusal)}\n\n`, { side: 'stream' });
    return opened;
  }

  readonly loginRefusals = [
    'BE005',
    'BE004',
    'BE118',
    'BE099',
    'EX004',
    'EX006',
    'EX007',
    'EX010',
    'EX017',
    'ZZ1',
  ];
  readonly refusalLatches = true;

  refuseLogins(refusal: string): void {
    this.#emulator.faults.fail('login', refusal, { times: 1e6 });
    this.#emulator.faults.kick();
  }

  kickLogins(): void {
    this.#emulator.faults.kickLogins();
    this.#emulator.faults.kick();
  }

  acceptLogins(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  echoSecrets() {
    return this.#echoing(USER_ID);
  }

  namedByNumber() {
    return this.#echoing('1000');
  }

  #echoing(userId: string) {
    const make = (recording: Recording) =>
      new XapiBroker({ ...this.#options(PASSWORD), ...recording, userId });
    return echoingVenue(this.#emulator.faults.rules, [userId, PASSWORD], make, {
      kept: ['status', 'customTag', 'command'],
      refusal(honest, text) {
        const { customTag } = JSON.parse(honest) as { customTag?: string };
        return JSON.stringify({ status: false, errorCode: text, errorDescr: text, customTag });
      },
    });
  }

  async dispose(): Promise<void> {
    await this.closeKept();
    for (const client of this.#clients) client.disconnect();
    await this.#emulator.close();
  }

  #options(password: string): XapiBrokerOptions {
    const { tcp, ws } = this.#emulator.endpoints;
    const endpoint =
      this.#transport === 'tcp'
        ? { host: tcp.host, mainPort: tcp.mainPort, streamPort: tcp.streamPort, tls: false }
        : { mainUrl: ws.main, streamUrl: ws.stream };
    return {
      ...endpoint,
      transport: this.#transport,
      userId: USER_ID,
      password,
      clock: this.brokerClock,
      random: seededRandom(7),
      logger: silentLogger,
    };
  }
}

/** The contract's view of an XAPI venue on loopback, over one of its transports. */
export function xapiHarness(transport: XapiTransport): ContractHarness {
  return {
    venue: 'xapi',
    features: profile.capabilities.features,
    async create({ clockOffsetMs = 0 } = {}) {
      const clock = new VirtualClock();
      const emulator = await startEmulator('xapi', {
        clock,
        seed: 11,
        accounts: [
          { userId: USER_ID, password: PASSWORD },
          { userId: '1000', password: PASSWORD },
        ],
        marketChecks: transport === 'tcp' ? 'reply' : 'status',
      });
      emulator.market.pause();
      return new XapiWorld(clock, emulator, transport, clockOffsetMs);
    },
  };
}
