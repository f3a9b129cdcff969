/** How much a market moves: realised volatility by the hour of the day and by the year. */
import type { Candles } from "../../market/candles.js";
import { QuantError } from "../../market/errors.js";
import type { Figure } from "../figure.js";
import { candlesHeading } from "../labels.js";
import { numbers } from "../packed.js";
import { COLOUR, figure, percentAxis, valueAxis } from "../theme.js";

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

/** Realised volatility of each group of bars; NaN for a group without returns. */
export interface GroupedVolatility { readonly group: Float64Array; readonly volatility: Float64Array }

/**
 * Realised volatility a year, by group of bars:
 *     sigma = sqrt(mean(ln(C[i] / C[i-1])^2) × bars a year)
 * over the closes of bars that follow each other directly; a return across a gap belongs to no group. A year has 365 days.
 * @param groupOf number of a bar's group by its open time: an integer from 0 on below `groups`
 * @returns fractions a year, one a group
 */
export function realisedVolatility(candles: Candles, groups: number, groupOf: (openTime: number) => number): Float64Array {
  const { openTime, close, interval, length } = candles, squares = new Float64Array(groups), counts = new Float64Array(groups);
  for (let i = 1; i < length; i++) {
    if (openTime[i]! - openTime[i - 1]! !== interval) continue;
    const group = groupOf(openTime[i]!), r = Math.log(close[i]! / close[i - 1]!);
    squares[group]! += r * r;
    counts[group]! += 1;
  }
  return squares.map((sum, group) => Math.sqrt((sum / counts[group]!) * (YEAR / interval)));
}

/** By the hour of a bar's open, UTC. @throws QuantError BAD_TIMEFRAME for bars longer than an hour, which belong to none */
export function volatilityByHour(candles: Candles): GroupedVolatility {
  if (candles.interval > HOUR) throw new QuantError("input", "BAD_TIMEFRAME", `volatility by the hour of the day needs bars of an hour or less, these are ${candles.timeframe} bars`, { timeframe: candles.timeframe });
  return { group: Float64Array.from({ length: 24 }, (_, hour) => hour), volatility: realisedVolatility(candles, 24, (time) => Math.floor(time / HOUR) % 24) };
}

/** By the calendar year of a bar's open, UTC. */
export function volatilityByYear(candles: Candles): GroupedVolatility {
  if (candles.length === 0) return { group: new Float64Array(0), volatility: new Float64Array(0) };
  const first = new Date(candles.openTime[0]!).getUTCFullYear(), last = new Date(candles.openTime[candles.length - 1]!).getUTCFullYear();
  const starts = Array.from({ length: last - first + 2 }, (_, year) => Date.UTC(first + year, 0));
  let year = 0;
  const volatility = realisedVolatility(candles, last - first + 1, (time) => {
    while (time >= starts[year + 1]!) year++;
    return year;
  });
  return { group: Float64Array.from({ length: last - first + 1 }, (_, i) => first + i), volatility };
}

export function volatilityByHourFigure(candles: Candles): Figure {
  return bars("Volatility by hour of the day", candles, volatilityByHour(candles), { ...valueAxis("Hour, UTC"), dtick: 2 });
}

export function volatilityByYearFigure(candles: Candles): Figure {
  return bars("Volatility by year", candles, volatilityByYear(candles), { ...valueAxis("Year, UTC"), dtick: 1, tickformat: "d" });
}

function bars(title: string, candles: Candles, { group, volatility }: GroupedVolatility, xaxis: ReturnType<typeof valueAxis>): Figure {
  const trace = { type: "bar", x: numbers(group), y: numbers(volatility), marker: { color: COLOUR.strategy }, hovertemplate: "%{x}: %{y:.1%} a year<extra></extra>" };
  return figure(candlesHeading(title, candles), [trace], { xaxis, yaxis: percentAxis("Realised volatility, a year", { rangemode: "tozero" }), bargap: 0.2, hovermode: "closest" }, 320);
}
