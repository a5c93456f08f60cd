import { inspect } from 'node:util';
import { INSPECT } from '../../../core/inspect-symbol';
import { Redactor } from '../../../errors/redact';
import type { HttpResponse } from '../../../transport/http/message';
import { type ChpEndpoint, ENDPOINTS, type EndpointName } from '../endpoints';
import { ChpUrns } from '../generated/chp-urns';
import type { ChpApiOptions } from '../generated/records';
import { type ChpSettings, parseApiOptions } from '../options';
import type { ChpCallOptions } from '../types/client';
import { type ChpRest, createRest } from './rest';

/**
 * `Api` of CHP_lowlevel_api: one method a URN, each a POST of its parameters as JSON. What comes back is handed on
 * unjudged: status, headers and text.
 *
 * All reject with ValidationError, before anything is sent, for a body that cannot be written; with TimeoutError,
 * AbortedError, ClosedError and ConnectionError, whose `sent` tells whether a byte may have left; with HttpStatusError
 * for a redirect, which is never followed; with ProtocolError for an answer that is no HTTP or over the bound.
 * @see CHP_lowlevel_api
 */
export class ChpApi extends ChpUrns {
  readonly #settings: ChpSettings;
  readonly #rest: ChpRest;
  readonly #redactor: Redactor;

  /**
   * "Инициализирует объект, не выполняя запросов."
   * @param redactor - knows secrets that a tap must not see; what bodies hold is learned by itself
   * @throws ValidationError, ConfigurationError when the options break a rule
   */
  constructor(options: ChpApiOptions, redactor: Redactor = new Redactor()) {
    super();
    this.#settings = parseApiOptions(options);
    this.#redactor = redactor;
    this.#rest = createRest(this.#settings, redactor);
  }

  /** Ends what runs with a ClosedError and lets go of the idle connections. */
  close(): void {
    this.#rest.close();
  }

  /** What may be shown: nothing secret. */
  toJSON(): Record<string, unknown> {
    return { venue: 'chp', url: this.#settings.baseUrl };
  }

  [INSPECT](): string {
    return `ChpApi ${inspect(this.toJSON())}`;
  }

  protected async post(name: string, body: object, options: ChpCallOptions = {}): Promise<HttpResponse> {
    // The names of the class are those of the table.
    const { args: _, ...endpoint }: ChpEndpoint = ENDPOINTS[name as EndpointName];
    const request = this.#rest.request(name, endpoint, body);
    this.#redactor.learn(body);
    return this.#rest.run(name, options, (call) => this.#rest.respond(request, call), endpoint.priority);
  }
}
