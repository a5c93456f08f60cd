import { isIPv4 } from 'node:net';
import { ValidationError } from '../errors';

/** A place to connect to: a URL, or the parts of a TCP address. */
export type EndpointInput =
  | string
  | { readonly host: string; readonly port: number; readonly tls: boolean | object };

/** What may be relaxed, and what is expected. */
export interface EndpointRules {
  /** Allows plain text beyond loopback. Passwords and orders are then readable by everyone on the way. */
  readonly allowInsecure?: 'i-understand' | undefined;
  /**
   * Schemes that fit.
   * @defaultValue https, http, wss and ws
   */
  readonly schemes?: readonly string[];
  /**
   * What errors call it.
   * @defaultValue 'url'
   */
  readonly field?: string;
}

/** An endpoint that passed. */
export interface Endpoint {
  /** Lower case; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly loopback: boolean;
}

const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'wss:': 443, 'http:': 80, 'ws:': 80 };

/**
 * Checks where a connection would go, before anything is opened. The value itself is never part of the error: a URL
 * may hold a password.
 *
 * @throws ValidationError for credentials in the URL, another scheme, a fragment, a host that ends in a dot or is none,
 *   a port out of range, and plain text beyond loopback without `allowInsecure: 'i-understand'`
 */
export function checkEndpoint(input: EndpointInput, rules: EndpointRules = {}): Endpoint {
  const endpoint = typeof input === 'string' ? fromUrl(input, rules) : fromAddress(input, rules);
  if (!endpoint.secure && !endpoint.loopback && rules.allowInsecure !== 'i-understand') {
    refuse(rules, "must be encrypted beyond this machine; allowInsecure: 'i-understand' permits plain text");
  }
  return endpoint;
}

function refuse(rules: EndpointRules, rule: string): never {
  throw new ValidationError(rules.field ?? 'url', rule);
}

function fromUrl(input: string, rules: EndpointRules): Endpoint {
  const schemes = rules.schemes ?? ['https', 'http', 'wss', 'ws'];
  // The URL parser drops white space, reads backslashes as slashes and accepts a missing //: all refused here.
  const parts = /^([a-z][a-z0-9+.-]{0,20}):\/\/([^/?#]{1,512})([/?#]|$)/i.exec(input);
  if (!parts || /[\s\\\p{Cc}]/u.test(input) || !URL.canParse(input)) {
    return refuse(rules, `must be an absolute URL with ${schemes.join(', ')}`);
  }
  const url = new URL(input);
  if (!schemes.includes(url.protocol.slice(0, -1)) || !(url.protocol in PORTS)) {
    refuse(rules, `must begin with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
  }
  if (parts[2]?.includes('@')) refuse(rules, 'must not contain a user name or password');
  if (input.includes('#')) refuse(rules, 'must not have a fragment');
  if (url.port === '0') refuse(rules, 'must have a port from 1 to 65535');
  return {
    ...checkHost(url.hostname, rules),
    port: url.port === '' ? (PORTS[url.protocol] ?? 0) : Number(url.port),
    secure: url.protocol === 'https:' || url.protocol === 'wss:',
  };
}

function fromAddress({ host, port, tls }: Exclude<EndpointInput, string>, rules: EndpointRules): Endpoint {
  if (typeof host !== 'string' || host === '' || !/^[a-z0-9._:[\]-]{1,255}$/i.test(host)) {
    refuse(rules, 'must have a host name or an IP address as its host');
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) refuse(rules, 'must have a port from 1 to 65535');
  const url = `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}/`;
  if (!URL.canParse(url)) refuse(rules, 'must have a host name or an IP address as its host');
  return { ...checkHost(new URL(url).hostname, rules), port, secure: tls !== false };
}

function checkHost(
  hostname: string,
  rules: EndpointRules,
): { readonly host: string; readonly loopback: boolean } {
  // A trailing dot names the same host to DNS and another one to certificates and allow lists.
  if (hostname === '' || hostname.endsWith('.'))
    refuse(rules, 'must not have an empty host or one that ends in a dot');
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, loopback: isLoopback(host) };
}

/** Whether a host, as the URL parser writes it, is this machine: 127.0.0.0/8, ::1 and localhost. */
function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.');
  // The URL parser writes the mapped 127.x.y.z in hexadecimal.
  return host === 'localhost' || host === '::1' || /^::ffff:7f[0-9a-f]{2}:/.test(host);
}
