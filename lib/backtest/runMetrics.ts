/** A run's columns handed to the metrics room, and its numbers handed back. Computes nothing itself. */
import type { Candles } from "../market/candles.js";
import { inCoin, moneyFills } from "../market/inverse.js";
import type { EquityColumns, FillColumns, FundingColumns, Manifest } from "../market/run.js";
import { summarise } from "../metrics/summary.js";

/** Headline numbers by name, in the account's money; words and yes-or-no answers of the summary are left out, 1 stands for yes. */
export function runMetrics(manifest: Manifest, columns: { readonly equity: EquityColumns; readonly fills: FillColumns; readonly funding: FundingColumns }, candles: Candles): Readonly<Record<string, number>> {
  const { equity, fills, funding } = columns, { from, mark, contractSize } = manifest.market, first = candles.length - manifest.market.bars;
  const closes = mark === "proxy" ? candles.close.subarray(first, first + equity.length) : undefined;
  const linear = summarise({
    curve: { startTime: from, startEquity: manifest.account.cash, time: equity.time, equity: equity.equity }, fills: moneyFills(fills, manifest.market), funding,
    mark: closes === undefined || contractSize === undefined ? closes : inCoin(closes),
  });
  const metrics = contractSize === undefined ? linear : { ...linear, openQuantity: linear.openQuantity === 0 ? 0 : -linear.openQuantity / contractSize };
  return Object.freeze(Object.fromEntries(Object.entries(metrics).flatMap(([name, value]): [string, number][] => (typeof value === "number" ? [[name, value]] : typeof value === "boolean" ? [[name, value ? 1 : 0]] : []))));
}
