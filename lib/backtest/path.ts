/**
 * The way a price is taken to have gone inside a bar (F14): four points, and how far each lies along the way. Knows no order, and not which extreme comes first.
 */
export class BarPath {
  /** Open, the first extreme, the other one, close. */
  readonly points: Float64Array = new Float64Array(4);
  /** Price moved from the open to each point, up and down alike. */
  readonly travelled: Float64Array = new Float64Array(4);

  lay(open: number, high: number, low: number, close: number, highFirst: boolean): void {
    const { points, travelled } = this;
    points[0] = open;
    points[1] = highFirst ? high : low;
    points[2] = highFirst ? low : high;
    points[3] = close;
    travelled[1] = Math.abs(points[1]! - open);
    travelled[2] = travelled[1] + high - low;
    travelled[3] = travelled[2]! + Math.abs(close - points[2]!);
  }

  /** Share of the way done at a point: 0 at the open, 1 at the close. */
  share(point: number): number {
    const whole = this.travelled[3]!;
    if (point === 0) return 0;
    return whole > 0 ? this.travelled[point]! / whole : 1;
  }

  /** Share of the way done where the leg to `point` is at `price`. */
  shareAt(point: number, price: number): number {
    const whole = this.travelled[3]!;
    if (point === 0) return 0;
    return whole > 0 ? (this.travelled[point - 1]! + Math.abs(price - this.points[point - 1]!)) / whole : 1;
  }

  /** Price on the leg to `point`, at a share of the whole way. */
  priceAt(point: number, share: number): number {
    const from = this.points[point - 1]!, to = this.points[point]!, leg = this.travelled[point]! - this.travelled[point - 1]!;
    if (leg === 0) return to;
    return from + (to - from) * Math.min(Math.max((share * this.travelled[3]! - this.travelled[point - 1]!) / leg, 0), 1);
  }
}
