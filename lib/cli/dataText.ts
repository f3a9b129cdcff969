/** What `npm run data` prints: tables and sentences for people, plain objects for programs (times as ISO 8601, UTC). */
import Table from "cli-table3";
import type { Coverage } from "../data/coverage.js";
import type { UnfinishedFile } from "../data/fileLedger.js";
import type { ImportResult } from "../data/import/importFile.js";
import type { SyntheticOptions } from "../data/sources/synthetic.js";
import type { SyntheticResult } from "../data/storeSynthetic.js";
import { utc, type Millis } from "../market/units.js";

const number = (n: number): string => n.toLocaleString("en-US");
const iso = (time: Millis): string => new Date(time).toISOString();
/** No colours, no lines between rows. */
const PLAIN = { style: { head: [], border: [] }, chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" } };

export function importText({ file, kind, series, rows, first, last, added, completed, replaced, unchanged, gaps, notes }: ImportResult): string {
  const outcome = [[added, "added"], [completed, "completed"], [replaced, "replaced"], [unchanged, "unchanged"]] as const;
  const counts = outcome.filter(([n]) => n > 0).map(([n, what]) => (n === rows ? `all ${what}` : `${number(n)} ${what}`)).join(", ");
  const ledger = series.timeframe === undefined ? "" : `; ${series.symbol} ${series.timeframe} of ${series.exchange} now has ${gaps.gaps === 0 ? "no gap" : `${number(gaps.gaps)} ${gaps.gaps === 1 ? "gap" : "gaps"}, ${number(gaps.bars)} bars missing`}`;
  return [`${file}: ${number(rows)} rows of ${kind}, ${utc(first)} to ${utc(last)}: ${counts}${ledger}`, ...notes.map((note) => `  ${note}`)].join("\n");
}

export function coverageText(series: readonly Coverage[]): string {
  if (series.length === 0) return "no market data is stored yet: `npm run data -- import FILE… --exchange … --symbol …` brings files in, `npm run data -- backfill --exchange … --symbol … --from …` downloads, `npm run data -- synthetic` makes a market up";
  const table = new Table({ head: ["exchange", "symbol", "kind", "timeframe", "rows", "first", "last", "gaps", "missing bars"], colAligns: ["left", "left", "left", "left", "right", "left", "left", "right", "right"], ...PLAIN });
  for (const { exchange, symbol, kind, timeframe, rows, first, last, gaps, gapBars, synthetic } of series) {
    const bars = timeframe === undefined ? ["", ""] : [number(gaps), number(gapBars)];
    table.push([synthetic ? `${exchange} (SYNTHETIC)` : exchange, symbol, kind, timeframe ?? "", number(rows), utc(first), utc(last), ...bars]);
  }
  return table.toString();
}

export const coverageJson = (series: readonly Coverage[]): readonly unknown[] => series.map((entry) => ({ ...entry, first: iso(entry.first), last: iso(entry.last) }));

export const unfinishedText = ({ name, kind, exchange, symbol, timeframe }: UnfinishedFile): string =>
  `unfinished: the import of ${name} (${[kind, "of", symbol, timeframe, "of", exchange].filter((word) => word !== undefined).join(" ")}) was interrupted or is running; if it does not run, import the file again`;

export const syntheticText = ({ symbols, bars, settlements }: SyntheticResult, { seed, from, to, timeframe }: SyntheticOptions): string =>
  [`SYNTHETIC market of seed ${seed}, ${utc(from)} to ${utc(to)}: ${number(bars)} ${timeframe} bars each of ${symbols.join(" and ")}, ${number(settlements)} funding settlements`,
    "It is a random walk: what a strategy earns there is luck. Stored as exchange synthetic: npm run backtest -- --exchange synthetic --symbol BTC/USDT:USDT --strategy sma-crossover"].join("\n");
