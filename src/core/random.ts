import { randomFillSync } from 'node:crypto';

/** A source of random numbers, injected so that a test can repeat a run. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

/** Bytes of one number, and of how many the source is asked at once: each request for some takes as long as an id. */
const NUMBER_BYTES = 6;
const pool = Buffer.alloc(NUMBER_BYTES * 256);
let used = pool.length;

/** Random numbers of the machine's cryptographic source. */
export const systemRandom: Random = {
  next() {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const number = pool.readUIntBE(used, NUMBER_BYTES) / 2 ** 48;
    used += NUMBER_BYTES;
    return number;
  },
};

/**
 * A repeatable source: the same seed gives the same numbers on every machine.
 * @param seed - any 32-bit integer
 */
export function seededRandom(seed: number): Random {
  // mulberry32: 32 bits of state are enough for jitter and for a simulated market.
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
