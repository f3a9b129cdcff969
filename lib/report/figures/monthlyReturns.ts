/** Return of each calendar month (UTC) as a grid of years and months. */
import type { Run } from "../../market/run.js";
import { dailyEquity, type EquityPoints } from "../../metrics/daily.js";
import { equityCurveOf } from "../curve.js";
import type { Figure } from "../figure.js";
import { signedPercent } from "../format.js";
import { runHeading } from "../labels.js";
import { DIVERGING, figure } from "../theme.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export interface MonthlyReturn {
  readonly year: number;
  /** 0 is January. */
  readonly month: number;
  /** Fraction; a first or last month that the run covers in part counts as far as it does. */
  readonly return: number;
}

/** Equity at the last midnight known of each month over that of the month before; the run's start opens the first. */
export function monthlyReturns({ time, equity }: EquityPoints): readonly MonthlyReturn[] {
  const months: MonthlyReturn[] = [];
  let opening = equity[0]!;
  for (let i = 1; i < time.length; i++) {
    // midnight of the 1st closes the month before it
    const month = new Date(time[i]! - 1), next = i + 1 < time.length ? new Date(time[i + 1]! - 1) : undefined;
    if (next !== undefined && next.getUTCMonth() === month.getUTCMonth() && next.getUTCFullYear() === month.getUTCFullYear()) continue;
    months.push({ year: month.getUTCFullYear(), month: month.getUTCMonth(), return: equity[i]! / opening - 1 });
    opening = equity[i]!;
  }
  return months;
}

export function monthlyReturnsFigure(run: Run): Figure {
  const months = monthlyReturns(dailyEquity(equityCurveOf(run))), years = [...new Set(months.map(({ year }) => year))];
  const at = (year: number, month: number): number | null => months.find((m) => m.year === year && m.month === month)?.return ?? null;
  const z = years.map((year) => MONTHS.map((_, month) => at(year, month)));
  const bound = Math.max(0.001, ...months.map((m) => Math.abs(m.return)));
  const trace = {
    type: "heatmap", x: [...MONTHS], y: years.map(String), z, text: z.map((row) => row.map((value) => (value === null ? "" : signedPercent(value)))),
    texttemplate: "%{text}", hovertemplate: "%{x} %{y}: %{text}<extra></extra>", colorscale: DIVERGING, zmin: -bound, zmax: bound, xgap: 2, ygap: 2,
    colorbar: { tickformat: ".0%", title: { text: "Return" } },
  };
  return figure(runHeading("Monthly returns", run), [trace], { xaxis: { side: "bottom", title: { text: "Month, UTC" } }, yaxis: { type: "category", autorange: "reversed", title: { text: "Year" } }, hovermode: "closest" }, 60 + 40 * Math.max(years.length, 2));
}
