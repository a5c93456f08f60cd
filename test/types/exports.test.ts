import { describe, expect, test } from 'vitest';
import venues from '../../src/venues/venues.json';

/** The names that each entry of the package exports at run time: to change them is to change the public surface. */
const ENTRIES: Readonly<Record<string, () => Promise<object>>> = {
  venuekit: () => import('../../src/index'),
  ...Object.fromEntries(
    Object.keys(venues).map((id) => [`venuekit/${id}`, () => import(`../../src/venues/${id}/index.ts`)]),
  ),
  'venuekit/adapter': () => import('../../src/adapter/index'),
  'venuekit/emulators': () => import('../../src/emulators/index'),
  'venuekit/opentelemetry': () => import('../../src/opentelemetry/index'),
  'venuekit/remote': () => import('../../src/remote/index'),
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
