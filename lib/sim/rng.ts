// Chance: one seeded generator whose whole state is a number in a record.
//
// One idea: a run is its seed. Everything random in the machine (initial sequence numbers,
// ephemeral ports, losses) draws here, so the same seed gives the same trace on every machine.
//
// Units: numbers as said at each function.
// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (the mixing
// function of SplitMix, in its 32-bit form).
// Departs: not for secrets.

export interface Rng {
  /** Unsigned 32-bit counter; the only state. */
  state: number;
}

/** Makes a generator from a seed; any finite number will do. */
export function createRng(seed: number): Rng {
  return { state: seed >>> 0 };
}

/** Mixes 32 bits well enough that neighbouring inputs look unrelated; unsigned 32-bit result. */
export function mix32(value: number): number {
  let z = value >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** Draws an unsigned 32-bit number. */
export function nextU32(rng: Rng): number {
  rng.state = (rng.state + 0x9e3779b9) >>> 0;
  return mix32(rng.state);
}

/** Draws an integer in 0 … bound - 1; `bound` must be a positive integer below 2^32. */
export function nextBelow(rng: Rng, bound: number): number {
  if (!(bound > 0)) throw new Error(`nextBelow: bound ${bound} is not positive`);
  return Math.floor((nextU32(rng) / 2 ** 32) * bound);
}

/** Draws true with the given probability, 0 to 1; draws nothing when the answer is certain. */
export function chance(rng: Rng, probability: number): boolean {
  if (probability <= 0) return false;
  if (probability >= 1) return true;
  return nextU32(rng) / 2 ** 32 < probability;
}
