/**
 * Randomness that can be repeated: the same seed gives the same numbers, in any process. Never `Math.random`.
 * Not for secrets. Knows nothing of what is drawn.
 */

/**
 * Uniform numbers in [0, 1) with 32 bits: sfc32 (Chris Doty-Humphrey's small fast chaotic generator, PractRand), seeded through its own
 * first 20 rounds. Different streams of one seed are independent.
 */
export function uniformRandom(seed: number, stream = 0): () => number {
  let a = seed >>> 0, b = Math.floor(seed / 2 ** 32) >>> 0, c = stream >>> 0, counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 20; round++) next();
  return next;
}

/** Standard normal numbers, two uniform ones each (Box and Muller 1958). */
export const normalRandom = (uniform: () => number): (() => number) => () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
