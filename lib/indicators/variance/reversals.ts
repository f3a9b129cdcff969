/**
 * How often price turns round on a lattice of levels `spacing` apart: what a ladder of resting orders lives on.
 * Measured along the adaptive path (open, nearer extreme, other one, close), not on closes, which jump over levels and hide turns.
 */
import type { Candles } from "../../market/candles.js";
import { highComesFirst } from "../../market/barPath.js";
import { QuantError } from "../../market/errors.js";
import { onTimeframe, type TimeframeOption } from "../build.js";
import type { Bar, Indicator } from "../indicator.js";
import { bars, known, number } from "../options.js";
import { RollingMean } from "../window.js";

/** A level counts as reached within rounding; a tick is far more. */
const ROUNDING = 1e-12;

/** Levels origin * (1 + spacing)^j, the origin being the first price. A move is made when price reaches the next level from the one it was at last. */
class Lattice {
  /** Moves of this bar that another came before, and those of them that went back on it. */
  moves = 0;
  reversals = 0;
  private origin = NaN;
  private level = 0;
  private above = Infinity;
  private below = -Infinity;
  private direction = 0;
  private readonly step: number;
  constructor(spacing: number) {
    this.step = Math.log1p(spacing);
  }

  walk(open: number, high: number, low: number, close: number): void {
    this.moves = this.reversals = 0;
    if (this.origin !== this.origin) this.begin(open);
    const isHighFirst = highComesFirst("adaptive", open, high, low, close);
    this.to(open);
    this.to(isHighFirst ? high : low);
    this.to(isHighFirst ? low : high);
    this.to(close);
  }

  private begin(price: number): void {
    this.origin = price;
    this.settle(0);
  }

  private to(price: number): void {
    while (price >= this.above) this.move(1);
    while (price <= this.below) this.move(-1);
  }

  private move(direction: 1 | -1): void {
    if (this.direction !== 0) this.moves++;
    if (this.direction === -direction) this.reversals++;
    this.direction = direction;
    this.settle(this.level + direction);
  }

  private settle(level: number): void {
    this.level = level;
    this.above = this.origin * Math.exp(this.step * (level + 1)) * (1 - ROUNDING);
    this.below = this.origin * Math.exp(this.step * (level - 1)) * (1 + ROUNDING);
  }
}

class ReversalShare implements Indicator {
  private readonly lattice: Lattice;
  private readonly moves: RollingMean;
  private readonly reversals: RollingMean;
  constructor(readonly warmup: number, private readonly spacing: number) {
    this.lattice = new Lattice(spacing);
    this.moves = new RollingMean(warmup, 1);
    this.reversals = new RollingMean(warmup, 1);
  }

  push({ open, high, low, close }: Readonly<Bar>): number {
    return this.next(open, high, low, close);
  }

  column({ open, high, low, close, length }: Candles): Float64Array {
    const out = new Float64Array(length), fresh = new ReversalShare(this.warmup, this.spacing);
    for (let i = 0; i < length; i++) out[i] = fresh.next(open[i]!, high[i]!, low[i]!, close[i]!);
    return out;
  }

  private next(open: number, high: number, low: number, close: number): number {
    const { lattice } = this;
    lattice.walk(open, high, low, close);
    return this.reversals.next(lattice.reversals) / this.moves.next(lattice.moves);
  }
}

/**
 * Reversal share rho: of the moves from level to level in the last `period` bars, those that went against the move before. 1/2 for a fair walk, above it where moves are taken back.
 * The jump from a close to the next open counts as one way, gap or not; a bar's own way is guessed, so a fair walk reads a little LOW, least where levels are wide:
 * .477, .490, .500 at 10, 20, 50 basis points on simulated minutes of 8 basis points, where closes alone give .34, .41, .46.
 * @param period bars, whole, at least 1; first value at bar `period` at the earliest; NaN while the window holds no move
 * @param spacing of neighbouring levels, a fraction from 1e-6 to 1: `bp(20)` is 20 basis points
 * @returns a fraction from 0 to 1
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function reversalShare(period: number, spacing: number, options: TimeframeOption = {}): Indicator {
  bars("reversalShare", "period", period);
  number("reversalShare", "spacing", spacing, 0);
  if (spacing < 1e-6 || spacing > 1) throw new QuantError("input", "BAD_OPTION", `reversalShare: spacing is ${spacing}, a fraction from 1e-6 to 1 was expected, such as bp(20)`, { spacing });
  known("reversalShare", options, ["timeframe"]);
  return onTimeframe(new ReversalShare(period, spacing), options.timeframe);
}

/**
 * Variance ratio of a chain that reverses with probability `share`: (1 - share) / share. 1 at 1/2; Infinity at 0.
 * Holds in the long run and where a move depends on the one before only.
 * @param share a fraction from 0 to 1; NaN gives NaN
 */
export const reversalVarianceRatio = (share: number): number => (1 - share) / share;
