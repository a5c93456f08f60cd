import {
  encodeQuery,
  type RestAuthorization,
  type RestCallOptions,
  RestClient,
  type RestMethods,
  type RestRequest,
  redactorOf,
  restMethods,
  type VenueClock,
} from 'venuekit/adapter';
import { sign } from '../auth';
import { ENDPOINTS, type LarkEndpoint } from '../endpoints';
import { toError } from '../errors';
import type { LarkCredentials, LarkSettings } from '../options';
import { readRefusal } from '../wire/rows';

/** The REST interface: every request under the venue's name of it. Rejects with the errors of `venuekit`. */
export class LarkClient {
  /** Every request of the venue's REST interface. */
  readonly rest: RestMethods<typeof ENDPOINTS>;
  readonly #settings: LarkSettings;
  readonly #credentials: LarkCredentials;
  readonly #redactor = redactorOf(this);
  readonly #rest: RestClient<LarkEndpoint>;

  constructor(settings: LarkSettings, credentials: LarkCredentials) {
    this.#settings = settings;
    this.#credentials = credentials;
    this.#redactor.learn(credentials);
    // [doc:rest]
    this.#rest = new RestClient<LarkEndpoint>(
      { venue: 'lark', settings, redactor: this.#redactor },
      {
        open: ({ status, value, retryAfterMs }, _request, call) => {
          if (status < 400) return { at: '', value };
          const { code, message } = readRefusal(value);
          const text = message === undefined ? undefined : this.#redactor.text(message);
          throw toError(status, code, text, call, retryAfterMs);
        },
        authorize: async (request) =>
          request.endpoint.isSigned === true ? this.#signing(request) : undefined,
      },
    );
    this.rest = restMethods(this.#rest, ENDPOINTS);
    // [/doc:rest]
  }

  /** The venue's clock. */
  get clock(): VenueClock {
    return this.#rest.venueClock;
  }

  nextId(): string {
    return this.#rest.nextId();
  }

  /** Asks for the venue's time, until an answer is believed. */
  async syncTime(options: RestCallOptions = {}): Promise<void> {
    const { clock } = this.#settings;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      let sentAt = clock.monotonic();
      const beforeSend = (): void => {
        sentAt = clock.monotonic();
      };
      const { time } = await this.rest.getTime({}, { ...options, beforeSend });
      if (this.clock.observe(time, { sentAt, receivedAt: clock.monotonic() })) return;
    }
  }

  /** What proves at the private socket who it is. */
  loginFields(): { readonly key: string; readonly time: string; readonly signature: string } {
    const time = String(this.clock.now());
    return { key: this.#credentials.apiKey, time, signature: sign(this.#credentials, time, 'LOGIN') };
  }

  close(): void {
    this.#rest.close();
  }

  /** Nothing secret. */
  toJSON(): { readonly venue: string; readonly url: string } {
    return { venue: 'lark', url: this.#settings.baseUrl };
  }

  #signing({ endpoint, path, query, body = '' }: RestRequest<LarkEndpoint>): RestAuthorization {
    const search = encodeQuery(query);
    const text = `${endpoint.method}\n${search === '' ? path : `${path}?${search}`}\n${body}`;
    let signature = '';
    return {
      headers: () => {
        const time = String(this.clock.now());
        signature = sign(this.#credentials, time, text);
        this.#redactor.add(signature);
        return { 'lark-key': this.#credentials.apiKey, 'lark-time': time, 'lark-signature': signature };
      },
      release: () => this.#redactor.remove(signature),
    };
  }
}
