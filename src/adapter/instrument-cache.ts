import { mapInSlices } from '../core/slices';
import type { VenueId } from '../core/venue-id';
import { ValidationError } from '../errors';
import type { Instrument } from '../model';

/** What the cache asks the venue. */
export interface InstrumentSource {
  readonly venue: VenueId;
  /** Reads all instruments. One load serves all who wait for it, so it runs under a limit of its own. */
  load(): Promise<readonly Instrument[]>;
  /** Reads one, where the venue can: `undefined` when it does not know the symbol. */
  loadOne?(symbol: string): Promise<Instrument | undefined>;
}

/** The instruments of a venue: loaded once, shared by all who ask, forgotten when the venue contradicts. */
export class InstrumentCache {
  readonly #source: InstrumentSource;
  // A Map: symbols such as `__proto__` are keys like any other.
  #bySymbol = new Map<string, Instrument>();
  #complete = false;
  #loading: Promise<readonly Instrument[]> | undefined;
  readonly #loadingOne = new Map<string, Promise<Instrument | undefined>>();

  constructor(source: InstrumentSource) {
    this.#source = source;
  }

  /** Whether all instruments have been loaded. */
  get isComplete(): boolean {
    return this.#complete;
  }

  /** How many are known. */
  get size(): number {
    return this.#bySymbol.size;
  }

  /** The instrument, where it is known. */
  get(symbol: string): Instrument | undefined {
    return this.#bySymbol.get(symbol);
  }

  /** Reads all anew; calls at the same time share one read. The old ones stay until the new ones are there. */
  load(): Promise<readonly Instrument[]> {
    this.#loading ??= this.#source
      .load()
      .then(async (instruments) => {
        const bySymbol = new Map<string, Instrument>();
        await mapInSlices(instruments, (instrument) => bySymbol.set(instrument.symbol, instrument));
        this.#bySymbol = bySymbol;
        this.#complete = true;
        return instruments;
      })
      .finally(() => {
        this.#loading = undefined;
      });
    return this.#loading;
  }

  /**
   * The instrument of a symbol: known, or read now.
   * @throws ValidationError when the venue has no such symbol; names the one that differs in case only
   */
  async require(symbol: string, field = 'symbol'): Promise<Instrument> {
    const instrument = await this.find(symbol);
    if (instrument) return instrument;
    throw new ValidationError(field, `is no symbol of ${this.#source.venue}`, {
      venue: this.#source.venue,
      value: symbol,
      suggestions: this.#suggestions(symbol),
    });
  }

  /** The instrument of a symbol: known, or read now; `undefined` when the venue has no such symbol. */
  async find(symbol: string): Promise<Instrument | undefined> {
    const known = this.#bySymbol.get(symbol);
    // A complete list answers for what is not on it: a misspelt symbol must not cost a request.
    if (known || this.#complete) return known;
    if (this.#source.loadOne) return this.#findOne(symbol);
    await this.load();
    return this.#bySymbol.get(symbol);
  }

  /** Forgets an instrument that the venue says it does not have, and that the list is complete. */
  invalidate(symbol: string): void {
    this.#bySymbol.delete(symbol);
    this.#complete = false;
  }

  #findOne(symbol: string): Promise<Instrument | undefined> {
    const running = this.#loadingOne.get(symbol);
    if (running !== undefined) return running;
    const reading = (this.#source.loadOne?.(symbol) ?? Promise.resolve(undefined))
      .then((instrument) => {
        if (instrument) this.#bySymbol.set(instrument.symbol, instrument);
        return instrument;
      })
      .finally(() => this.#loadingOne.delete(symbol));
    this.#loadingOne.set(symbol, reading);
    return reading;
  }

  #suggestions(symbol: string): readonly string[] {
    const folded = symbol.toLowerCase();
    const same: string[] = [];
    for (const known of this.#bySymbol.keys()) if (known.toLowerCase() === folded) same.push(known);
    return same.slice(0, 3);
  }
}
