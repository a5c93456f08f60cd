import type { SocketTerms } from '../../network/venue-socket';
import { CANDLE_CHANNEL_NAMES } from '../intervals';
import type { Members } from '../members';
import { PoloniexRefusal } from '../refusal';
import type { PoloniexVenue } from '../venue';
import type { PublicListener } from './public-source';
import { PoloniexSocket } from './socket';

const SYMBOL_CHANNELS = [
  ...(['ticker', 'trades', 'book', 'book_lv2', 'symbols'] as const),
  ...CANDLE_CHANNEL_NAMES,
];
const WHOLE_CHANNELS = ['currencies', 'exchange'] as const;

/** Every channel of the public socket. */
export const PUBLIC_CHANNELS = [...SYMBOL_CHANNELS, ...WHOLE_CHANNELS];

/** Channels of symbols. */
const BY_SYMBOL: ReadonlySet<string> = new Set(SYMBOL_CHANNELS);
/** Channels of the venue itself. */
const WHOLE: ReadonlySet<string> = new Set(WHOLE_CHANNELS);
const DEPTHS: readonly unknown[] = [5, 10, 20];

/** A socket that receives market data. */
export class PublicConnection extends PoloniexSocket implements PublicListener {
  readonly #subscriptions = new Map<string, Set<string>>();
  #depth = 5;

  constructor(venue: PoloniexVenue, terms: SocketTerms) {
    super(venue, terms);
    venue.publicHub.add(this);
  }

  get depth(): number {
    return this.#depth;
  }

  symbolsOf(channel: string): ReadonlySet<string> | undefined {
    return this.#subscriptions.get(channel);
  }

  protected handle({ command }: { readonly command: string }): void {
    throw new PoloniexRefusal(400, `Invalid event value ${JSON.stringify(command)}`);
  }

  protected subscribe(channel: string, symbols: readonly string[], members: Members): void {
    if (!BY_SYMBOL.has(channel) && !WHOLE.has(channel)) {
      throw new PoloniexRefusal(400, `Invalid channel value ${JSON.stringify([channel])}`);
    }
    const wanted = BY_SYMBOL.has(channel) ? this.#listed(symbols) : [];
    if (channel === 'book' && members['depth'] !== undefined) {
      const depth = Number(members['depth']);
      if (!DEPTHS.includes(depth)) throw new PoloniexRefusal(24_106, 'Invalid depth value');
      this.#depth = depth;
    }
    const known = this.#subscriptions.get(channel) ?? new Set();
    this.#subscriptions.set(channel, known);
    this.send({ channel, event: 'subscribe', ...(symbols.length > 0 ? { symbols } : {}) }, 'subscribe');
    this.venue.publicHub.welcome(this, channel, wanted);
    for (const symbol of wanted) known.add(symbol);
    this.venue.publicHub.changed();
  }

  protected unsubscribe(channel: string, symbols: readonly string[]): void {
    const known = this.#subscriptions.get(channel);
    for (const symbol of symbols) known?.delete(symbol);
    if (symbols.length === 0 || symbols.includes('all') || known?.size === 0)
      this.#subscriptions.delete(channel);
    this.venue.publicHub.changed();
  }

  protected channels(): string[] {
    return [...this.#subscriptions.keys()];
  }

  protected ended(): void {
    this.venue.publicHub.remove(this);
  }

  #listed(symbols: readonly string[]): string[] {
    const { market } = this.venue;
    if (symbols.includes('all')) return market.instruments().map(({ symbol }) => symbol);
    const unknown = symbols.filter((symbol) => !market.instrument(symbol));
    if (symbols.length === 0 || unknown.length > 0) {
      throw new PoloniexRefusal(24_101, `Invalid symbol value ${JSON.stringify(unknown)}`);
    }
    return [...symbols];
  }
}
