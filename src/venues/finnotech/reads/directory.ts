import { mapInSlices } from '../../../core/slices';
import { ValidationError } from '../../../errors';
import type { Instrument } from '../../../model';
import type { FinnotechConnection } from '../connection';
import { FinnotechScopeError } from '../errors';
import { instrumentOfCompany, instrumentOfTrade, type ListedInstrument, type Listing } from '../map';
import { foldSymbol } from '../map/symbols';

/** An instrument and how the venue is asked for it. */
export interface Found extends Listing {
  readonly symbol: string;
}

/** How the venue is asked for each of its instruments, and the other names that they go by. */
export class Directory {
  readonly #connection: FinnotechConnection;
  #listings = new Map<string, Listing>();
  #aliases = new Map<string, string>();
  #warned = false;

  constructor(connection: FinnotechConnection) {
    this.#connection = connection;
  }

  /** The TSE code of a Persian symbol in any spelling, the exchange's number, or the id of a company. */
  symbolOf(name: string): string | undefined {
    return this.#aliases.get(name) ?? this.#aliases.get(foldSymbol(name));
  }

  /** How the venue is asked for an instrument. @throws ValidationError when it is none */
  find(symbol: string): Found {
    const listing = this.#listings.get(symbol);
    if (listing) return { symbol, ...listing };
    throw new ValidationError('symbol', 'is no symbol of finnotech', { venue: 'finnotech', value: symbol });
  }

  /** Any company, for a call whose answer does not matter; undefined while none is known. */
  any(): Listing | undefined {
    return this.#listings.values().next().value;
  }

  /** Shares and rights; without the scope of `companiesIdInquiry` those that have traded on the last day. */
  async load(): Promise<readonly Instrument[]> {
    const rows = await this.#read();
    const listings = new Map<string, Listing>();
    const aliases = new Map<string, string>();
    const instruments: Instrument[] = [];
    for (const one of rows) {
      // A company without any symbol is no instrument.
      if (one === undefined) continue;
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

  async #read(): Promise<readonly (ListedInstrument | undefined)[]> {
    const connection = this.#connection;
    const { client } = connection;
    const options = { timeoutMs: 60_000 };
    const stamp = (row: object) => connection.stamp('read', row);
    try {
      const companies = await connection.rows(client.companiesIdInquiry({}, options));
      return await mapInSlices(companies, (row) => instrumentOfCompany(row, stamp(row)));
    } catch (error) {
      if (!(error instanceof FinnotechScopeError)) throw error;
      this.#warn(error);
    }
    const trades = [];
    for (const precedencyRight of [false, true]) {
      trades.push(...(await connection.rows(client.tradesRealtime({ precedencyRight }, options))));
    }
    return mapInSlices(trades, (row) => instrumentOfTrade(row, stamp(row)));
  }

  #warn(error: FinnotechScopeError): void {
    if (this.#warned) return;
    this.#warned = true;
    const message = `Without the scope ${error.scope} the instruments are those that have traded on the last day`;
    this.#connection.report('scope', message, error);
  }
}
