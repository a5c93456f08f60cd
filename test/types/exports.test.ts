import { describe, expect, test } from 'vitest';

/** The names that each entry of the package exports at run time: to change them is to change the public surface. */
const ENTRIES = {
  venuekit: () => import('../../src/index'),
  'venuekit/chp': () => import('../../src/venues/chp/index'),
  'venuekit/finnotech': () => import('../../src/venues/finnotech/index'),
  'venuekit/poloniex': () => import('../../src/venues/poloniex/index'),
  'venuekit/xapi': () => import('../../src/venues/xapi/index'),
  'venuekit/adapter': () => import('../../src/adapter/index'),
  'venuekit/emulators': () => import('../../src/emulators/index'),
  'venuekit/testing': () => import('../../src/testing/index'),
};

describe('exports', () => {
  test.each(Object.entries(ENTRIES))('default: %s', async (_name, load) => {
    expect(Object.keys(await load()).sort()).toMatchSnapshot();
  });

  test('default: none of them has a default export', async () => {
    for (const load of Object.values(ENTRIES)) expect(Object.keys(await load())).not.toContain('default');
  });
});
