import type { Instrument } from '../../../model';
import type { PoloniexConnection } from '../connection';
import { toFeeRates } from '../map';

/** The rates depend on what the account traded in 30 days: they change by the day. */
const MAX_AGE_MS = 3_600_000;

/** How long a list of instruments waits for the rates, in ms: orders wait for the list. */
const TIMEOUT_MS = 3000;

type Rates = Pick<Instrument, 'makerFeeRate' | 'takerFeeRate'>;

/** The fee rates of the account, read with the instruments at most once an hour. */
export class FeeRates {
  readonly #connection: PoloniexConnection;
  #ratesOf: (symbol: string) => Rates = () => ({});
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(connection: PoloniexConnection) {
    this.#connection = connection;
  }

  /** Resolves with the rates of each symbol; those of before, or none, and a warning, when they cannot be read. */
  async read(): Promise<(symbol: string) => Rates> {
    const { client, clock } = this.#connection;
    if (clock.monotonic() - this.#readAt < MAX_AGE_MS) return this.#ratesOf;
    try {
      this.#ratesOf = toFeeRates(await client.getFeeInfo({ timeoutMs: TIMEOUT_MS }));
      this.#readAt = clock.monotonic();
    } catch (error) {
      this.#connection.report(
        'feeRates',
        'The fee rates could not be read: instruments do not show them',
        error,
      );
    }
    return this.#ratesOf;
  }
}
