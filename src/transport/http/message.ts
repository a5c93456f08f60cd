import type { VenueId } from '../../core/venue-id';
import type { Deadline } from '../deadline';
import type { Priority } from '../pace/pace-rule';
import type { HttpHeaders } from './headers';
import type { HttpQuery, PathParams } from './path';

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A template such as `/markets/{symbol}`; errors show it as it is. */
  readonly path: string;
  readonly pathParams?: PathParams | undefined;
  readonly query?: HttpQuery | undefined;
  /** Sent as UTF-8; its content type belongs into `headers`. */
  readonly body?: string | undefined;
  readonly headers?: HttpHeaders | undefined;
  /** Overrides the client's limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The limit of a call that the request is a part of, in place of one of its own. */
  readonly deadline?: Deadline | undefined;
  readonly operation?: string | undefined;
  readonly requestId?: string | undefined;
  readonly venue?: VenueId | undefined;
  /** Its priority while all sockets are in use. @defaultValue 'read' */
  readonly priority?: Priority | undefined;
  /**
   * Called when it has its socket, right before it is written to the network. The headers that it returns go
   * with the request; what it throws keeps the request from leaving.
   */
  readonly beforeSend?: (() => HttpHeaders | undefined) | undefined;
}

/** An answer of any status but a redirect. The venue decides what it means. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; a prototype-free record. Repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as UTF-8 without a byte order mark; empty when there was none. */
  readonly text: string;
  /** UTC epoch milliseconds at which the last byte had arrived. */
  readonly receivedTime: number;
}
