import { type SocketTerms, VenueSocket } from 'venuekit/emulators';
import { type LarkExchange, LarkRefusal } from './exchange';
import { candleOf, checkSignature, tickerOf } from './routes';

const MINUTE_MS = 60_000;

/** A frame of a client. */
interface Frame {
  readonly id: string;
  readonly op: string;
  readonly channel?: string;
  readonly symbol?: string;
  readonly key?: string;
  readonly time?: string;
  readonly signature?: string;
}

/** One WebSocket of either side. */
export class LarkSocket extends VenueSocket {
  readonly #exchange: LarkExchange;
  /** What ends each subscription, by channel and symbol. */
  readonly #subscriptions = new Map<string, () => void>();
  readonly #kicked = (): void => this.finish();

  constructor(exchange: LarkExchange, terms: SocketTerms) {
    super(terms, exchange.context, Number.POSITIVE_INFINITY);
    this.#exchange = exchange;
  }

  protected giant(bytes: number): string {
    return JSON.stringify({ channel: 'x'.repeat(bytes) });
  }

  protected receive(bytes: Buffer): void {
    const { faults } = this.#exchange.context;
    const frame = JSON.parse(bytes.toString()) as Frame;
    const { id, op: command, channel, symbol } = frame;
    this.logRequest(command, { channel, symbol });
    try {
      const fail = faults.rules.take('fail', this.side, command);
      if (fail) throw new LarkRefusal(400, fail.errorCode, fail.errorDescr ?? '');
      this.#carryOut(frame);
      this.push(JSON.stringify({ id, ok: true }), command);
      this.#begin(frame);
    } catch (error) {
      if (!(error instanceof LarkRefusal)) throw error;
      this.push(JSON.stringify({ id, error: { code: error.code, message: error.message } }), command);
    }
    if (command === 'login' && faults.rules.take('kickLogin', this.side, command)) this.finishAfterwards();
  }

  /** @throws LarkRefusal */
  #carryOut({ op, key = '', time = '', signature = '', channel, symbol }: Frame): void {
    if (op === 'login' && this.side === 'private') {
      checkSignature(this.#exchange.settings, this.#exchange.now(), { key, time, signature, text: 'LOGIN' });
    } else if (op === 'subscribe' && this.side === 'public') {
      this.#exchange.listed(symbol);
      if (channel !== 'ticker' && channel !== 'candles')
        throw new LarkRefusal(400, 'unknownChannel', `There is no channel ${channel}`);
    } else if (op === 'unsubscribe') {
      this.#end(`${channel}:${symbol}`);
    } else if (op !== 'ping') throw new LarkRefusal(400, 'unknownOp', `There is no ${op} here`);
  }

  /** What follows the answer. */
  #begin({ op, channel, symbol = '' }: Frame): void {
    if (op === 'login') {
      this.#exchange.logins.add(this.#kicked);
      this.#keep(
        'private',
        this.#exchange.listen((name, row) => this.#sendRow(name, row)),
      );
    }
    if (op !== 'subscribe') return;
    const { market } = this.#exchange;
    const sendTicker = (): void => this.#sendRow('ticker', tickerOf(this.#exchange, symbol));
    const sendCurrent = channel === 'ticker' ? sendTicker : (): void => this.#sendCandle(symbol);
    const unwatch = market.watch(symbol);
    const unlisten = market.onTick((changed) => {
      if (changed === symbol) sendCurrent();
    });
    const endMinutes = channel === 'candles' ? this.#endMinutes(symbol) : undefined;
    this.#keep(`${channel}:${symbol}`, () => {
      unwatch();
      unlisten();
      endMinutes?.();
    });
    sendCurrent();
  }

  /** Sends each candle that ends. */
  #endMinutes(symbol: string): () => void {
    const { clock } = this.#exchange.settings;
    const schedule = () => clock.schedule(MINUTE_MS - (clock.now() % MINUTE_MS), end, { keepAlive: false });
    const end = (): void => {
      timer = schedule();
      const minute = Math.floor(clock.now() / MINUTE_MS);
      const [ended] = this.#exchange.market.candles(symbol, 1, minute - 1, minute);
      if (ended) this.#sendRow('candles', { symbol, closed: true, ...candleOf(this.#exchange, ended) });
    };
    let timer = schedule();
    return () => timer.cancel();
  }

  #sendCandle(symbol: string): void {
    const running = this.#exchange.market.openMinute(symbol);
    if (running) this.#sendRow('candles', { symbol, closed: false, ...candleOf(this.#exchange, running) });
  }

  #keep(name: string, end: () => void): void {
    this.#end(name);
    this.#subscriptions.set(name, end);
  }

  #end(name: string): void {
    this.#subscriptions.get(name)?.();
    this.#subscriptions.delete(name);
  }

  #sendRow(channel: string, data: object): void {
    this.push(JSON.stringify({ channel, data }), channel);
  }

  protected ended(): void {
    for (const name of [...this.#subscriptions.keys()]) this.#end(name);
    this.#exchange.logins.delete(this.#kicked);
  }
}
