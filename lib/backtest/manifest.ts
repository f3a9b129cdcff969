/** Writes down what was asked of a run and on what it rests. Nothing here depends on a clock. */
import { createHash } from "node:crypto";
import { closeTime, hashCandles, type Candles, type Column } from "../market/candles.js";
import { inForce } from "../market/instrument.js";
import type { Manifest, MarketManifest } from "../market/run.js";
import type { Millis } from "../market/units.js";
import { sourceHash } from "../strategy/source.js";
import type { Strategy } from "../strategy/strategy.js";
import type { BacktestData, Settings } from "./options.js";

export interface Window {
  /** First row that is traded. */
  readonly first: number;
  readonly from: Millis;
  readonly to: Millis;
  readonly gapBars: number;
}

export function windowOf(candles: Candles, first: number): Window {
  const from = candles.openTime[first]!, gapBars = candles.gaps.filter((gap) => gap.from > from).reduce((sum, gap) => sum + gap.bars, 0);
  return { first, from, to: closeTime(candles, candles.length - 1), gapBars };
}

/** First date of the leverage brackets, where something is borrowed before it. */
export function bracketsFrom({ instrument, margin }: Settings, from: Millis): Millis | undefined {
  if (margin === undefined) return undefined;
  const { value, extrapolated } = inForce(instrument.brackets, from);
  return extrapolated ? value.from : undefined;
}

/** The day the leverage brackets were seen last, where something is borrowed after it and nothing newer is known. */
export function bracketsUntil({ instrument, margin }: Settings, to: Millis): Millis | undefined {
  const seen = margin === undefined ? undefined : inForce(instrument.brackets, to).value.lastSeen;
  return seen !== undefined && seen < to ? seen : undefined;
}

/** Filters and fees whose first entry is later than the window's start, by that entry's date; undefined when all are dated. */
export function factsFrom({ instrument, maker, taker }: Settings, from: Millis): Millis | undefined {
  const rules = inForce(instrument.rules, from), fees = inForce(instrument.fees, from), overridden = maker !== undefined && taker !== undefined;
  const dates = [...(rules.extrapolated ? [rules.value.from] : []), ...(fees.extrapolated && !overridden ? [fees.value.from] : [])];
  return dates.length === 0 ? undefined : Math.max(...dates);
}

export interface ManifestParts {
  readonly strategy: Strategy;
  readonly params: Readonly<Record<string, number>>;
  readonly data: BacktestData;
  readonly settings: Settings;
  readonly window: Window;
  readonly fundingMissing: boolean;
  readonly doubts: readonly string[];
}

export function manifestOf(parts: ManifestParts): Manifest {
  const { strategy, params, settings, window, doubts } = parts, { instrument, account, rules, seed } = settings, fees = inForce(instrument.fees, window.from).value;
  const overridden = settings.maker !== undefined || settings.taker !== undefined;
  return {
    version: 1, kind: "backtest", strategy: { name: strategy.name, sourceHash: sourceHash(strategy), params: { ...params } }, market: marketOf(parts), account,
    fees: { maker: settings.maker ?? fees.maker, taker: settings.taker ?? fees.taker, source: overridden ? "as asked for this run" : `${fees.source} (${instrument.exchange} ${instrument.symbol})` },
    rules, facts: (factsFrom(settings, window.from) ?? bracketsFrom(settings, window.from) ?? bracketsUntil(settings, window.to)) === undefined ? "dated" : "extrapolated", seed, node: process.version, doubts,
  };
}

function marketOf({ data, settings, window, fundingMissing }: ManifestParts): MarketManifest {
  const { candles, mark } = data, { origin, timeframe, length } = candles, { exchange, symbol, kind, contractSize } = settings.instrument;
  const funding = kind === "spot" ? "none" : fundingMissing ? "missing-allowed" : "history";
  return {
    exchange, symbol, ...(contractSize === undefined ? {} : { contractSize }), prices: origin.symbol, timeframe, builtFrom: origin.builtFrom, synthetic: origin.synthetic, from: window.from, to: window.to,
    bars: length - window.first, gapBars: window.gapBars, dataHash: dataHash(data, window), mark: mark === undefined ? "proxy" : "series", funding,
  };
}

const hashes = new WeakMap<Candles, string>();

/** Of the candles alone where they are alone, so that the same bars have one name; with funding and marks, of what of them lies in the window. */
function dataHash({ candles, funding, mark }: BacktestData, { from, to }: Window): string {
  const own = hashes.get(candles) ?? hashCandles(candles);
  hashes.set(candles, own);
  if (funding === undefined && mark === undefined) return own;
  const hash = createHash("sha256").update(own);
  const parts = [...(funding === undefined ? [] : [[funding.time, funding.rate, funding.mark]]), ...(mark === undefined ? [] : [[mark.openTime, mark.open, mark.high, mark.low, mark.close]])];
  for (const columns of parts) {
    const first = rowsBefore(columns[0]!, from), end = rowsBefore(columns[0]!, to);
    for (const column of columns) hash.update(new Uint8Array(column.buffer, column.byteOffset + 8 * first, 8 * (end - first)));
  }
  return hash.digest("hex");
}

/** How many of ascending times come before one. */
function rowsBefore(times: Column, time: Millis): number {
  const row = times.findIndex((at) => at >= time);
  return row < 0 ? times.length : row;
}
