import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as adapter from '../../src/adapter';
import * as emulators from '../../src/emulators';
import type { ConnectionFailure } from '../../src/errors';
import * as root from '../../src/index';
import * as testing from '../../src/testing';
import * as chp from '../../src/venues/chp';
import * as finnotech from '../../src/venues/finnotech';
import * as poloniex from '../../src/venues/poloniex';
import type venues from '../../src/venues/venues.json';
import * as xapi from '../../src/venues/xapi';

const byVenue = { chp, finnotech, poloniex, xapi } satisfies Record<keyof typeof venues, object>;

const page = readFileSync('docs/errors.md', 'utf8');

/** An error class as an entry of the package exports it. */
type ErrorClass = abstract new (...args: never[]) => Error;

const isErrorClass = (value: unknown): value is ErrorClass =>
  typeof value === 'function' && (value === Error || value.prototype instanceof Error);

/** The error classes of all entries, by name. */
const classes = new Map(
  [root, adapter, emulators, testing, ...Object.values(byVenue)]
    .flatMap((entry) => Object.entries(entry))
    .filter((exported): exported is [string, ErrorClass] => isErrorClass(exported[1])),
);

const FAILURES = {
  refused: '`refused`',
  unreachable: '`unreachable`',
  dns: '`dns`',
  tls: '`tls`',
  handshake: '`handshake`',
  closed: '`closed`',
  reset: '`reset`',
  stale: '`stale`',
  backpressure: '`backpressure`',
} as const satisfies Record<ConnectionFailure, string>;

const answer = { status: 200, respData: '', kind: 'failed', code: '1', refused: true } as const;
const statuses = [
  ['404', 404],
  ['429', 429],
  ['500 and above', 503],
] as const;
const failures = Object.entries(FAILURES) as [ConnectionFailure, string][];

/** What each class is made with, and in which words the page names a case that differs from the first. */
const samples: Readonly<Record<string, readonly (readonly [when: string, error: root.BrokerError])[]>> = {
  BrokerError: [['', new root.BrokerError('')]],
  ConfigurationError: [['', new root.ConfigurationError('')]],
  ValidationError: [['', new root.ValidationError('', '')]],
  UnsupportedError: [['', new root.UnsupportedError('')]],
  AuthenticationError: [['', new root.AuthenticationError('')]],
  RateLimitError: [['', new root.RateLimitError('')]],
  NotConnectedError: [['', new root.NotConnectedError('')]],
  TransportError: [['', new root.TransportError('')]],
  TimeoutError: [['', new root.TimeoutError('')]],
  ConnectionError: failures.map(([failure, when]) => [when, new root.ConnectionError('', { failure })]),
  HttpStatusError: statuses.map(([when, status]) => [when, new root.HttpStatusError('', { status })]),
  ProtocolError: [['', new root.ProtocolError('')]],
  VenueError: [['', new root.VenueError('', { code: '1' })]],
  OrderRejectedError: [['', new root.OrderRejectedError('', { code: '1' })]],
  OrderOutcomeUnknownError: [['', new root.OrderOutcomeUnknownError('')]],
  OverflowError: [['', new root.OverflowError('')]],
  OrderEndedError: [['', new root.OrderEndedError({} as root.Order)]],
  AbortedError: [['', new root.AbortedError('')]],
  ClosedError: [['', new root.ClosedError('')]],
  ChpError: [['', new chp.ChpError('', answer)]],
  ChpNotJsonError: statuses.map(([when, status]) => [when, new chp.ChpNotJsonError({ ...answer, status })]),
  ChpMissingFieldError: [['', new chp.ChpMissingFieldError('data', answer)]],
  ChpFailedError: [['', new chp.ChpFailedError({ ...answer, dataError: [] })]],
  FinnotechError: [['', new finnotech.FinnotechError('', answer)]],
  FinnotechScopeError: [['', new finnotech.FinnotechScopeError('', { ...answer, scope: '' })]],
  FinnotechTokenError: [['', new finnotech.FinnotechTokenError('', answer)]],
  PoloniexError: [['', new poloniex.PoloniexError('', { ...answer, kind: 'other' })]],
  PoloniexReplaceError: [
    [
      '',
      new poloniex.PoloniexReplaceError('', {
        ...answer,
        canceled: {} as root.Order,
        replacement: new Error(),
      }),
    ],
  ],
};

/** A value of all samples of a class, as the page writes it: that of the first, then those that differ. */
function cellOf(name: string, field: 'retryable' | 'sent'): string {
  const [first, ...others] = samples[name] ?? [];
  const value = first?.[1][field];
  const different = others.filter(([, error]) => error[field] !== value);
  const rest =
    different.length > 0 ? `; \`${!value}\` with ${different.map(([when]) => when).join(', ')}` : '';
  return value === undefined ? 'by call' : `\`${value}\`${rest}`;
}

/** The cells of the row of a class. */
function rowOf(name: string): readonly string[] {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

const brokerErrors = [...classes].filter(([name]) => name in samples || isBroker(name)).map(([name]) => name);

function isBroker(name: string): boolean {
  return name === 'BrokerError' || classes.get(name)?.prototype instanceof root.BrokerError;
}

describe('the page of errors', () => {
  test('default: every error class of every entry is on it', () => {
    expect(brokerErrors.sort()).toEqual(Object.keys(samples).sort());
    for (const name of classes.keys()) expect(page, name).toContain(`\`${name}\``);
  });

  test.each(brokerErrors)('default: %s has its retryable and sent of the code', (name) => {
    const [, , retryable, sent] = rowOf(name);
    expect({ retryable, sent }).toEqual({
      retryable: cellOf(name, 'retryable'),
      sent: cellOf(name, 'sent'),
    });
  });

  test('default: the tree has each class below its base class', () => {
    const depths = new Map(
      [...page.matchAll(/^([│├└─ ]*)(\w+Error)$/gm)].map(([, indent = '', name = '']) => [
        name,
        indent.length / 3,
      ]),
    );
    for (const name of brokerErrors) {
      let depth = 0;
      for (let base = classes.get(name)?.prototype; base !== root.BrokerError.prototype; depth += 1) {
        base = Object.getPrototypeOf(base);
      }
      expect(depths.get(name), name).toBe(depth);
    }
  });

  test.each(Object.values(FAILURES))('default: the failure %s is explained', (failure) => {
    expect(page).toContain(`\n| ${failure} | `);
  });

  test('default: every code of a warning is explained, and no other', () => {
    // A client has no warnings: what it reports are counters.
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
      (file) => /^(?:adapter|streaming|venues)[\\/].*\.ts$/.test(file) && !/[\\/]client[\\/]/.test(file),
    );
    const codes = files.flatMap((file) =>
      [...readFileSync(`src/${file}`, 'utf8').matchAll(/\breport\??\.?\('(\w+)',/g)].map(([, code]) => code),
    );
    const section = page.split('## Warnings')[1]?.split('\n## ')[0] ?? '';
    const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
    expect(listed).toEqual([...new Set(codes)].sort());
  });
});
