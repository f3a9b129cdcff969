/**
 * What a backtest is asked for, checked, with every default filled in. Reads dated facts; runs nothing.
 */
import type { MarginTerms } from "../engine/positionMargin.js";
import { parseContracts, parseSize, type Size } from "../engine/size.js";
import type { Candles } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { instrument, type Instrument } from "../market/instrument.js";
import type { AccountSettings, FillMode, FillRules, LiquidationRule, MarginMode, PathRule } from "../market/run.js";
import type { Funding, MarkPrices } from "../market/series.js";
import type { QuotedSpacing } from "./quoting.js";
import { bp, type Millis } from "../market/units.js";

export interface BacktestData {
  readonly candles: Candles;
  /** Settlements of what is traded; demanded for a perpetual unless `allowMissingFunding`. */
  readonly funding?: Funding | undefined;
  /** Mark prices of the bars' timeframe; without them the mark is the bars' own path and the manifest says `proxy`. */
  readonly mark?: MarkPrices | Candles | undefined;
}

export interface BacktestOptions {
  /** What is traded: decides fees, filters and whether it can be shorted. Default: the candles' own symbol. */
  readonly symbol?: string;
  /** Default: the candles' own exchange. */
  readonly exchange?: string;
  /** Over the strategy's defaults. */
  readonly params?: Readonly<Record<string, number>>;
  /** Quote currency; default 10,000. Of an inverse perpetual coin; default 1. */
  readonly cash?: number;
  /** Default 1. */
  readonly leverage?: number;
  /** Default isolated. */
  readonly margin?: MarginMode;
  /** Default simple. At leverage 1 and isolated nothing is borrowed but for inverse contracts, and a position is only taken over where this is named; otherwise the whole account stands behind it. */
  readonly liquidation?: LiquidationRule;
  /** `1x` (default): equity × leverage at each decision; `0.5BTC`: fixed; of inverse contracts `50contracts` or `5000USD`. */
  readonly size?: string;
  /** Basis points of notional, over the dated fees; below 0 is a rebate. */
  readonly makerBp?: number;
  readonly takerBp?: number;
  /** Over the defaults of the mode. */
  readonly rules?: Partial<FillRules>;
  /** For the chance of neutral mode; default 1. */
  readonly seed?: number;
  /** Run a perpetual without its funding; the run is marked. */
  readonly allowMissingFunding?: boolean;
  /** Lets a run use what is known to flatter it, such as the path `fixed`, to compare it with other simulators; the run is marked. */
  readonly compat?: boolean;
  /** Bars that open before this only warm indicators up; ms UTC. */
  readonly from?: Millis;
  /** What the caller knows and the simulator can not, a sentence each: added to the manifest's doubts. */
  readonly doubts?: readonly string[];
  /** Called some hundred times a run, with bars done and bars in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Settings {
  readonly instrument: Instrument;
  readonly spot: boolean;
  readonly account: AccountSettings;
  /** Undefined where nothing is borrowed. */
  readonly margin: MarginTerms | undefined;
  readonly size: Size;
  readonly rules: FillRules;
  readonly seed: number;
  /** Fractions; undefined: the dated fees hold. */
  readonly maker: number | undefined;
  readonly taker: number | undefined;
  readonly compat: boolean;
}

const MODES: readonly FillMode[] = ["pessimistic", "neutral", "optimistic"];
const MARGINS: readonly MarginMode[] = ["isolated", "cross"];
const LIQUIDATIONS: readonly LiquidationRule[] = ["simple", "binance"];
const PATHS: readonly PathRule[] = ["adaptive", "direction", "worst", "fixed"];
/** F13: what share of one side's volume our resting orders can have. */
const PARTICIPATION: Readonly<Record<FillMode, number>> = { pessimistic: 0.05, neutral: 0.1, optimistic: Infinity };

/** The fill rules of a mode: strict trade-through by one tick, takers slip one tick, no latency. [F3, F4, F13, decisions 3] */
export const defaultRules = (mode: FillMode = "pessimistic"): FillRules => ({
  mode, path: "adaptive", throughTicks: 1, touchProbability: 0.2, participation: PARTICIPATION[mode], slippageTicks: 1, latencyBars: 0, latencyMs: 0,
});

