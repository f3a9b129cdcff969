/** Holding instead of trading: the curve that a strategy is compared with. Knows no strategy and no venue. */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import type { Fraction, Millis } from "../market/units.js";
import type { EquityCurve } from "./equityCurve.js";
import { curveMetrics, type CurveMetrics } from "./summary.js";

export interface HoldingInput {
  readonly startTime: Millis;
  /** Quote currency, all of it invested. */
  readonly startEquity: number;
  /** Quote currency: what the first unit costs, such as the open of the first bar. */
  readonly startPrice: number;
  /** The grid of the run it is compared with. */
  readonly time: Column;
  /** Quote currency, one price a time. */
  readonly price: Column;
  /** Taker fee of the one purchase; 0 where left out, the harder benchmark. */
  readonly fee?: Fraction | undefined;
}

/**
 * Equity of buying with everything at the start and never selling.
 *     quantity = startEquity / (startPrice (1 + fee)),   E[i] = quantity * price[i]
 * The sale at the end is not charged, as a run's open position is not.
 * @throws QuantError BAD_BENCHMARK when a price is not above 0 or the columns differ in length
 */
export function buyAndHold({ startTime, startEquity, startPrice, time, price, fee = 0 }: HoldingInput): EquityCurve {
  if (price.length !== time.length) throw badBenchmark(`${time.length} times and ${price.length} prices, as many of each were expected`);
  if (!(startPrice > 0 && startPrice < Infinity)) throw badBenchmark(`the starting price is ${startPrice}, a finite price above 0 was expected`);
  const quantity = startEquity / (startPrice * (1 + fee)), equity = new Float64Array(price.length);
  for (let i = 0; i < price.length; i++) {
    if (!(price[i]! > 0 && price[i]! < Infinity)) throw badBenchmark(`price ${i} is ${price[i]}, a finite price above 0 was expected`);
    equity[i] = quantity * price[i]!;
  }
  return { startTime, startEquity, time, equity };
}

/** The figures of that curve, to be read beside a run's. @throws QuantError BAD_BENCHMARK, BAD_EQUITY */
export const benchmark = (input: HoldingInput): CurveMetrics => curveMetrics(buyAndHold(input));

const badBenchmark = (why: string): QuantError => new QuantError("data", "BAD_BENCHMARK", `buy-and-hold benchmark: ${why}`);
