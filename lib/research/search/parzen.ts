/**
 * One parameter's density on [0, 1] out of where trials lay: a bell around each, and the prior as one more observation, so that nowhere is given up.
 * Knows no scores.
 */
import { normalCdf, normalQuantile } from "../../metrics/normal.js";
import { levelsOf, type Axis } from "./space.js";

/** Bells of equal weight cut off at 0 (`below` lies beyond) and 1, one more weight spread evenly; for a choice the weights of its values. */
export type Parzen =
  | { readonly kind: "bells"; readonly centers: Float64Array; readonly widths: Float64Array; readonly below: Float64Array; readonly masses: Float64Array; readonly heights: Float64Array }
  | { readonly kind: "choice"; readonly weights: Float64Array };

/** No bell is narrower than this share of the range, over the number of bells up to a hundred. */
const NARROWEST = 100;
/** Squared distance in widths beyond which a bell adds less than the prior's rounding. */
const FAR = 90;

/**
 * A bell reaches as far as the farther of its two neighbours (the ends of the range count as such), and not less than 1 / min(100, n + 1) of the range, nor than half a level.
 * Integer, real and logarithmic parameters differ only in what a coordinate stands for.
 * @see Bergstra et al. (2011), section 4.1: adaptive Parzen estimator
 */
export function parzen(axis: Axis, at: readonly number[]): Parzen {
  if (axis.kind === "choice") return { kind: "choice", weights: choiceWeights(axis.values.length, at) };
  const centers = Float64Array.from(at).sort(), narrowest = Math.max(1 / Math.min(NARROWEST, at.length + 1), 0.5 / levelsOf(axis));
  const widths = centers.map((center, i) => Math.min(1, Math.max(narrowest, center - (centers[i - 1] ?? 0), (centers[i + 1] ?? 1) - center)));
  const below = centers.map((center, i) => shareBelow(-center / widths[i]!)), masses = centers.map((center, i) => shareBelow((1 - center) / widths[i]!) - below[i]!);
  return { kind: "bells", centers, widths, below, masses, heights: masses.map((mass, i) => 1 / (Math.sqrt(2 * Math.PI) * widths[i]! * mass)) };
}

/** Beyond nine deviations there is nothing that a double could tell; the far tail is also slow to compute. */
const shareBelow = (z: number): number => (z > 9 ? 1 : z < -9 ? 0 : normalCdf(z));

function choiceWeights(count: number, at: readonly number[]): Float64Array {
  const weights = new Float64Array(count).fill(1);
  for (const coordinate of at) weights[levelAt(count, coordinate)]!++;
  const total = at.length + count;
  return weights.map((weight) => weight / total);
}

const levelAt = (count: number, coordinate: number): number => Math.min(count - 1, Math.floor(coordinate * count));

/** Density at a coordinate; above 0 everywhere. */
export function densityOf(model: Parzen, coordinate: number): number {
  if (model.kind === "choice") return model.weights[levelAt(model.weights.length, coordinate)]!;
  const { centers, widths, heights } = model;
  let sum = 1; // the prior: even over the range
  for (let i = 0; i < centers.length; i++) {
    const z = (coordinate - centers[i]!) / widths[i]!, square = z * z;
    if (square < FAR) sum += heights[i]! * Math.exp(-0.5 * square);
  }
  return sum / (centers.length + 1);
}

/** Two uniform numbers a draw. */
export function drawFrom(model: Parzen, uniform: () => number): number {
  const which = uniform(), u = uniform();
  if (model.kind === "choice") return (levelUnder(model.weights, which) + 0.5) / model.weights.length;
  const { centers, widths, below, masses } = model, bell = Math.floor(which * (centers.length + 1));
  if (bell === centers.length) return u;
  return Math.min(1, Math.max(0, centers[bell]! + widths[bell]! * normalQuantile(below[bell]! + u * masses[bell]!)));
}

function levelUnder(weights: Float64Array, which: number): number {
  let sum = 0;
  const level = weights.findIndex((weight) => (sum += weight) > which);
  return level < 0 ? weights.length - 1 : level;
}
