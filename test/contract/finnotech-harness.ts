import { type FinnotechEmulator, type FinnotechEmulatorOptions, startEmulator } from '../../src/emulators';
import {
  type ContractHarness,
  type ContractWorld,
  EmulatedHttpWorld,
  emulatedHarness,
  type Falsified,
  falsify,
  type HangingChannel,
  HOSTILE_ROWS,
  type HostileFrame,
  type Nonsense,
  type ProxyKind,
  rewriteTimes,
  type StreamedRecord,
  type WorldBrokerOptions,
  withRows,
} from '../../src/testing';
import { wallText } from '../../src/testing/emulated/rewrite-times';
import { FinnotechBroker } from '../../src/venues/finnotech/broker';
import { profile } from '../../src/venues/finnotech/profile';
import { proxiedVenue } from '../setup/proxied-venue';

const CLIENT_ID = 'contract-client';
const SECRET = 'canary-"pa\\ss/word"-ж';
const WRONG_SECRET = 'canary-wrong-41c9';
const NID = '9912345678';

const REFUSED = '{"status":"FAILED","error":{"code":"UNAUTHORIZED","message":"no such client"}}';

/** Saturday, 10 January 2026, 10:30 in Tehran: an hour and a half after the opening. */
const START = Date.UTC(2026, 0, 10, 7, 0);

/** The venue takes no orders, and opens nothing: its channels are polls alone, so that no reopening can be refused. */
class FinnotechWorld extends EmulatedHttpWorld<FinnotechBroker, FinnotechEmulator> implements ContractWorld {
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
  // Whichever read it is that is limited: while no call runs the broker asks nothing for half a minute.
  protected readonly commands = {
    login: 'token',
    keepAlive: [],
    instruments: ['companiesIdInquiry', 'result'],
  } as const;
  protected readonly wrong = { clientSecret: WRONG_SECRET };

  /** HTTP has no connection to break: the venue is gone until the broker has noticed. */
  override cutConnection(): void {
    this.goDown();
    const accept = ({ state }: { readonly state: string }): void => {
      if (state !== 'reconnecting') return;
      this.broker.off('status', accept);
      void this.comeUp();
    };
    this.broker.on('status', accept);
  }

  hangPolls(channel: HangingChannel): boolean {
    if (channel === 'orders') return false;
    const purpose = channel === 'quotes' ? 'lastTrades' : 'minutes';
    this.faults.dropBeforeApply(purpose, { drop: 'reply', times: 1e6 });
    return true;
  }

  refusedOrder(): never {
    throw new Error('The venue takes no orders');
  }

  farTimeOnce(kind: StreamedRecord, time: number): boolean {
    if (kind !== 'quotes' && kind !== 'candles') return false;
    const tehran = wallText(time, 210).replaceAll('-', '/').replace('T', ' ');
    rewriteTimes(this.faults, 'trades/realtime', ['TradeDateGre'], `"${tehran}"`);
    return true;
  }

  misstateClockOnce(time: number): void {
    this.faults.headers({ date: new Date(time).toUTCString() });
  }

  hostileFrame(kind: HostileFrame): number {
    this.faults.rewrite('trades/realtime', (text) => withRows(text, 'result', HOSTILE_ROWS[kind]));
    return 1;
  }

  refuseCandles(): void {
    const error = { code: 'VALIDATION_ERROR', message: 'invalid fromTime' };
    const body = JSON.stringify({ trackId: 'refused', status: 'FAILED', error });
    this.faults.status(400, { body }, { command: 'trades/realtime', times: 1e6 });
  }

  protected falsified(kind: StreamedRecord, how: Nonsense): Falsified | undefined {
    if (kind !== 'quotes' && kind !== 'candles') return undefined;
    return ['trades/realtime', how === 'field' ? 'TradeVolume' : 'LastPrice', '-5'];
  }

  senselessRead(kind: 'candles' | 'book'): boolean {
    if (kind === 'book') return false;
    falsify(this.faults, 'trades/realtime', ['MaxPrice'], '1');
    return true;
  }

  readonly loginRefusals = ['401', '400', '403', '401 page', '400 page', '403 page'];

  refuseLogins(refusal: string): void {
    const [status, page] = refusal.split(' ');
    const { faults } = this.emulator;
    for (const command of ['token', 'refreshToken'] as const) {
      if (page) faults.html(Number(status), { command });
      else faults.status(Number(status), { body: REFUSED }, { command });
    }
    faults.expireToken();
  }

  echoSecrets() {
    return this.echoing([SECRET, NID], {
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

  behindProxy(kind: ProxyKind) {
    return proxiedVenue(kind, (options) => this.createBroker(this.brokerOptions, options));
  }

  protected createBroker(options: WorldBrokerOptions, given: object): FinnotechBroker {
    return new FinnotechBroker({
      baseUrl: this.emulator.endpoints.http.url,
      clientId: CLIENT_ID,
      clientSecret: SECRET,
      nid: NID,
      // Far from the beginning of a case, so that its first half minute shows what the calls themselves send.
      pollDelayMs: 30_000,
      ...options,
      ...given,
    });
  }
}

/** The contract's view of a Finnotech venue on loopback. */
export function finnotechHarness(more: FinnotechEmulatorOptions = {}): ContractHarness {
  return emulatedHarness<FinnotechEmulator>({
    profile,
    startTime: START,
    start: (options) =>
      startEmulator('finnotech', {
        ...options,
        clients: [{ clientId: CLIENT_ID, clientSecret: SECRET, nid: NID }],
        ...more,
      }),
    world: (...terms) => new FinnotechWorld(...terms),
  });
}