/** @throws QuantError UNKNOWN_SYMBOL, UNSUPPORTED, BAD_OPTION naming what was wrong and what would be right */
export function resolveOptions({ candles }: { readonly candles: Pick<Candles, "origin"> }, options: BacktestOptions): Settings {
  const traded = instrument(options.exchange ?? candles.origin.exchange, options.symbol ?? candles.origin.symbol);
  const borrowing = resolveBorrowing(traded, options), size = options.size ?? "1x";
  return {
    instrument: traded, spot: traded.kind === "spot", size: sizeOf(size, traded), rules: resolveRules(options.rules ?? {}),
    account: { cash: inRange("cash", options.cash ?? (traded.kind === "inverse" ? 1 : 10_000), Number.MIN_VALUE, Number.MAX_VALUE, false), ...borrowing, size },
    margin: borrowing.liquidation === undefined ? undefined : { mode: borrowing.margin, leverage: borrowing.leverage },
    seed: inRange("seed", options.seed ?? 1, 0, 2 ** 32 - 1, true), maker: fee("makerBp", options.makerBp), taker: fee("takerBp", options.takerBp), compat: options.compat === true,
  };
}

const sizeOf = (text: string, { base, quote, contractSize }: Instrument): Size => (contractSize === undefined ? parseSize(text, base) : parseContracts(text, quote, contractSize));

/** What is borrowed, and what becomes of it; `liquidation` is absent where nothing is. An inverse contract is a debt at any leverage: a long at 1x is lost at half its price. */
function resolveBorrowing({ symbol, kind, brackets }: Instrument, options: BacktestOptions): Pick<AccountSettings, "leverage" | "margin" | "liquidation"> {
  const leverage = inRange("leverage", options.leverage ?? 1, 1, 1000, false), margin = oneOf("margin", options.margin ?? "isolated", MARGINS);
  if (options.liquidation !== undefined) oneOf("liquidation", options.liquidation, LIQUIDATIONS);
  const borrows = kind === "inverse" || leverage > 1 || margin === "cross" || options.liquidation !== undefined;
  if (!borrows) return { leverage, margin };
  if (kind === "spot") throw badOption(`${symbol} is spot, where nothing is borrowed: leverage, margin and liquidation were expected to be left out`, { symbol, leverage, margin });
  const most = Math.max(...brackets.flatMap((dated) => dated.brackets.map((bracket) => bracket.maxLeverage)));
  if (leverage > most) throw badOption(`leverage is ${leverage}: ${symbol} was never offered with more than ${most}`, { leverage, most });
  return { leverage, margin, liquidation: options.liquidation ?? "simple" };
}

function resolveRules(given: Partial<FillRules>): FillRules {
  const mode = oneOf("fill rule mode", given.mode ?? "pessimistic", MODES), defaults = defaultRules(mode);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(defaults, name));
  if (unknown !== undefined) throw badOption(`'${unknown}' is not a fill rule: there are ${Object.keys(defaults).join(", ")}`, { unknown });
  const rules = { ...defaults, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  oneOf("fill rule path", rules.path, PATHS);
  if (rules.path === "worst" && mode === "optimistic") throw badOption("path 'worst' and mode 'optimistic' contradict each other: optimistic keeps the better order of events, worst the worse", { mode });
  inRange("throughTicks", rules.throughTicks, 0, 1e6, true);
  inRange("touchProbability", rules.touchProbability, 0, 1, false);
  inRange("participation", rules.participation, 0, Infinity, false);
  inRange("slippageTicks", rules.slippageTicks, 0, 1e9, false);
  inRange("latencyBars", rules.latencyBars, 0, 1e6, true);
  inRange("latencyMs", rules.latencyMs, 0, 1e12, false);
  return rules;
}

/** R2. @throws QuantError BAD_OPTION where a run on the fixed path quoted both sides and is not marked as a comparison */
export function refuseFixedPath({ rules, compat }: Settings, spacing: QuotedSpacing | undefined): void {
  if (rules.path !== "fixed" || compat || spacing === undefined) return;
  throw badOption("path 'fixed' with quotes on both sides: open, high, low, close for every bar invents profit for them; adaptive, direction or worst was expected, or compat to compare with other simulators", { path: rules.path });
}

const fee = (name: string, basisPoints: number | undefined): number | undefined => (basisPoints === undefined ? undefined : bp(inRange(name, basisPoints, -100, 1000, false)));

function oneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (!known.includes(value)) throw badOption(`${name} is '${value}': one of ${known.join(", ")} was expected`, { name, value });
  return value;
}

function inRange(name: string, value: number, min: number, max: number, whole: boolean): number {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const bounds = max === Infinity || max === Number.MAX_VALUE ? `of at least ${min === Number.MIN_VALUE ? "something above 0" : min}` : `from ${min} to ${max}`;
  throw badOption(`${name} is ${value}: a ${whole ? "whole " : ""}number ${bounds} was expected`, { name, value });
}

const badOption = (message: string, detail: Readonly<Record<string, unknown>>): QuantError => new QuantError("input", "BAD_OPTION", message, detail);
