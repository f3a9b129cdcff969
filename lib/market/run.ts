/**
 * A run: what was asked (manifest), what happened (columns), what it amounts to (metrics). The only thing promotion trusts.
 * The same manifest gives the same bytes, for one Node version. Knows no store; the ports below are implemented in `data/`.
 */
import { createHash } from "node:crypto";
import type { Column } from "./candles.js";
import type { Timeframe } from "./timeframe.js";
import type { Millis } from "./units.js";

/** P counts only what must have filled, N what probably did, O what could have. */
export type FillMode = "pessimistic" | "neutral" | "optimistic";
/** `fixed` (open, high, low, close) invents profit for quotes on both sides: it is refused for them, but for comparison (`compat`). */
export type PathRule = "adaptive" | "direction" | "worst" | "fixed";

export interface FillRules {
  readonly mode: FillMode;
  readonly path: PathRule;
  /** Ticks that price must pass a resting order by. */
  readonly throughTicks: number;
  /** Chance that a touched order fills, in neutral mode. */
  readonly touchProbability: number;
  /** Share of one side's volume in a bar that can be ours; Infinity for no cap. */
  readonly participation: number;
  /** Ticks by which a taker fill is worse than the path. */
  readonly slippageTicks: number;
  /** Whole bars before an order acts, beyond the next open. */
  readonly latencyBars: number;
  readonly latencyMs: number;
}

/**
 * How a place in the queue is guessed from the sizes a level shows (F19). `risk-averse` advances with prints alone; the others give what is
 * cancelled a chance to have stood ahead. With front and back the sizes ahead of and behind the order, the chance that it stood behind is
 * power back^n / (back^n + front^n), log the same with ln(1 + x), power-2 back^n / (back + front)^n, power-3 1 - (front / (front + back))^n.
 */
export type QueueModel = { readonly kind: "risk-averse" } | { readonly kind: "log" } | { readonly kind: "power" | "power-2" | "power-3"; readonly n: number };

/** ms a message travels: always the same, or as recorded, interpolated between samples (`time` ms UTC ascending, `delay` ms). */
export type Latency = number | { readonly time: ArrayLike<number>; readonly delay: ArrayLike<number> };

/** What a run over prints rests on beside `FillRules`; of those `mode`, `participation` and `slippageTicks` hold there. */
export interface TapeRules {
  readonly queue: QueueModel;
  /** `constant` ms, or the span of a recorded series. */
  readonly latency: { readonly feed: string; readonly order: string; readonly response: string };
  /** ms between two samples of equity. */
  readonly sampleEvery: Millis;
  /** Prints, quotes and book messages played. */
  readonly trades: number;
  readonly quotes: number;
  readonly depth: number;
  /** Messages of the book that did not follow the one before them. */
  readonly breaks: number;
}

/** `isolated`: a position can lose the margin put in with it, the rest of the account stays. `cross`: the whole account stands behind it. */
export type MarginMode = "isolated" | "cross";
/** `simple`: all of it at the bankruptcy price, no fee, its margin is lost. `binance`: as little as restores the margin, at the mark, with a fee; where nothing restores it, as `simple`. */
export type LiquidationRule = "simple" | "binance";

export interface AccountSettings {
  /** Quote currency; of an inverse contract its coin: 1 is 1 BTC. */
  readonly cash: number;
  readonly leverage: number;
  readonly margin: MarginMode;
  /** How a position without margin is taken over. Absent where nothing is borrowed: the whole account then stands behind the position, down to 0. */
  readonly liquidation?: LiquidationRule;
  /** `1x`: the unit is equity × leverage at each decision; `0.5BTC`: it is fixed; of inverse contracts `50contracts` or `5000USD`. */
  readonly size: string;
}

export interface MarketManifest {
  readonly exchange: string;
  /** What is traded: its fees, its rules, whether it can be shorted. */
  readonly symbol: string;
  /** Quote currency that an inverse contract stands for: quantities are then contracts and all money is coin. Absent otherwise. */
  readonly contractSize?: number;
  /** Whose bars are used for the whole window; equal to `symbol` unless said. */
  readonly prices: string;
  readonly timeframe: Timeframe;
  /** The stored timeframe the bars were built from. */
  readonly builtFrom: Timeframe;
  readonly synthetic: boolean;
  /** First open time and last close time of the window, ms UTC. */
  readonly from: Millis;
  readonly to: Millis;
  readonly bars: number;
  /** Bars of the window that do not exist. */
  readonly gapBars: number;
  /** SHA-256 of the columns. */
  readonly dataHash: string;
  readonly mark: "series" | "proxy";
  readonly funding: "history" | "none" | "missing-allowed";
}

export interface Manifest {
  readonly version: 1;
  readonly kind: "backtest" | "paper" | "live";
  readonly strategy: { readonly name: string; readonly sourceHash: string; readonly params: Readonly<Record<string, number>> };
  readonly market: MarketManifest;
  readonly account: AccountSettings;
  readonly fees: { readonly maker: number; readonly taker: number; readonly source: string };
  readonly rules: FillRules;
  /** Present when fills come from prints and not from bars. */
  readonly tape?: TapeRules;
  readonly facts: "dated" | "extrapolated";
  readonly seed: number;
  readonly node: string;
  /** What this run can not know or took for granted, in sentences for a person. */
  readonly doubts: readonly string[];
}

export type RunStatus = "completed" | "liquidated" | "stopped";

