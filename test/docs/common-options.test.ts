import { expect, test } from 'vitest';
import type { ReconnectOptions } from '../../src/broker';
import { LIMITS } from '../../src/core/limits';
import type { VenueOptions } from '../../src/index';
import { textOf } from './pages';

/** The keys that all members of a union have. */
type SharedBy<T> = T extends unknown ? (key: keyof T) => void : never;
type Shared = SharedBy<VenueOptions[keyof VenueOptions]> extends (key: infer K) => void ? K : never;

// The compiler refuses these lists as soon as one of them lacks an option, or has one too many.
const common = {
  timeoutMs: true,
  reconnect: true,
  loadInstruments: true,
  journal: true,
  logger: true,
  tap: true,
  raw: true,
  ca: true,
  allowInsecure: true,
  proxy: true,
  clock: true,
  random: true,
} satisfies Record<Shared, true>;

const reconnect = {
  baseMs: true,
  factor: true,
  maxMs: true,
  stableMs: true,
  maxAttempts: true,
} satisfies Record<keyof ReconnectOptions, true>;

/** The first cells of the table below a heading. */
function namesBelow(heading: string): readonly string[] {
  const part = textOf('docs/common-options.md').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...part.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
}

test('default: the page has every option that all brokers take, and no other', () => {
  expect([...namesBelow('Of every broker')].sort()).toEqual(Object.keys(common).sort());
});

test('default: the page has every member of `reconnect`', () => {
  expect([...namesBelow('Reconnect')].sort()).toEqual(Object.keys(reconnect).sort());
});

test('default: the deadline of a call is that of the code', () => {
  expect(textOf('docs/common-options.md')).toMatch(
    new RegExp(`^\\| \`timeoutMs\` .*\\| ${LIMITS.callMs} \\|$`, 'm'),
  );
});
