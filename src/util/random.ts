import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

/** A source of random numbers: the same numbers for the same seed and purpose on every machine. */
export type Random = JumpableRandomGenerator;

/** The largest seed. */
export const MAX_SEED = 2 ** 32 - 1;

// The purposes of a seed. Each has its own numbers, so that, say, the held-out split stays
// the same whatever the order of visiting draws. Add a new purpose at the end.
const PURPOSES = [
  'generate',
  'split',
  'placement',
  'visit',
  'power-iteration',
  'supports',
  'values',
  'model',
  'noise',
  'sample',
  'batches',
  'lanczos',
  'shards',
] as const;

/**
 * A fresh random source.
 * @param seed a whole number from 0 to MAX_SEED
 * @param purpose what the numbers are for; sources of different purposes do not overlap (they are 2^64 draws apart)
 */
export function randomFor(seed: number, purpose: (typeof PURPOSES)[number]): Random {
  const random = xoroshiro128plus(seed);
  for (let jumps = 0; jumps <= PURPOSES.indexOf(purpose); jumps++) random.jump();
  return random;
}

/** A whole number from 0 to `end` − 1, all equally likely. */
export function randomBelow(random: Random, end: number): number {
  return uniformInt(random, 0, end - 1);
}

/** Shuffles an array in place (Fisher–Yates). */
export function shuffle(array: Uint32Array, random: Random): void {
  for (let last = array.length - 1; last > 0; last--) {
    const other = randomBelow(random, last + 1);
    const kept = array[last]!;
    array[last] = array[other]!;
    array[other] = kept;
  }
}

/** The numbers 0 … length − 1 in random order. */
export function randomPermutation(length: number, random: Random): Uint32Array {
  const permutation = Uint32Array.from({ length }, (_, position) => position);
  shuffle(permutation, random);
  return permutation;
}
