import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { type FinnotechEmulator, type FinnotechEmulatorOptions, startEmulator } from '../../src/emulators';
import {
  type ContractHarness,
  type ContractWorld,
  type HangingChannel,
  type HostileFrame,
  type Nonsense,
  type TimedRecord,
  type ValuedRecord,
  VirtualClock,
} from '../../src/testing';
import { ClockedWorld } from '../../src/testing/clocked-world';
import { FinnotechBroker } from '../../src/venues/finnotech/broker';
import { profile } from '../../src/venues/finnotech/profile';
import type { FinnotechBrokerOptions } from '../../src/venues/finnotech/types/broker';
import { echoingVenue, type Recording } from './echo';
import { falsify } from './falsify';
import { changeRows, HOSTILE_ROWS, withRows } from './hostile-texts';
import { rewriteTimes, wallText } from './rewrite-times';

const CLIENT_ID = 'contract-client';
const SECRET = 'canary-"pa\\ss/word"-ж';
const WRONG_SECRET = 'canary-wrong-41c9';
const NID = '9912345678';

const REFUSED = '{"status":"FAILED","error":{"code":"UNAUTHORIZED","message":"no such client"}}';

/** Saturday, 10 January 2026, 10:30 in Tehran: an hour and a half after the opening. */
const START = Date.UTC(2026, 0, 10, 7, 0);

/** Venue and broker share one clock: time passes only when the suite lets it. */
class FinnotechWorld extends ClockedWorld implements ContractWorld {
  readonly symbol = 'IRO1MADN0001';
  readonly otherSymbol = 'IRO1FOLD0001';
  readonly unknownSymbol = 'IRO1NONE0001';
  readonly quantity = '1';
  readonly secrets = [
    SECRET,
    WRONG_SECRET,
    NID,
    Buffer.from(`${CLIENT_ID}:${SECRET}`).toString('base64'),
    '.token',
  ];
  readonly broker: FinnotechBroker;
  readonly #emulator: FinnotechEmulator;

