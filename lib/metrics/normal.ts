/** The standard normal distribution and its inverse. Knows nothing of what is tested with it. */

const SQRT_TAU = Math.sqrt(2 * Math.PI);
/** From here on the tail is computed as such, so that small probabilities keep all their digits. */
const TAIL = 2.5;
/** Enough for full precision at x = TAIL; fewer would do further out. */
const FRACTION_TERMS = 200;

/** Density of the standard normal distribution. */
export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / SQRT_TAU;

/**
 * Phi(x), the probability that a standard normal variable is at most x. Relative error below 2e-14, in the tails too.
 *     |x| < 2.5:  1/2 + phi(x) (x + x^3/3 + x^5/(3*5) + ...),   else Laplace's continued fraction of the tail
 * Phi(-Infinity) is 0, Phi(Infinity) is 1, Phi(NaN) is NaN.
 * @see Marsaglia (2004), J. Statistical Software 11(4); Abramowitz and Stegun 26.2.11 and 26.2.14
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x <= -TAIL) return upperTail(-x);
  return x >= TAIL ? 1 - upperTail(x) : 0.5 + normalDensity(x) * oddSeries(x);
}

function oddSeries(x: number): number {
  let term = x, total = x;
  for (let k = 3, before = NaN; total !== before; k += 2) {
    before = total;
    term *= (x * x) / k;
    total += term;
  }
  return total;
}

/** 1 - Phi(x) for x > 0: phi(x) / (x + 1/(x + 2/(x + 3/(x + ...)))), from the inside out. */
function upperTail(x: number): number {
  let denominator = x;
  for (let k = FRACTION_TERMS; k > 0; k--) denominator = x + k / denominator;
  return normalDensity(x) / denominator;
}

/** Wichura's PPND16: numerator and denominator, highest power first, for the centre, the tails and the far tails. His decimals, shortened to the same doubles. */
const CENTER = [
  [2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665],
  [5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1],
] as const;
const NEAR_TAIL = [
  [0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835],
  [1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038, 2.053191626637759, 1],
] as const;
const FAR_TAIL = [
  [2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103],
  [2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1],
] as const;

/**
 * Phi^-1(p), the standard normal quantile, by Wichura's AS241 (PPND16): relative error about 1e-16.
 * Phi^-1(0) is -Infinity, Phi^-1(1) is Infinity; NaN outside [0, 1].
 * @see Wichura (1988), Applied Statistics 37(3), 477-484
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(CENTER, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  return Math.sign(q) * (r <= 5 ? rational(NEAR_TAIL, r - 1.6) : rational(FAR_TAIL, r - 5));
}

const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduce((total, c) => total * x + c, 0);
const rational = ([top, bottom]: readonly [readonly number[], readonly number[]], x: number): number => polynomial(top, x) / polynomial(bottom, x);
