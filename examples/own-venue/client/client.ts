import {
  encodeQuery,
  type Redactor,
  type RestAuthorization,
  type RestCallOptions,
  RestClient,
  type RestMethods,
  type RestRequest,
  restMethods,
} from 'venuekit/adapter';
import { sign } from '../auth';
import { ENDPOINTS, type LarkEndpoint } from '../endpoints';
import { toError } from '../errors';
import type { LarkCredentials, LarkSettings } from '../options';
import { readRefusal } from '../wire/rows';

/** The REST interface. Rejects with the errors of `venuekit`. */
export class LarkClient {
  /** Every request under the venue's name of it. */
  readonly rest: RestMethods<typeof ENDPOINTS>;
  /** What sends them. */
  readonly transport: RestClient<LarkEndpoint>;
  readonly #credentials: LarkCredentials;
  readonly #redactor: Redactor;

  constructor(settings: LarkSettings, credentials: LarkCredentials, redactor: Redactor) {
    this.#credentials = credentials;
    this.#redactor = redactor;
    // [doc:rest]
    this.transport = new RestClient<LarkEndpoint>(
      { venue: 'lark', settings, redactor },
      {
        open: ({ status, value, retryAfterMs }, _request, call) => {
          if (status < 400) return { at: '', value };
          const { code, message } = readRefusal(value);
          const venueText = message === undefined ? undefined : redactor.text(message);
          throw toError({ status, code, venueText, retryAfterMs }, call);
        },
        authorize: async (request) =>
          request.endpoint.isSigned === true ? this.#signing(request) : undefined,
      },
    );
    this.rest = restMethods(this.transport, ENDPOINTS);
    // [/doc:rest]
  }

  /** The venue's time, UTC epoch ms. */
  now(): number {
    return this.transport.venueClock.now();
  }

  syncTime(options: RestCallOptions): Promise<void> {
    return this.transport.observeTime(async (asked) => (await this.rest.getTime({}, asked)).time, options);
  }

  /** The fields that authenticate at the private socket. */
  loginFields(): { readonly key: string; readonly time: string; readonly signature: string } {
    const time = String(this.now());
    return { key: this.#credentials.apiKey, time, signature: sign(this.#credentials, time, 'LOGIN') };
  }

  #signing({ endpoint, path, query, body = '' }: RestRequest<LarkEndpoint>): RestAuthorization {
    const search = encodeQuery(query);
    const text = `${endpoint.method}\n${search === '' ? path : `${path}?${search}`}\n${body}`;
    let signature = '';
    return {
      headers: () => {
        const time = String(this.now());
        signature = sign(this.#credentials, time, text);
        this.#redactor.add(signature);
        return { 'lark-key': this.#credentials.apiKey, 'lark-time': time, 'lark-signature': signature };
      },
      release: () => this.#redactor.remove(signature),
    };
  }
}
