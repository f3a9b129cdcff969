/** What every figure of a run or a data set has to say of itself: where it comes from, and what a reader must not overlook. Draws nothing. */
import type { Candles, CandleOrigin } from "../market/candles.js";
import type { Manifest, Run } from "../market/run.js";
import { parseSymbol } from "../market/symbol.js";
import { utc } from "../market/units.js";
import { day } from "./format.js";
import { liquidationsOf } from "./liquidations.js";
import type { Heading } from "./theme.js";

const SYNTHETIC = "SYNTHETIC market: prices made by a random generator, no real trade happened at them";

/** The heading of a figure of a run. @param costs whether what is drawn is before or after them */
export function runHeading(title: string, run: Run, costs: "net of costs" | "before fees" = "net of costs"): Heading {
  const { strategy, market, rules } = run.manifest;
  return {
    title: `${title} · ${[strategy.name, parameterText(strategy.params)].filter((part) => part !== "").join(" ")}`,
    about: `${market.symbol} on ${market.exchange}${market.contractSize === undefined ? "" : `, in ${parseSymbol(market.symbol).settle}`}, ${market.timeframe} bars, ${day(market.from)} to ${day(market.to)} UTC, ${rules.mode} fills, ${costs}`,
    warnings: runWarnings(run),
  };
}

/** SYNTHETIC, foreign prices, liquidation and ruin: each a sentence; none for a run without them. */
export function runWarnings(run: Run): readonly string[] {
  const { market } = run.manifest, warnings: string[] = [];
  if (market.synthetic) warnings.push(SYNTHETIC);
  if (market.prices !== market.symbol) warnings.push(proxyWarning(run.manifest));
  if (run.status === "liquidated") warnings.push(ruinWarning(run));
  else if (liquidationsOf(run).count > 0) warnings.push(liquidationWarning(run));
  return warnings;
}

/** The heading of a figure of candles alone. */
export function candlesHeading(title: string, candles: Candles, note: string = ""): Heading {
  const { origin, length, openTime, timeframe } = candles;
  const span = length === 0 ? "no bars" : `${day(openTime[0]!)} to ${day(openTime[length - 1]!)} UTC`;
  return { title: `${title} · ${origin.symbol} on ${origin.exchange}`, about: `${length.toLocaleString("en-US")} ${timeframe} bars${builtFrom(origin, timeframe)}, ${span}${note}`, warnings: origin.synthetic ? [SYNTHETIC] : [] };
}

export const parameterText = (params: Readonly<Record<string, number>>): string => Object.entries(params).map(([name, value]) => `${name}=${value}`).join(" ");

function builtFrom(origin: CandleOrigin, timeframe: string): string {
  return origin.builtFrom === timeframe ? "" : ` (from stored ${origin.builtFrom} bars)`;
}

const proxyWarning = ({ market }: Manifest): string => `Prices of ${market.prices} stand in for ${market.symbol}: the basis between them is not in these numbers`;

function liquidationWarning(run: Run): string {
  const { count, first } = liquidationsOf(run);
  return `LIQUIDATION: the exchange took positions of this run ${count === 1 ? "once" : `${count} times`}, first in the bar of ${utc(first)} UTC`;
}

function ruinWarning({ equity }: Run): string {
  const last = equity.time[equity.length - 1];
  return last === undefined ? "RUIN: the account was lost" : `RUIN: the account was lost on ${utc(last)} UTC; nothing after it was traded`;
}
