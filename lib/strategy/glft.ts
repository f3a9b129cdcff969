/**
 * Where a market maker quotes, by Guéant, Lehalle and Fernandez-Tapia in the long run: half-spread and skew as closed formulas of how often
 * orders are hit, of volatility and of risk aversion. Pure numbers: knows no book, no tick grid, no fee and no limit on the position.
 */
import { QuantError } from "../market/errors.js";

/** Any unit of price (ticks, quote currency) and of time (seconds), the same throughout. */
export interface GlftParameters {
  /** A: how often an order at the fair price is hit, per unit of time; above 0. Orders d away are hit A exp(-k d). */
  readonly intensity: number;
  /** k: how fast that falls with distance, per unit of price; above 0. */
  readonly decay: number;
  /** gamma (and xi): of exponential utility, per unit of price and size; 0 is indifferent to risk. */
  readonly riskAversion: number;
  /** sigma: of the fair price, units of price per root of the unit of time; at least 0. */
  readonly volatility: number;
  /** Delta: size of an order, the unit the position is counted in; default 1. */
  readonly size?: number | undefined;
}

/**
 * Distance of bid and ask from the fair price without a position, in units of price.
 *     c1 + Delta / 2 sigma c2,   c1 = ln(1 + gamma Delta / k) / (gamma Delta),   c2 as in `glftSkew`
 * Without risk aversion it is 1 / k.
 * @see Guéant, Lehalle and Fernandez-Tapia (2013), Mathematics and Financial Economics 7(4); with xi = gamma
 * @throws QuantError BAD_GLFT
 */
export function glftHalfSpread(parameters: GlftParameters): number {
  const { decay, riskAversion, size } = checked(parameters);
  return logRatio((riskAversion * size) / decay) / decay + (size / 2) * glftSkew(parameters);
}

/**
 * How far both quotes move down for one unit of a long position, in units of price a unit of size; 0 without risk aversion or volatility.
 *     sigma c2,   c2 = sqrt(gamma / (2 A Delta k) (1 + gamma Delta / k)^(k / (gamma Delta) + 1))
 * @throws QuantError BAD_GLFT
 */
export function glftSkew(parameters: GlftParameters): number {
  const { intensity, decay, riskAversion, volatility, size } = checked(parameters), risk = (riskAversion * size) / decay;
  return volatility * Math.sqrt((riskAversion / (2 * intensity * size * decay)) * Math.exp(logRatio(risk) + Math.log1p(risk)));
}

/**
 * Bid and ask around a fair price, not rounded to a tick: fair - half - skew Q and fair + half - skew Q.
 * @param position Q, signed, in the unit of `size`
 * @throws QuantError BAD_GLFT
 */
export function glftQuotes(fair: number, position: number, parameters: GlftParameters): { readonly bid: number; readonly ask: number } {
  const half = glftHalfSpread(parameters), middle = fair - glftSkew(parameters) * position;
  return { bid: middle - half, ask: middle + half };
}

/** ln(1 + x) / x, which is 1 at 0. */
const logRatio = (x: number): number => (x === 0 ? 1 : Math.log1p(x) / x);

function checked({ size = 1, ...given }: GlftParameters): Required<GlftParameters> & { readonly size: number } {
  const parameters = { ...given, size };
  for (const name of ["intensity", "decay", "size"] as const) if (!(parameters[name] > 0 && parameters[name] < Infinity)) throw badGlft(name, parameters[name], "above 0");
  for (const name of ["riskAversion", "volatility"] as const) if (!(parameters[name] >= 0 && parameters[name] < Infinity)) throw badGlft(name, parameters[name], "of at least 0");
  return parameters;
}

const badGlft = (name: string, value: number, right: string): QuantError => new QuantError("input", "BAD_GLFT", `glft: ${name} is ${value}, a finite number ${right} was expected`, { name, value });