/** Fills as columns, in the order they happened (F24). */
export interface FillColumns {
  readonly length: number;
  /** ms UTC: of a bar run the open time of the bar it fell into, of a run over prints the match itself. */
  readonly time: Column;
  /** Signed: positive buys. Base currency, or inverse contracts. */
  readonly quantity: Column;
  readonly price: Column;
  /** Money: quote currency, or coin of an inverse contract. Negative is a rebate. */
  readonly fee: Column;
  /** 1 maker, 0 taker. */
  readonly maker: Uint8Array;
  /** Index into `FILL_REASONS`. */
  readonly reason: Uint8Array;
  /** Point of the bar's path, 0 to 3. */
  readonly point: Uint8Array;
  /** Number of the order, ascending by placement. */
  readonly order: Float64Array;
  /** Last price the strategy could have seen before the fill. */
  readonly mid: Column;
}
export const FILL_REASONS = ["touch", "cross", "gap", "queue", "stop", "market", "liquidation"] as const;
export type FillReason = (typeof FILL_REASONS)[number];

/** Orders as columns, one row an order that was sent, in the order they were sent. */
export interface OrderColumns {
  readonly length: number;
  /** ms UTC when it was sent; of a bar run the bar's close. */
  readonly placed: Column;
  /** 1 buys, -1 sells. */
  readonly side: Int8Array;
  /** Limit, quote currency, as last amended; of an order that took, what it got; NaN for a market order. */
  readonly price: Column;
  /** Base currency, above 0, as last amended. */
  readonly quantity: Column;
  /** Base currency, from 0 to `quantity`. */
  readonly filled: Column;
  /** ms UTC of the last word on it; NaN while it rests. */
  readonly ended: Column;
  /** Index into `ORDER_STATES`: the state it ended in, or has now. */
  readonly state: Uint8Array;
  /** 1 for an order that may only make liquidity. */
  readonly postOnly: Uint8Array;
}

/** Equity in money at the close of each sample, wallet plus unrealised profit at mark. */
export interface EquityColumns { readonly length: number; readonly time: Column; readonly equity: Column; readonly position: Column }

/** Cash from funding: positive received. */
export interface FundingColumns { readonly length: number; readonly time: Column; readonly amount: Column }

export interface OrderCounts {
  readonly placed: number; readonly amended: number; readonly canceled: number; readonly rejected: number; readonly filled: number;
}

export interface Run {
  /** First 16 hex digits of the manifest's SHA-256. */
  readonly id: string;
  readonly manifest: Manifest;
  readonly status: RunStatus;
  /** Headline numbers by name; NaN where undefined. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly counts: OrderCounts;
  readonly equity: EquityColumns;
  readonly fills: FillColumns;
  readonly funding: FundingColumns;
  /** Limit orders; market orders and stops stand in `counts` alone. Absent of a run over prints, and of one that was stored. */
  readonly orders?: OrderColumns;
}

/** Keys sorted at every depth, so that equal manifests are equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return typeof value === "number" && !Number.isFinite(value) ? `"${value}"` : JSON.stringify(value);
  const entries = Object.entries(value).filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, v]) => `${JSON.stringify(key)}:${canonicalJson(v)}`).join(",")}}`;
}

export const runId = (manifest: Manifest): string => createHash("sha256").update(canonicalJson(manifest)).digest("hex").slice(0, 16);

/** A line of the list of runs. */
export interface RunSummary {
  readonly id: string;
  readonly created: Millis;
  readonly status: RunStatus;
  readonly manifest: Manifest;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface RunStore {
  /** Saving the same run again changes nothing but `created`. */
  save(run: Run, created: Millis): Promise<void>;
  /** Newest first. */
  list(limit?: number): Promise<readonly RunSummary[]>;
  /** `undefined` when no such run is stored; an id may be shortened to a prefix that only one run has. */
  load(id: string): Promise<Run | undefined>;
  remove(id: string): Promise<boolean>;
}

/** One look at the data with one set of parameters; the same again is the same trial (decisions 22). */
export interface Trial {
  readonly strategyHash: string;
  readonly params: Readonly<Record<string, number>>;
  readonly dataHash: string;
  readonly rulesHash: string;
  /** Strategy name, symbol, timeframe. */
  readonly family: string;
  /** Annual; NaN where it has none. */
  readonly sharpe: number;
  readonly startedBy: string;
  /** What it earned day by day, for how much trials of a family are alike. */
  readonly daily?: DailyReturns;
}

/** Simple net returns of consecutive UTC days. `firstDay` counts days since 1970. */
export interface DailyReturns { readonly firstDay: number; readonly returns: Column }

/** What the trials of a family so far amount to. */
export interface FamilyStanding {
  /** Distinct ones. */
  readonly trials: number;
  /** Of their annual Sharpe ratios; NaN with fewer than two. */
  readonly sharpeVariance: number;
  /** Mean correlation of their daily returns over all pairs, from 0 to 1. A pair counts with the days it shares, a trial without days as alike to none. */
  readonly meanCorrelation: number;
}

/** The trial's name: equal for the same look again. */
export const trialId = ({ strategyHash, params, dataHash, rulesHash }: Pick<Trial, "strategyHash" | "params" | "dataHash" | "rulesHash">): string =>
  createHash("sha256").update(canonicalJson([strategyHash, params, dataHash, rulesHash])).digest("hex").slice(0, 32);

/** Append-only. */
export interface TrialRegistry {
  record(trial: Trial, at: Millis): Promise<void>;
  /** Many at once. */
  recordAll(trials: readonly Trial[], at: Millis): Promise<void>;
  /** Distinct trials of a family. */
  count(family: string): Promise<number>;
  standing(family: string): Promise<FamilyStanding>;
}
