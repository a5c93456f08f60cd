import { createRequire } from 'node:module';
import venues from '../../src/venues/venues.json';
import type { BenchRow } from './measure';

interface Bundle {
  readonly kilobytes: number;
}

const { bundlesOf } = createRequire(__filename)('../package/bundle-sizes.cjs') as {
  bundlesOf(venue: string, className: string): { readonly whole: Bundle; readonly own: Bundle };
};

/** The largest size in kB, minified and compressed, where one is asked. */
const LIMITS: Readonly<Record<string, { readonly all: number; readonly own: number }>> = {
  xapi: { all: 95, own: 45 },
  poloniex: { all: 170, own: 55 },
};

/**
 * What a program that imports the broker of a venue from the built package has in its bundle: with all dependencies, and the
 * code of this package alone.
 */
export function benchBundles(): BenchRow[] {
  return Object.entries(venues).flatMap(([venue, { className }]) => {
    const { whole, own } = bundlesOf(venue, className);
    const limits = LIMITS[venue] ?? { all: Number.POSITIVE_INFINITY, own: Number.POSITIVE_INFINITY };
    return [
      { id: `bundle-${venue}-kb`, ratio: whole.kilobytes, perSecond: 0, limit: limits.all },
      { id: `bundle-${venue}-own-kb`, ratio: own.kilobytes, perSecond: 0, limit: limits.own },
    ];
  });
}
