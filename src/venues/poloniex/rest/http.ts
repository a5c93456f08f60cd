import type { Redactor } from '../../../errors/redact';
import { MAX_TIMEOUT_MS } from '../../../transport/deadline';
import { HttpClient } from '../../../transport/http/client';
import type { HttpRequest, HttpResponse } from '../../../transport/http/message';
import type { Priority } from '../../../transport/pace/pace-rule';
import type { TapEvent } from '../../../transport/tap';
import type { PoloniexSettings } from '../options';

/** The venue's REST host. */
export class RestHttp {
  readonly #client: HttpClient;
  readonly #sequence = { in: 0, out: 0 };

  constructor(settings: PoloniexSettings, redactor: Redactor) {
    const { baseUrl, ca, clock, maxBodyBytes, maxPendingRequests, maxSockets, tap, allowInsecure } = settings;
    this.#client = new HttpClient({
      baseUrl,
      clock,
      maxBodyBytes,
      maxSockets,
      maxQueue: maxPendingRequests,
      // A call has one limit for all that it does, and gives it along as a signal.
      timeoutMs: MAX_TIMEOUT_MS,
      redactor,
      allowInsecure,
      ...(ca === undefined ? {} : { ca }),
      ...(tap === undefined ? {} : { tap: (event) => tap(this.#frame(event)) }),
    });
  }

  send(request: HttpRequest & { readonly signal: AbortSignal }): Promise<HttpResponse> {
    return this.#client.request(request);
  }

  /** What an answer is likely to need, in ms. */
  answerMs(priority: Priority): number {
    return this.#client.answerMs(priority);
  }

  close(): void {
    this.#client.close();
  }

  #frame({ data, direction, ...event }: TapEvent) {
    this.#sequence[direction] += 1;
    // HTTP has no connection that ends and begins anew: everything is of one epoch.
    return { ...event, direction, epoch: 1, sequence: this.#sequence[direction], data: String(data) };
  }
}
