import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { createBroker, isConfigurationError, isValidationError, VENUES, type VenueName } from '../../src';
import registry from '../../src/venues/venues.json';
import type { XapiBroker } from '../../src/venues/xapi';

const options = { userId: '1000', password: 'canary-91' };

describe('createBroker', () => {
  test('default: makes the broker of the venue, idle, in its concrete type', async () => {
    const broker = await createBroker('xapi', options);
    expectTypeOf(broker).toEqualTypeOf<XapiBroker>();
    expect([broker.venue, broker.status.state]).toEqual(['xapi', 'idle']);
    await broker.close();
  });

  test('default: VENUES lists what can be made: the venues of the registry', () => {
    expect(VENUES).toEqual(Object.keys(registry));
    expect(VENUES).toEqual(expect.arrayContaining(['chp', 'finnotech', 'poloniex', 'xapi']));
    expectTypeOf<VenueName>().toEqualTypeOf<keyof typeof registry>();
    expectTypeOf<'chp' | 'finnotech' | 'poloniex' | 'xapi'>().toExtend<VenueName>();
  });

  test.each([
    'nope',
    '',
    'XAPI',
    '__proto__',
    'constructor',
    'toString',
    undefined,
    null,
    1,
    'x'.repeat(10_000),
  ])('error: %s is no venue: a ConfigurationError that lists those there are', async (venue) => {
    const error = await createBroker(venue as 'xapi', options).catch((thrown: unknown) => thrown);
    expect(isConfigurationError(error) && error.message).toMatch(
      new RegExp(`^There is no venue .{1,50}; there are: ${Object.keys(registry).join(', ')}$`),
    );
  });

  test('error: a misspelt venue is named', async () => {
    for (const [given, meant] of [
      ['xappi', 'xapi'],
      ['POLONIEX', 'poloniex'],
      ['finotech', 'finnotech'],
    ]) {
      await expect(createBroker(given as 'xapi', options)).rejects.toThrow(
        `There is no venue "${given}"; try ${meant}; there are: `,
      );
    }
  });

  test('error: bad options are refused by the venue, without the password', async () => {
    const error = await createBroker('xapi', { ...options, environment: 'rael' as 'real' }).catch(
      (e: unknown) => e,
    );
    expect(isValidationError(error) && error.field).toBe('environment');
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  test('args: options are typed by venue', () => {
    // @ts-expect-error the password is missing
    const missing = () => createBroker('xapi', { userId: '1000' });
    // @ts-expect-error no such venue
    const unknown = () => createBroker('kraken', options);
    expectTypeOf(missing).toBeFunction();
    expectTypeOf(unknown).toBeFunction();
  });
});

/** Other files share the process, and a socket of theirs may still be closing. */
const connections = () => process.getActiveResourcesInfo().filter((kind) => kind.includes('TCP')).length;
let before = 0;

beforeEach(() => {
  before = connections();
});

afterEach(() => {
  expect(connections()).toBeLessThanOrEqual(before);
});
