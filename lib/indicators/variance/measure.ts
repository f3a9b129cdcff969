/** The unit a variance is given in: its own, of a year, or its root. Nothing is annualised and no root is taken unless asked. Knows no estimator. */
import type { Candles } from "../../market/candles.js";
import type { Bar, Indicator } from "../indicator.js";
import { number, oneOf } from "../options.js";

/** What a variance is given as. */
export interface MeasureOption {
  /** `variance` (default), or `volatility`: its root. */
  readonly as?: "variance" | "volatility" | undefined;
  /** Makes it the variance of a year: 365 for days, 8,760 for hours, 525,600 for minutes; Bitcoin never closes. Unset: nothing is annualised. */
  readonly barsPerYear?: number | undefined;
}
export const MEASURE: readonly string[] = ["as", "barsPerYear"];

/**
 * The indicator in the unit asked for.
 * @param bars how many bars its variance spans: 1 for a variance per bar
 * @throws QuantError BAD_OPTION
 */
export function measured(name: string, indicator: Indicator, { as = "variance", barsPerYear }: MeasureOption, bars = 1): Indicator {
  const isRoot = oneOf(name, "as", as, ["variance", "volatility"]) === "volatility";
  const scale = barsPerYear === undefined ? 1 : number(name, "barsPerYear", barsPerYear, 0) / bars;
  return isRoot || scale !== 1 ? new Measured(indicator, scale, isRoot) : indicator;
}

class Measured implements Indicator {
  readonly warmup: number;
  readonly timeframe: string | undefined;
  constructor(private readonly variance: Indicator, private readonly scale: number, private readonly isRoot: boolean) {
    this.warmup = variance.warmup;
    this.timeframe = variance.timeframe;
  }
  push(bar: Readonly<Bar>): number {
    return this.of(this.variance.push(bar));
  }
  column(candles: Candles): Float64Array {
    const out = this.variance.column(candles);
    for (let i = 0; i < out.length; i++) out[i] = this.of(out[i]!);
    return out;
  }
  private of(variance: number): number {
    return this.isRoot ? Math.sqrt(variance * this.scale) : variance * this.scale;
  }
}
