import { InstrumentCache } from '../../../adapter/instrument-cache';
import { mapInSlices } from '../../../core/slices';
import { ValidationError } from '../../../errors';
import type { Instrument } from '../../../model';
import type { FinnotechConnection } from '../connection';
import { FinnotechScopeError, isRefusal } from '../errors';
import { instrumentOfCompany, instrumentOfTrade, type ListedInstrument, type Listing } from '../map';
import { foldSymbol } from '../map/symbols';
import type { FinnotechCallOptions } from '../types/client';

/** An instrument and how the venue is asked for it. */
export interface Found extends Listing {
  readonly symbol: string;
}

/** The instruments of the venue under every name that they go by. */
export class Directory {
  readonly #connection: FinnotechConnection;
  readonly #cache: InstrumentCache;
  #listings = new Map<string, Listing>();
  #aliases = new Map<string, string>();
  #warned = false;

  constructor(connection: FinnotechConnection) {
    this.#connection = connection;
    this.#cache = new InstrumentCache({ venue: 'finnotech', load: () => this.#load() });
  }

  get isComplete(): boolean {
    return this.#cache.isComplete;
  }

  /** Reads all instruments anew. */
  load(): Promise<readonly Instrument[]> {
    return this.#cache.load();
  }

  /**
   * The instrument of a TSE code, a Persian symbol in any spelling, the exchange's number, or the id of a company.
   * @throws ValidationError when there is none
   */
  async instrument(name: string, field = 'symbol'): Promise<Instrument> {
    const symbol = await this.#symbolOf(name);
    return this.#cache.require(symbol ?? name, field);
  }

  /** What a name stands for. @throws ValidationError when it stands for nothing */
  async find(name: string, field = 'symbol'): Promise<Found> {
    const { symbol } = await this.instrument(name, field);
    const listing = this.#listings.get(symbol);
    if (listing) return { symbol, ...listing };
    throw new ValidationError(field, 'is no symbol of finnotech', { venue: 'finnotech', value: name });
  }

  /** What several names stand for, each instrument once. */
  async findAll(names: readonly string[], field = 'symbols'): Promise<readonly Found[]> {
    const found = new Map<string, Found>();
    for (const name of names) {
      const one = await this.find(name, field);
      found.set(one.symbol, one);
    }
    return [...found.values()];
  }

  /**
   * Asks the venue about instruments. Where it refuses the only one, that may be delisted since: whoever names it next
   * has the list read anew.
   */
  async asking<T>(found: readonly Found[], ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const [only, more] = found;
      if (only && !more && isRefusal(error) && !(error instanceof FinnotechScopeError)) {
        this.#cache.invalidate(only.symbol);
      }
      throw error;
    }
  }

  /** Any company, for a call whose answer does not matter; undefined while none is known. */
  any(): Listing | undefined {
    return this.#listings.values().next().value;
  }

  async #symbolOf(name: string): Promise<string | undefined> {
    const known = this.#cache.get(name);
    if (known) return name;
    // Loads the list where it is not there yet.
    if (!this.#cache.isComplete) await this.#cache.find(name);
    return this.#aliases.get(name) ?? this.#aliases.get(foldSymbol(name));
  }

  async #load(): Promise<readonly Instrument[]> {
    const rows = await this.#read();
    const listings = new Map<string, Listing>();
    const aliases = new Map<string, string>();
    const instruments: Instrument[] = [];
    for (const one of rows) {
      const { instrument, listing } = one;
      const { symbol } = instrument;
      // Two rows of one code would be two instruments of one symbol: the first one stays.
      if (listings.has(symbol)) continue;
      listings.set(symbol, listing);
      instruments.push(instrument);
      for (const alias of one.aliases) if (!aliases.has(alias)) aliases.set(alias, symbol);
    }
    this.#listings = listings;
    this.#aliases = aliases;
    return instruments;
  }

  async #read(): Promise<readonly ListedInstrument[]> {
    const options: FinnotechCallOptions = { timeoutMs: 60_000 };
    const { client } = this.#connection;
    try {
      const { result } = await client.companiesIdInquiry({}, options);
      this.#connection.answered();
      return listed(
        await mapInSlices(result, (row) => instrumentOfCompany(row, this.#connection.stamp('read', row))),
      );
    } catch (error) {
      if (!(error instanceof FinnotechScopeError)) throw error;
      this.#warn(error);
    }
    const lists = [];
    for (const precedencyRight of [false, true]) {
      const { result } = await client.tradesRealtime({ precedencyRight }, options);
      lists.push(...result);
    }
    this.#connection.answered();
    return listed(
      await mapInSlices(lists, (row) => instrumentOfTrade(row, this.#connection.stamp('read', row))),
    );
  }

  #warn(error: FinnotechScopeError): void {
    if (this.#warned) return;
    this.#warned = true;
    const message = `Without the scope ${error.scope} the instruments are those that have traded on the last day`;
    this.#connection.report('scope', message, error);
  }
}

/** Rows that name an instrument. */
function listed(rows: readonly (ListedInstrument | undefined)[]): readonly ListedInstrument[] {
  return rows.filter((row) => row !== undefined);
}
