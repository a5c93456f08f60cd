import { type Clock, systemClock } from '../core/clock';

/** What every emulator can be started with. */
export interface VenueOptions {
  /** Prices, books and trades follow from it. @defaultValue 1 */
  readonly seed?: number;
  /** The clock on which everything happens. @defaultValue the machine's */
  readonly clock?: Clock;
  /** The address of every port. @defaultValue '127.0.0.1' */
  readonly host?: '127.0.0.1';
  /** TLS on every port, with a certificate made at start; needs the optional package selfsigned. @defaultValue false */
  readonly tls?: boolean;
  /** Step of the price process in ms; divides 10,000 and is at most 2,000. @defaultValue 100 */
  readonly tickMs?: number;
}

/** The defaults of {@link VenueOptions}. */
export const VENUE_DEFAULTS: Required<VenueOptions> = {
  seed: 1,
  clock: systemClock,
  host: '127.0.0.1',
  tls: false,
  tickMs: 100,
};
