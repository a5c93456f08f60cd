/** Mixes three integers into 32 well-spread bits: the same input gives the same bits on every machine. */
export function mix(seed: number, level: number, index: number): number {
  let bits = (seed ^ Math.imul(level + 1, 0x9e3779b1)) >>> 0;
  // Two words of the index, so that it may pass 2^32 (milliseconds, say).
  bits = Math.imul(bits ^ (index >>> 0), 0x85ebca6b) >>> 0;
  bits ^= bits >>> 13;
  bits = Math.imul(bits ^ Math.floor(index / 2 ** 32), 0xc2b2ae35) >>> 0;
  bits ^= bits >>> 16;
  bits = Math.imul(bits, 0x45d9f3b) >>> 0;
  return (bits ^ (bits >>> 15)) >>> 0;
}

/** A number in [0, 1) that depends on nothing but its arguments. */
export function unit(seed: number, level: number, index: number): number {
  return mix(seed, level, index) / 2 ** 32;
}

/** Turns a seed and a name into the seed of that name's own stream (FNV-1a). */
export function seedOf(seed: number, name: string): number {
  let bits = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < name.length; at += 1) {
    bits = Math.imul(bits ^ name.charCodeAt(at), 0x01000193) >>> 0;
  }
  return mix(bits, 7, name.length);
}
