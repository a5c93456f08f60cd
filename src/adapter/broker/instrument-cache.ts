import type { Clock, Timer } from '../../core/clock';
import { mapInSlices } from '../../core/slices';
import type { VenueId } from '../../core/venue-id';
import { ValidationError } from '../../errors';
import { suggest } from '../../errors/suggestion';
import type { Instrument } from '../../model';
import { RecentMap } from '../../orders/recent-map';

/** How old the list may become, in ms, before it is read again. */
const MAX_AGE_MS = 3_600_000;

/** Least time between two reads of the list that unknown symbols, or failures, bring about, in ms. */
const RELOAD_AFTER_MS = 600_000;

/** How long a symbol that the venue does not have is remembered, in ms. */
const REFUSED_MS = 60_000;

/** How many such symbols are remembered. */
const MAX_REFUSED = 1000;

/** What the cache asks the venue. */
export interface InstrumentSource {
  /** Reads all instruments. One load serves all who wait for it, so it runs under a limit of its own. */
  load(): Promise<readonly Instrument[]>;
  /** Reads one, where the venue can: `undefined` when it does not know the symbol. */
  loadOne?(symbol: string): Promise<Instrument | undefined>;
  /** The symbol of another name that an instrument goes by. */
  symbolOf?(name: string): string | undefined;
}

/**
 * The instruments of a venue: loaded once, shared by all who ask, read again every hour while connected; without a
 * connection by whoever asks after an hour.
 *
 * Before a symbol counts as unknown the venue is asked for it, or, where it can only list all, for the list, at most once
 * in ten minutes: what is listed today can be traded today. A symbol that it does not have is not asked for again for a
 * minute.
 */
export class InstrumentCache {
  readonly #venue: VenueId;
  readonly #clock: Clock;
  readonly #source: () => InstrumentSource;
  readonly #report: (code: string, message: string, error: unknown) => void;
  // A Map: symbols such as `__proto__` are keys like any other.
  #bySymbol = new Map<string, Instrument>();
  #isComplete = false;
  /** When a read of the list last began, monotonic ms. */
  #askedAt = Number.NEGATIVE_INFINITY;
  #loadedAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<readonly Instrument[]> | undefined;
  readonly #loadingOne = new Map<string, Promise<Instrument | undefined>>();
  /** Symbols that the venue does not have, with the monotonic time until which that is believed. */
  readonly #refused = new RecentMap<number>(MAX_REFUSED);
  #timer: Timer | undefined;
  /** Counts connections: what one has begun schedules nothing on the next. */
  #run = 0;

  /** @param source - asked for when something is read: the venue's parts and the cache need each other */
  constructor(
    venue: VenueId,
    clock: Clock,
    source: () => InstrumentSource,
    report: (code: string, message: string, error: unknown) => void,
  ) {
    this.#venue = venue;
    this.#clock = clock;
    this.#source = source;
    this.#report = report;
  }

  /** Whether all instruments have been loaded. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  get #isOld(): boolean {
    return this.#isComplete && this.#clock.monotonic() - this.#loadedAt >= MAX_AGE_MS;
  }

  /** The instrument, where it is known. */
  get(name: string): Instrument | undefined {
    const known = this.#bySymbol.get(name);
    if (known !== undefined) return known;
    const symbol = this.#source().symbolOf?.(name);
    return symbol === undefined ? undefined : this.#bySymbol.get(symbol);
  }

  /** The instrument, where it is known and nothing has to be read anew for it. */
  current(name: string): Instrument | undefined {
    // Without a connection nobody else reads an old list again.
    return this.#timer === undefined && this.#isOld ? undefined : this.get(name);
  }

  /** Reads all anew; calls at the same time share one read. The old ones stay until the new ones are there. */
  load(): Promise<readonly Instrument[]> {
    if (this.#loading !== undefined) return this.#loading;
    this.#askedAt = this.#clock.monotonic();
    this.#loading = this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Connected: a list that has grown old is read again now, and from then on every hour. */
  start(): void {
    this.stop();
    if (this.#isComplete) this.#schedule(this.#loadedAt + MAX_AGE_MS - this.#clock.monotonic());
  }

  /** Not connected. */
  stop(): void {
    this.#run += 1;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /**
   * The instrument of a symbol: known, or read now.
   * @throws ValidationError when the venue has no such symbol; names the nearest that it has
   */
  async require(symbol: string, field = 'symbol'): Promise<Instrument> {
    const instrument = await this.find(symbol);
    if (instrument) return instrument;
    const venue = this.#venue;
    throw new ValidationError(field, `is no symbol of ${venue}`, {
      venue,
      value: symbol,
      suggestions: suggest(symbol, this.#bySymbol.keys()),
    });
  }

  /** The instrument of a symbol: known, or read now; `undefined` when the venue has no such symbol. */
  async find(symbol: string): Promise<Instrument | undefined> {
    if (this.#timer === undefined && this.#isOld) await this.load();
    const known = this.get(symbol);
    if (known) return known;
    const now = this.#clock.monotonic();
    if (now < (this.#refused.get(symbol) ?? Number.NEGATIVE_INFINITY)) return undefined;
    if (this.#source().loadOne) return this.#findOne(symbol);
    if (this.#loading === undefined && this.#isComplete && now - this.#askedAt < RELOAD_AFTER_MS)
      return undefined;
    await this.load();
    return this.get(symbol);
  }

  /** Forgets an instrument that the venue says it does not have. */
  invalidate(symbol: string): void {
    this.#bySymbol.delete(symbol);
    this.#refuse(symbol);
  }

  async #load(): Promise<readonly Instrument[]> {
    const instruments = await this.#source().load();
    const bySymbol = new Map<string, Instrument>();
    await mapInSlices(instruments, (instrument) => bySymbol.set(instrument.symbol, instrument));
    this.#bySymbol = bySymbol;
    this.#isComplete = true;
    this.#loadedAt = this.#clock.monotonic();
    return instruments;
  }

  #findOne(symbol: string): Promise<Instrument | undefined> {
    const running = this.#loadingOne.get(symbol);
    if (running !== undefined) return running;
    const reading = (this.#source().loadOne?.(symbol) ?? Promise.resolve(undefined))
      .then((instrument) => {
        if (instrument) this.#bySymbol.set(instrument.symbol, instrument);
        else this.#refuse(symbol);
        return instrument;
      })
      .finally(() => this.#loadingOne.delete(symbol));
    this.#loadingOne.set(symbol, reading);
    return reading;
  }

  #refuse(symbol: string): void {
    this.#refused.set(symbol, this.#clock.monotonic() + REFUSED_MS);
  }

  #schedule(delayMs: number): void {
    const reload = (): void => void this.#reload(this.#run);
    this.#timer = this.#clock.schedule(Math.max(0, delayMs), reload, { keepAlive: false });
  }

  async #reload(run: number): Promise<void> {
    let pause = MAX_AGE_MS;
    try {
      await this.load();
    } catch (error) {
      pause = RELOAD_AFTER_MS;
      // One that failed with its connection is read again on the next.
      if (this.#run === run) this.#report('instruments', 'The instruments could not be read again', error);
    }
    if (this.#run === run) this.#schedule(pause);
  }
}
