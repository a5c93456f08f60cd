import type { BrokerOptions } from '../../broker';
import type { VenueId } from '../../core/venue-id';
import { checkEndpoint } from '../../transport/endpoint-url';
import { type AuditOptions, auditIntervalOf } from '../account/audit-options';
import {
  checkAuthorities,
  clientOptionsOf,
  credential,
  parseOptions,
  type RestOptions,
  restShape,
} from './options';
import * as z from './zod';

const SCHEMES = { http: ['https', 'http'], websocket: ['wss', 'ws'] } as const;

/** The options that a venue has beside those of every broker: who signs, and where to connect. */
export interface VenueOptionNames<C extends string, U extends string> {
  readonly venue: VenueId;
  /** The class that takes them, for the text of an error. */
  readonly owner: string;
  readonly credentials: readonly C[];
  readonly urls: Readonly<Record<U, keyof typeof SCHEMES>>;
}

/** The options of a venue, read. */
export interface VenueOptions<C extends string, U extends string> {
  /** With every default in place, and without secrets. */
  readonly settings: RestOptions & Readonly<Record<U, string>>;
  readonly credentials: Readonly<Record<C, string>>;
  readonly auditIntervalMs: number;
}

/**
 * Makes what reads the options of a broker that signs with a key and connects to URLs. It throws a ValidationError naming
 * the first option that breaks its rule, and a ConfigurationError for `ca` where nothing is encrypted.
 */
export function venueOptionsReader<C extends string, U extends string>(names: VenueOptionNames<C, U>) {
  const { venue, credentials: keys, urls } = names;
  const fields = Object.keys(urls) as U[];
  const url = z.string('must be a URL');
  const schema = z.strictObject({
    ...Object.fromEntries(keys.map((name) => [name, credential])),
    ...Object.fromEntries(fields.map((name) => [name, url])),
    ...restShape,
  });
  const secretFields = new Set<string>([...keys, ...fields, 'ca']);
  return (options: BrokerOptions & AuditOptions & Readonly<Record<C | U, string>>): VenueOptions<C, U> => {
    // What the schema lets through has these members; the compiler cannot follow names that are parameters.
    const settings = {
      ...(parseOptions(schema, clientOptionsOf(options, {}, names.owner), {
        ...names,
        secretFields,
      }) as RestOptions & Readonly<Record<C | U, string>>),
    };
    const { allowInsecure, ca } = settings;
    const endpoints = fields.map((field) =>
      checkEndpoint(settings[field], { allowInsecure, schemes: SCHEMES[urls[field]], field }),
    );
    const isSecure = endpoints.some(({ secure }) => secure);
    checkAuthorities(ca, isSecure, 'an https or wss URL', venue);
    const credentials = Object.fromEntries(keys.map((key) => [key, settings[key] as string]));
    for (const key of keys) Reflect.deleteProperty(settings, key);
    return {
      settings,
      credentials: credentials as Record<C, string>,
      auditIntervalMs: auditIntervalOf(options, venue),
    };
  };
}
