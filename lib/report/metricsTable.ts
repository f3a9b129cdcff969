/** The headline numbers of a run, with those of a benchmark or of other runs beside them, in words and units. Computes none of them. */
import type { Run } from "../market/run.js";
import { parseSymbol } from "../market/symbol.js";
import { costsOf } from "./costs.js";
import { count, day, duration, money, number, percent, signedPercent } from "./format.js";
import { liquidationsOf, mayLiquidate } from "./liquidations.js";
import { table, type Table } from "./table.js";

interface Line { readonly name: string; readonly of: (run: Run) => string }

const DAY = 86_400_000;
const value = (run: Run, name: string): number => run.metrics[name] ?? NaN;
const cash = (run: Run, amount: number): string => money(amount, parseSymbol(run.manifest.market.symbol).settle);
const share = (name: string, metric: string): Line => ({ name, of: (run) => percent(value(run, metric)) });
const signed = (name: string, metric: string): Line => ({ name, of: (run) => signedPercent(value(run, metric)) });
const ratio = (name: string, metric: string): Line => ({ name, of: (run) => number(value(run, metric)) });

const RETURN: readonly Line[] = [
  { name: "Equity at the end", of: (run) => cash(run, value(run, "endEquity")) },
  signed("Return, net of costs", "totalReturn"),
  { name: "Return a year", of: (run) => `${signedPercent(value(run, "cagr"))}${value(run, "days") < 365 && run.status !== "liquidated" ? " (extrapolated)" : ""}` },
];
const RISK: readonly Line[] = [
  share("Volatility a year", "volatility"),
  { name: "Sharpe ratio ± standard error", of: (run) => `${number(value(run, "sharpe"))} ± ${number(value(run, "sharpeStandardError"))}` },
  ratio("Sortino ratio", "sortino"),
  ratio("Calmar ratio", "calmar"),
  signed("Deepest drawdown", "maxDrawdown"),
  { name: "Longest drawdown", of: (run) => (value(run, "longestDrawdownDays") === 0 ? "none" : duration(value(run, "longestDrawdownDays") * DAY)) },
  share("Time below the peak", "timeUnderWater"),
  { name: "Worst and best day", of: (run) => `${signedPercent(value(run, "worstDay"))} … ${signedPercent(value(run, "bestDay"))}` },
];
const TRADING: readonly Line[] = [
  { name: "Fills", of: (run) => count(run.fills.length) },
  { name: "Round trips", of: (run) => count(value(run, "roundTrips")) },
  share("Won of the round trips", "winRate"),
  ratio("Profit factor", "profitFactor"),
  { name: "Expectancy a round trip", of: (run) => cash(run, value(run, "expectancy")) },
  share("Time in the market", "exposure"),
  { name: "Turnover a year", of: (run) => `${number(value(run, "turnover"), 1)} × equity` },
];
/** Only where something is borrowed. */
const MARGIN: readonly Line[] = [
  { name: "Taken by liquidation", of: (run) => liquidated(run) },
];
const COSTS: readonly Line[] = [
  { name: "Fees paid", of: (run) => cash(run, costsOf(run).fees) },
  { name: "Slippage from the last price seen", of: (run) => cash(run, costsOf(run).slippage) },
  { name: "Funding paid", of: (run) => cash(run, costsOf(run).funding) },
];

function liquidated(run: Run): string {
  const { count: times, notional } = liquidationsOf(run);
  return times === 0 ? "never" : `${count(times)} × (${cash(run, notional)})`;
}

/** Strategy first, then each run beside it, a column each. */
export function metricsTable(runs: readonly Run[], names: readonly string[] = runs.map((run) => nameBeside(run, runs[0]!))): Table {
  const lines = [...RETURN, ...RISK, ...TRADING, ...(mayLiquidate(runs) ? MARGIN : []), ...COSTS];
  return table("", [{ name: "" }, ...names.map((name) => ({ name, align: "right" as const }))], lines.map(({ name, of }) => [name, ...runs.map(of)]));
}

/** A run of another market than the first says which: buy-and-hold beside a perpetual is the coin itself. */
const nameBeside = ({ manifest: { strategy, market } }: Run, first: Run): string => (market.symbol === first.manifest.market.symbol ? strategy.name : `${strategy.name} ${market.symbol}`);

/** The few lines that a figure has room for. */
export const headlines = (run: Run): readonly (readonly [name: string, value: string])[] => [...RETURN, ...RISK.slice(0, 2), RISK[4]!, ...TRADING.slice(0, 2), ...COSTS].map(({ name, of }) => [name, of(run)] as const);

/** What was asked: the manifest as rows. */
export function parametersTable({ id, manifest }: Run): Table {
  const { strategy, market, account, fees, rules } = manifest;
  const rows: readonly (readonly [string, string])[] = [
    ["Run", id],
    ["Strategy", strategy.name],
    ...Object.entries(strategy.params).map(([name, given]) => [`  ${name}`, String(given)] as const),
    ["Traded", `${market.symbol} on ${market.exchange}${market.synthetic ? " (SYNTHETIC)" : ""}`],
    ...(market.contractSize === undefined ? [] : [["Contract", `inverse, ${market.contractSize} ${parseSymbol(market.symbol).quote}: quantities are contracts, all money is ${parseSymbol(market.symbol).settle}`] as const]),
    ["Prices of", market.prices],
    ["Bars", `${count(market.bars)} of ${market.timeframe}${market.builtFrom === market.timeframe ? "" : ` (from stored ${market.builtFrom} bars)`}, ${count(market.gapBars)} missing`],
    ["Window", `${day(market.from)} to ${day(market.to)} UTC`],
    ["Mark, funding", `${market.mark}, ${market.funding}`],
    ["Cash, leverage, size", `${cashOf(manifest.market.symbol, account.cash)}, ${account.leverage}x ${account.margin}, ${account.size}`],
    ...(account.liquidation === undefined ? [] : [["Liquidation", account.liquidation] as const]),
    ["Fees maker, taker", `${basisPoints(fees.maker)}, ${basisPoints(fees.taker)} (${fees.source})`],
    ["Fill rules", `${rules.mode}, path ${rules.path}, takers slip ${rules.slippageTicks} ${rules.slippageTicks === 1 ? "tick" : "ticks"}`],
    ["Seed", String(manifest.seed)],
    ["Data SHA-256", market.dataHash.slice(0, 16)],
    ["Source SHA-256", strategy.sourceHash.slice(0, 16)],
  ];
  return table("", [{ name: "" }, { name: "" }], rows);
}

const cashOf = (symbol: string, amount: number): string => money(amount, parseSymbol(symbol).settle);
const basisPoints = (fraction: number): string => `${Number((fraction * 10_000).toFixed(4))} bp`;

