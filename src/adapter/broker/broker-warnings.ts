import type { BrokerWarning } from '../../broker';
import type { Clock } from '../../core/clock';
import type { Logger } from '../../core/logger';
import type { VenueId } from '../../core/venue-id';
import { isProtocolError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import { present } from '../../model/map-context';
import { CountedWarning } from '../../streaming/counted-warning';

export interface BrokerWarningsOptions {
  readonly venue: VenueId;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly redactor: Redactor;
  /** Tells a warning; false where nobody listens, and then it is logged. */
  tell(warning: BrokerWarning): boolean;
}

/** Something to know that stops nothing: a `warning`, in the log when nobody listens, without secrets in either. */
export class BrokerWarnings {
  readonly #options: BrokerWarningsOptions;
  /** Records with a member that breaks its schema. */
  readonly #unreadable: CountedWarning;
  #unreadableError: Error | undefined;

  constructor(options: BrokerWarningsOptions) {
    this.#options = options;
    this.#unreadable = new CountedWarning({
      clock: options.clock,
      gatherMs: 0,
      tell: (counts, last) => {
        const [[code, first] = ['protocol', 0], ...others] = counts;
        const more = others.reduce((sum, [, count]) => sum + count, first) - 1;
        const text = more > 0 ? `${last} (and ${more} more records that could not be read)` : last;
        this.#warn(code, text, this.#unreadableError);
      },
    });
  }

  report(code: string, text: string, cause?: unknown): void {
    const error = cause instanceof Error ? cause : undefined;
    if (!isProtocolError(error) || error.path === undefined) {
      this.#warn(code, text, error);
      return;
    }
    // A venue that gets one member wrong may get it wrong in every record.
    this.#unreadableError = error;
    this.#unreadable.add(code, text);
  }

  close(): void {
    this.#unreadable.close();
  }

  #warn(code: string, text: string, error: Error | undefined): void {
    const { venue, logger, redactor, tell } = this.#options;
    const message = redactor.own(text);
    redactor.seal(error);
    if (tell({ code, message, ...present({ error }) })) return;
    logger.warn(`${venue}: ${message}`, {
      code,
      ...(error ? { cause: error.message } : {}),
      // It is in the user's own code, and the stack says where.
      ...(code === 'listenerError' && error?.stack ? { stack: error.stack } : {}),
    });
  }
}