  constructor(clock: VirtualClock, emulator: FinnotechEmulator, offsetMs: number) {
    super(clock, offsetMs);
    this.#emulator = emulator;
    this.broker = new FinnotechBroker(this.#options(SECRET));
  }

  requests(): number {
    return this.#emulator.orders.requests.length;
  }

  logins(): number {
    return this.#emulator.orders.requests.filter(({ command }) => command === 'token').length;
  }

  /** The venue takes no orders. */
  executedOrders(): number {
    return 0;
  }

  setPrice(symbol: string, bid: string, ask: string): void {
    this.#emulator.market.setPrice(symbol, bid, ask);
  }

  /** HTTP has no connection to break: the venue is gone until the broker has noticed. */
  cutConnection(): void {
    this.goDown();
    const accept = ({ state }: { readonly state: string }): void => {
      if (state !== 'reconnecting') return;
      this.broker.off('status', accept);
      void this.comeUp();
    };
    this.broker.on('status', accept);
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

  hangPolls(channel: HangingChannel): boolean {
    if (channel === 'orders') return false;
    const purpose = channel === 'quotes' ? 'lastTrades' : 'minutes';
    this.#emulator.faults.dropBeforeApply(purpose, { drop: 'reply', times: 1e6 });
    return true;
  }

  answerPolls(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  dropReplyOnce(): void {}

  dropRequestOnce(): void {}

  refusedOrder(): never {
    throw new Error('The venue takes no orders');
  }

  farTimeOnce(kind: TimedRecord, time: number): boolean {
    if (kind !== 'quotes' && kind !== 'candles') return false;
    const tehran = wallText(time, 210).replaceAll('-', '/').replace('T', ' ');
    rewriteTimes(this.#emulator.faults, 'trades/realtime', ['TradeDateGre'], `"${tehran}"`);
    return true;
  }

  misstateClockOnce(time: number): void {
    this.#emulator.faults.headers({ date: new Date(time).toUTCString() });
  }

  rateLimitOnce(_operation: 'fetchCandles' | 'fetchAccounts', retryAfter: string): void {
    // Whichever it is: while no call runs the broker asks nothing for half a minute.
    const headers = { 'retry-after': retryAfter };
    this.#emulator.faults.status(429, { headers }, { times: 1 });
  }

  sockets(): number {
    return this.#emulator.connections().length;
  }

  hostileFrame(kind: HostileFrame): number {
    this.#emulator.faults.rewrite('trades/realtime', (text) => withRows(text, 'result', HOSTILE_ROWS[kind]));
    return 1;
  }

  refuseCandles(): void {
    const error = { code: 'VALIDATION_ERROR', message: 'invalid fromTime' };
    const body = JSON.stringify({ trackId: 'refused', status: 'FAILED', error });
    this.#emulator.faults.status(400, { body }, { command: 'trades/realtime', times: 1e6 });
  }

  answerInstruments(change: (rows: string) => string): void {
    this.#emulator.faults.rewrite('companiesIdInquiry', (text) => changeRows(text, 'result', change));
  }

  senseless(kind: ValuedRecord, how: Nonsense, times?: number): boolean {
    if (kind !== 'quotes' && kind !== 'candles') return false;
    const member = how === 'field' ? 'TradeVolume' : 'LastPrice';
    falsify(this.#emulator.faults, 'trades/realtime', [member], how === 'infinite' ? '1e400' : '-5', times);
    return true;
  }

  senselessRead(kind: 'candles' | 'book'): boolean {
    if (kind === 'book') return false;
    falsify(this.#emulator.faults, 'trades/realtime', ['MaxPrice'], '1');
    return true;
  }

  wrongCredentials(): FinnotechBroker {
    return new FinnotechBroker(this.#options(WRONG_SECRET));
  }

  readonly loginRefusals = ['401', '400', '403', '401 page', '400 page', '403 page'];

  refuseLogins(refusal: string): void {
    const [status, page] = refusal.split(' ');
    const { faults } = this.#emulator;
    for (const command of ['token', 'refreshToken']) {
      if (page) faults.html(Number(status), { command });
      else faults.status(Number(status), { body: REFUSED }, { command });
    }
    faults.expireToken();
  }

  acceptLogins(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  echoSecrets() {
    const make = (recording: Recording) => new FinnotechBroker({ ...this.#options(SECRET), ...recording });
    return echoingVenue(this.#emulator.faults.rules, [SECRET, NID], make, {
      kept: ['status', 'state'],
      refusal: (_honest, text) =>
        JSON.stringify({
          trackId: text,
          responseCode: text,
          status: 'FAILED',
          error: { code: text.slice(0, 200), message: text },
        }),
    });
  }

  async dispose(): Promise<void> {
    await this.#emulator.close();
  }

  #options(clientSecret: string): FinnotechBrokerOptions {
    return {
      baseUrl: this.#emulator.endpoints.http.url,
      clientId: CLIENT_ID,
      clientSecret,
      nid: NID,
      clock: this.brokerClock,
      random: seededRandom(7),
      // Far from the beginning of a case, so that its first half minute shows what the calls themselves send.
      pollDelayMs: 30_000,
      logger: silentLogger,
    };
  }
}

/** The contract's view of a Finnotech venue on loopback. */
export function finnotechHarness(options: FinnotechEmulatorOptions = {}): ContractHarness {
  return {
    venue: 'finnotech',
    features: profile.capabilities.features,
    async create({ clockOffsetMs = 0 } = {}) {
      const clock = new VirtualClock(START);
      const emulator = await startEmulator('finnotech', {
        clock,
        seed: 11,
        clients: [{ clientId: CLIENT_ID, clientSecret: SECRET, nid: NID }],
        ...options,
      });
      emulator.market.pause();
      return new FinnotechWorld(clock, emulator, clockOffsetMs);
    },
  };
}
