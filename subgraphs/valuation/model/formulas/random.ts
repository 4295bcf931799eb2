import { requireArgument } from '../valuation-error.ts';

/** The next number of a sequence, in [0, 1). */
export type Random = () => number;

/**
 * A reproducible sequence of pseudo-random numbers: the same seed gives the same sequence on every machine.
 * Throws INVALID_ARGUMENT unless the seed is an integer from 0 to 2³² − 1.
 * Source: mulberry32 (Tommy Ettinger, public domain).
 */
export function createRandom(seed: number): Random {
  requireArgument(
    Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32,
    `The seed must be a 32-bit integer, not ${seed}.`,
  );
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A draw from the normal distribution with mean 0 and deviation 1. Source: Box and Muller (1958). */
export function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
