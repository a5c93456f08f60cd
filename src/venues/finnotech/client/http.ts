import type { Clock } from '../../../core/clock';
import { REDACTED, type Redactor } from '../../../errors/redact';
import { VenueClock } from '../../../streaming/time/venue-clock';
import { MAX_TIMEOUT_MS } from '../../../transport/deadline';
import { HttpClient } from '../../../transport/http/client';
import type { HttpRequest, HttpResponse } from '../../../transport/http/message';
import type { TapEvent } from '../../../transport/tap';
import type { FinnotechSettings } from '../options';

/** A token is a `value` in the answer that brings it: nobody knew it before, so nobody could look for it. */
const TOKEN_VALUE = /("value"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

function withoutToken(frame: string): string {
  return frame.replace(TOKEN_VALUE, `$1"${REDACTED}"`);
}

/** The venue's one host. */
export class FinnotechHttp {
  readonly #client: HttpClient;
  readonly #clock: Clock;
  /** The venue's clock, as the `Date` headers of its answers tell it. */
  readonly venueClock: VenueClock;
  readonly #sequence = { in: 0, out: 0 };

  constructor(settings: FinnotechSettings, redactor: Redactor) {
    const { baseUrl, ca, clock, maxBodyBytes, maxSockets, tap, timeoutMs, allowInsecure } = settings;
    this.#clock = clock;
    this.venueClock = new VenueClock(clock);
    this.#client = new HttpClient({
      baseUrl,
      clock,
      maxBodyBytes,
      maxSockets,
      timeoutMs,
      redactor,
      allowInsecure,
      ...(ca === undefined ? {} : { ca }),
      ...(tap === undefined ? {} : { tap: (event) => tap(this.#frame(event)) }),
    });
  }

  /** Sends a request; one with a signal is limited by it alone, for a call has one limit for all that it does. */
  async send(request: Omit<HttpRequest, 'venue' | 'timeoutMs'>): Promise<HttpResponse> {
    const limit = request.signal ? { timeoutMs: MAX_TIMEOUT_MS } : {};
    const sentAt = this.#clock.monotonic();
    const response = await this.#client.request({ ...request, ...limit, venue: 'finnotech' });
    this.venueClock.observeDate(response.headers['date'], { sentAt, receivedAt: this.#clock.monotonic() });
    return response;
  }

  /** The venue's quota is used up: nothing goes for as long as it asked, 30 s at most. */
  pause(ms: number): void {
    this.#client.pause(ms, 'read');
  }

  close(): void {
    this.#client.close();
  }

  #frame({ data, direction, ...event }: TapEvent) {
    this.#sequence[direction] += 1;
    // HTTP has no connection that ends and begins anew: everything is of one epoch.
    return {
      ...event,
      direction,
      epoch: 1,
      sequence: this.#sequence[direction],
      data: withoutToken(String(data)),
    };
  }
}
