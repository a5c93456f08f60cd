import { ConfigurationError } from '../../errors';
import type { Redactor } from '../../errors/redact';

/** How a proxy is spoken to. */
export type ProxyScheme = 'http' | 'https' | 'socks5' | 'socks5h';

const DEFAULT_PORTS: Readonly<Record<ProxyScheme, number>> = {
  http: 80,
  https: 443,
  socks5: 1080,
  socks5h: 1080,
};

/** A user name with its password, decoded. */
export interface ProxyLogin {
  readonly user: string;
  readonly password: string;
}

/**
 * The proxy that an option names. What can be shown of it is its scheme and place; who logs in there is private.
 */
export class ProxyServer {
  readonly scheme: ProxyScheme;
  /** IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly #login: ProxyLogin | undefined;
  readonly #written: string;

  /**
   * @param url - `scheme://user:password@host:port`: `http`, `https`, `socks5`, or `socks5h`, where the proxy resolves
   * the venue's host name; user name and password percent-encoded, or absent. Default ports: 80, 443 and 1080.
   * @throws ConfigurationError when it is no such URL; the text never quotes it
   */
  constructor(url: string) {
    const { scheme, place, login, written } = partsOf(url);
    this.scheme = scheme;
    this.host = place.hostname.replace(/^\[(.*)\]$/, '$1');
    this.port = place.port === '' ? DEFAULT_PORTS[scheme] : Number(place.port);
    this.#login = login;
    this.#written = written;
  }

  /** As errors name it: without user name and password. */
  get name(): string {
    const host = this.host.includes(':') ? `[${this.host}]` : this.host;
    return `${this.scheme}://${host}:${this.port}`;
  }

  /** Who logs in; undefined where the URL names nobody. A method, so that inspection does not show it. */
  login(): ProxyLogin | undefined {
    return this.#login;
  }

  /** Adds the password, as it is and as the URL spells it, and the user name to what a redactor removes. */
  redactFor(redactor: Redactor): void {
    if (this.#login === undefined) return;
    const { user, password } = this.#login;
    redactor.add(this.#written);
    if (password !== '') redactor.add(password);
    redactor.addName(user);
  }
}

const RULE =
  'proxy must be http://, https://, socks5:// or socks5h:// with a host, and perhaps user:password@ and a port';

function partsOf(url: string) {
  const match = /^(https?|socks5h?):\/\/(?:[^/?#@\s]*@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?\/?$/i.exec(
    url,
  );
  if (!match || !URL.canParse(url)) throw refused(RULE);
  const place = new URL(url);
  if (place.port === '0') throw refused('the port of proxy must be from 1 to 65535');
  const scheme = place.protocol.slice(0, -1) as ProxyScheme;
  const { username, password } = place;
  if (username === '' && password !== '') throw refused('proxy has a password without a user name');
  try {
    const login =
      username === ''
        ? undefined
        : { user: decodeURIComponent(username), password: decodeURIComponent(password) };
    // SOCKS writes the length of each into one byte.
    if (login && [login.user, login.password].some((text) => Buffer.byteLength(text) > 255)) {
      throw refused('user name and password of proxy must have at most 255 bytes each');
    }
    return { scheme, place, login, written: password };
  } catch (error) {
    if (error instanceof URIError) throw refused('user name and password of proxy must be percent-encoded');
    throw error;
  }
}

function refused(message: string): ConfigurationError {
  return new ConfigurationError(message, { sent: false });
}
