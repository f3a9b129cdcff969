/**
 * Sobol's low-discrepancy sequence with the direction numbers of Joe and Kuo: points that fill the cube more evenly than chance.
 * Knows no space and no search.
 */
import { uniformRandom } from "../../market/random.js";

const BITS = 32;

/**
 * Degree s, coefficients a of the primitive polynomial, first direction numbers m_1 … m_s for dimensions 2 to 32; dimension 1 is van der Corput's.
 * @see Joe and Kuo (2008), SIAM J. Sci. Comput. 30, 2635-2654; their file `new-joe-kuo-6.21201`, its first rows
 */
const JOE_KUO: readonly (readonly number[])[] = [
  [1, 0, 1], [2, 1, 1, 3], [3, 1, 1, 3, 1], [3, 2, 1, 1, 1], [4, 1, 1, 1, 3, 3], [4, 4, 1, 3, 5, 13], [5, 2, 1, 1, 5, 5, 17], [5, 4, 1, 1, 5, 5, 5],
  [5, 7, 1, 1, 7, 11, 19], [5, 11, 1, 1, 5, 1, 1], [5, 13, 1, 1, 1, 3, 11], [5, 14, 1, 3, 5, 5, 31], [6, 1, 1, 3, 3, 9, 7, 49], [6, 13, 1, 1, 1, 15, 21, 21],
  [6, 16, 1, 3, 1, 13, 27, 49], [6, 19, 1, 1, 1, 15, 7, 5], [6, 22, 1, 3, 1, 15, 13, 25], [6, 25, 1, 1, 5, 5, 19, 61], [7, 1, 1, 3, 7, 11, 23, 15, 103],
  [7, 4, 1, 3, 7, 13, 13, 15, 69], [7, 7, 1, 1, 3, 13, 7, 35, 63], [7, 8, 1, 3, 5, 9, 1, 25, 53], [7, 14, 1, 3, 1, 13, 9, 35, 107], [7, 19, 1, 3, 1, 5, 27, 61, 31],
  [7, 21, 1, 1, 5, 11, 19, 41, 61], [7, 28, 1, 3, 5, 3, 3, 13, 69], [7, 31, 1, 1, 7, 13, 1, 19, 1], [7, 32, 1, 3, 7, 5, 13, 19, 59], [7, 37, 1, 1, 3, 9, 25, 29, 41],
  [7, 41, 1, 3, 5, 13, 23, 1, 55], [7, 42, 1, 3, 7, 3, 13, 59, 17],
];

export const MOST_DIMENSIONS: number = JOE_KUO.length + 1;

const directions = new Map<number, Uint32Array>();

/** Direction numbers v_1 … v_32 of a dimension (from 0), as 32-bit fractions. */
function directionsOf(dimension: number): Uint32Array {
  let v = directions.get(dimension);
  if (v === undefined) directions.set(dimension, (v = computeDirections(dimension)));
  return v;
}

/** v_i = v_{i-s} xor (v_{i-s} >> s) xor a_1 v_{i-1} xor … xor a_{s-1} v_{i-s+1}. */
function computeDirections(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) return v.map((_, i) => 2 ** (BITS - 1 - i));
  const [degree, coefficients, ...first] = JOE_KUO[dimension - 1] as readonly [number, number, ...number[]];
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      v[i] = first[i]! * 2 ** (BITS - 1 - i);
      continue;
    }
    v[i] = v[i - degree]! ^ (v[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) if (((coefficients >>> (degree - 1 - k)) & 1) === 1) v[i]! ^= v[i - k]!;
  }
  return v;
}

/** Point `index` (0 is the origin) as 32-bit numbers, in Gray code order (Antonov and Saleev 1979): the same points in every block of 2^k as in plain order. */
function sobolBits(index: number, dimension: number): number {
  const v = directionsOf(dimension), gray = (index ^ (index >>> 1)) >>> 0;
  let x = 0;
  for (let bit = 0; bit < BITS; bit++) if (((gray >>> bit) & 1) === 1) x ^= v[bit]!;
  return x >>> 0;
}

/**
 * Coordinates of point `index` in [0, 1), shifted at random: each is xor-ed with a number of the seed, which keeps the evenness and takes the origin away.
 * @param dimensions from 1 to 32
 * @param seed undefined: unshifted, the published sequence
 * @see Owen (2003), Quasi-Monte Carlo sampling, ACM SIGGRAPH course 44, on digital shifts
 */
export function sobolPoint(index: number, dimensions: number, seed?: number): readonly number[] {
  const uniform = seed === undefined ? (): number => 0 : uniformRandom(seed);
  return Array.from({ length: dimensions }, (_, dimension) => ((sobolBits(index, dimension) ^ Math.floor(uniform() * 2 ** 32)) >>> 0) / 2 ** 32);
}
