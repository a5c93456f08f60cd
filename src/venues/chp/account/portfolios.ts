import { ValidationError } from '../../../errors';
import type { Account } from '../../../model';
import type { ChpConnection, ReadOptions } from '../connection';
import { wasListening } from '../failures';
import type { ChpPortfolio } from '../generated/records';
import { type PortfolioData, sortPortfolioRows, toAccount } from '../map';
import type { ChpPortfolioRow } from '../types/account';

/** The portfolios of the login: which there are, that they are listened to, and which one an order is for. */
export class Portfolios {
  readonly #connection: ChpConnection;
  readonly #preferred: string | undefined;
  #rows: readonly ChpPortfolio[] = [];

  /** @param preferred - the portfolio of orders that name none */
  constructor(connection: ChpConnection, preferred: string | undefined) {
    this.#connection = connection;
    this.#preferred = preferred;
  }

  get names(): readonly string[] {
    return this.#rows.map(({ portfolioName }) => portfolioName);
  }

  async load(options: ReadOptions): Promise<readonly Account[]> {
    this.#rows = await this.#connection.client.getPortfolioList(options);
    return this.#rows.map((row) => toAccount(row, this.#connection.stamp('read', row)));
  }

  /**
   * Listens to all of them. A listening begins with the present state, so one that the server remembers is begun anew.
   */
  async listen(signal: AbortSignal): Promise<void> {
    for (const name of this.names) if (await this.#listen(name, signal)) await this.#relisten(name, signal);
  }

  /** Asks for the present state of all of them. */
  async relisten(signal: AbortSignal): Promise<void> {
    for (const name of this.names) await this.#relisten(name, signal);
  }

  /**
   * The portfolio of an order.
   * @throws ValidationError when it is not known, or when none is named and there are several
   */
  forOrder(account: string | undefined): string {
    const { names } = this;
    const name = account ?? this.#preferred ?? (names.length === 1 ? names[0] : undefined);
    if (name === undefined) {
      const rule =
        names.length === 0 ? 'cannot be chosen: the login has none' : 'must be named: there are several';
      throw new ValidationError('account', rule, { venue: 'chp', suggestions: names.slice(0, 10) });
    }
    this.check(name);
    return name;
  }

  /** @throws ValidationError when there is no such portfolio */
  check(account: string | undefined): void {
    if (account === undefined || this.names.includes(account)) return;
    throw new ValidationError('account', 'must be a portfolio of the login', {
      venue: 'chp',
      value: account,
      suggestions: this.names.slice(0, 10),
    });
  }

  /** Own orders and trades of the session: of one portfolio, or of all. @param mode - 1 active, 2 all */
  async data(account: string | undefined, mode: 1 | 2, options: ReadOptions): Promise<PortfolioData> {
    let rows: readonly ChpPortfolioRow[] = [];
    for (const portfolio of account === undefined ? this.names : [account]) {
      rows = [...rows, ...(await this.#connection.client.getMyPortfolioData({ portfolio, mode }, options))];
    }
    return sortPortfolioRows(rows);
  }

  /** @returns whether the server was listening already */
  async #listen(name: string, signal: AbortSignal): Promise<boolean> {
    const { client } = this.#connection;
    return wasListening(await client.listenPortfolio(name, { signal }), name, 'listenPortfolio', client);
  }

  async #relisten(name: string, signal: AbortSignal): Promise<void> {
    await this.#connection.client.cancelPortfolio(name, { signal });
    await this.#listen(name, signal);
  }
}
