/**
 * CMA-ES: a normal distribution that moves towards what scores well and takes on the shape of the ground there. For a few parameters with an order.
 * A choice is taken in the order of its list. Starts anew at a random place when it has narrowed down to one. Knows no strategy.
 */
import { normalRandom, uniformRandom } from "../../market/random.js";
import { BATCH, rankedRows, type SearchMethod } from "./method.js";
import { randomPoint } from "./randomSearch.js";
import { allowsPoint, levelsOf, type Point, type Space } from "./space.js";
import { symmetricEigen, type Matrix } from "./symmetricEigen.js";

export interface CmaState {
  readonly seed: number;
  /** Batches told. */
  readonly generation: number;
  readonly mean: readonly number[];
  readonly sigma: number;
  readonly covariance: Matrix;
  readonly covariancePath: readonly number[];
  readonly sigmaPath: readonly number[];
  /** Generations since the last start. */
  readonly age: number;
}

const PARENTS = BATCH / 2;
const RAW = Array.from({ length: PARENTS }, (_, i) => Math.log((BATCH + 1) / 2) - Math.log(i + 1));
const WEIGHTS = RAW.map((weight) => weight / RAW.reduce((a, b) => a + b, 0));
/** Variance effective selection mass. */
const MASS = 1 / WEIGHTS.reduce((sum, weight) => sum + weight * weight, 0);
/** A third of the unit interval, as the tutorial advises for an optimum expected inside it. */
const FIRST_SIGMA = 0.3;
const MOST_REDRAWS = 100;

/**
 * The population is the batch; weights are positive only. Proposals outside the box or refused by the constraint are drawn again (B.5).
 * @see Hansen (2016), The CMA Evolution Strategy: A Tutorial, arXiv 1604.00772, figure 6 and table 1
 */
export const cmaEs: SearchMethod<CmaState> = {
  begin: (space, seed) => started(seed, 0, space.axes.map(() => 0.5)),
  ask(space, state) {
    const { values, vectors } = symmetricEigen(state.covariance), lengths = values.map((value) => Math.sqrt(Math.max(value, 0)));
    return Array.from({ length: BATCH }, (_, i) => draw(space, state, lengths, vectors, state.generation * BATCH + i));
  },
  tell(space, state, points, scores) {
    if (scores.every((score) => score === null)) return started(state.seed, state.generation + 1, randomPoint(space, state.seed, restartStream(state)));
    const next = updated(state, rankedRows(scores).slice(0, PARENTS).map((row) => points[row]!));
    return isSpent(space, next) ? started(state.seed, next.generation, randomPoint(space, state.seed, restartStream(state))) : next;
  },
};

/** Streams that no proposal draws from. */
const restartStream = ({ generation }: CmaState): number => 2 ** 31 + generation;

function started(seed: number, generation: number, mean: Point): CmaState {
  const zeros = mean.map(() => 0);
  return { seed, generation, mean, sigma: FIRST_SIGMA, covariance: mean.map((_, i) => zeros.map((_zero, j) => Number(i === j))), covariancePath: zeros, sigmaPath: zeros, age: 0 };
}

function draw(space: Space, { seed, mean, sigma }: CmaState, lengths: readonly number[], vectors: Matrix, stream: number): Point {
  const normal = normalRandom(uniformRandom(seed, stream));
  let point: number[] = [];
  for (let attempt = 0; attempt < MOST_REDRAWS; attempt++) {
    const z = lengths.map((length) => length * normal());
    point = mean.map((center, i) => center + sigma * dot(vectors[i]!, z));
    if (point.every((x) => x >= 0 && x <= 1) && allowsPoint(space, point)) return point;
  }
  const clipped = point.map((x) => Math.min(1, Math.max(0, x)));
  return allowsPoint(space, clipped) ? clipped : randomPoint(space, seed, stream);
}

/** One generation, in the tutorial's equations 41 to 47. @param parents best first */
function updated({ seed, generation, mean, sigma, covariance, covariancePath, sigmaPath, age }: CmaState, parents: readonly Point[]): CmaState {
  const n = mean.length, steps = parents.map((point) => point.map((x, i) => (x - mean[i]!) / sigma));
  const step = mean.map((_, i) => steps.reduce((sum, y, k) => sum + WEIGHTS[k]! * y[i]!, 0));
  const cSigma = (MASS + 2) / (n + MASS + 5), damping = 1 + 2 * Math.max(0, Math.sqrt((MASS - 1) / (n + 1)) - 1) + cSigma;
  const nextSigmaPath = along(sigmaPath, whitened(covariance, step), cSigma);
  const length = Math.sqrt(dot(nextSigmaPath, nextSigmaPath)), expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  const isStalled = length / Math.sqrt(1 - (1 - cSigma) ** (2 * (age + 1))) < (1.4 + 2 / (n + 1)) * expected;
  const cPath = (4 + MASS / n) / (n + 4 + (2 * MASS) / n), nextPath = along(covariancePath, isStalled ? step : step.map(() => 0), cPath);
  const c1 = 2 / ((n + 1.3) ** 2 + MASS), cMu = Math.min(1 - c1, (2 * (1 / 4 + MASS + 1 / MASS - 2)) / ((n + 2) ** 2 + MASS));
  const kept = 1 + c1 * (isStalled ? 0 : cPath * (2 - cPath)) - c1 - cMu;
  return {
    seed, generation: generation + 1, age: age + 1, mean: mean.map((x, i) => x + sigma * step[i]!), sigmaPath: nextSigmaPath, covariancePath: nextPath,
    sigma: sigma * Math.exp((cSigma / damping) * (length / expected - 1)),
    covariance: covariance.map((row, i) => row.map((value, j) => kept * value + c1 * nextPath[i]! * nextPath[j]! + cMu * steps.reduce((sum, y, k) => sum + WEIGHTS[k]! * y[i]! * y[j]!, 0))),
  };
}

const along = (path: readonly number[], step: readonly number[], rate: number): readonly number[] => path.map((x, i) => (1 - rate) * x + Math.sqrt(rate * (2 - rate) * MASS) * step[i]!);

/** C^(-1/2) times a step. */
function whitened(covariance: Matrix, step: readonly number[]): readonly number[] {
  const { values, vectors } = symmetricEigen(covariance);
  const turned = values.map((value, j) => vectors.reduce((sum, row, i) => sum + row[j]! * step[i]!, 0) / Math.sqrt(Math.max(value, 1e-300)));
  return step.map((_, i) => dot(vectors[i]!, turned));
}

/** Nothing new can come of it: no coordinate varies by a tenth of a level, nor by 1e-7 of a continuum. */
function isSpent({ axes }: Space, { sigma, covariance }: CmaState): boolean {
  return axes.every((axis, i) => sigma * Math.sqrt(covariance[i]![i]!) < Math.max(1e-7, 0.1 / levelsOf(axis)));
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
