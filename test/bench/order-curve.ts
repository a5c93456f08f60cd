import { measureFlood } from './end-to-end/end-to-end';
import { MEASURED, REPEATS } from './end-to-end/frames/order-curve';
import { type BenchRow, spreadOf } from './measure';

const ROUNDS = 3;
const SIZES = [10, 1000, 100_000] as const;
/** An order costs the same whatever the number of those before it; the rest is what caches of the machine make. */
const LIMIT = 1.3;

/** What a frame of an order costs a broker that follows 10, 1,000 and 100,000 of them, against the first. */
export async function benchOrderCurve(): Promise<BenchRow[]> {
  const costs = new Map<number, number[]>(SIZES.map((size) => [size, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const size of SIZES) {
      const sizes = { frames: MEASURED, warmUp: REPEATS + size };
      const { cpuMs } = await measureFlood(`orders-curve-${size}`, 'listener', sizes);
      costs.get(size)?.push(cpuMs);
    }
  }
  const base = spreadOf(costs.get(SIZES[0]) as number[]).median;
  return SIZES.map((size) => {
    const { median } = spreadOf(costs.get(size) as number[]);
    return {
      id: `orders-after-${size}`,
      ratio: median / base,
      perSecond: Math.round((MEASURED / median) * 1000),
      limit: LIMIT,
    };
  });
}
