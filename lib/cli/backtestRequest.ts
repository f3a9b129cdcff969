/** What `npm run backtest` can be asked, checked: from the command line, from a run file, or from both. Runs nothing and reads no data. */
import { z } from "zod";
import { instant, windowOf } from "../data/window.js";
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";
import type { FillMode, LiquidationRule, MarginMode, PathRule } from "../market/run.js";
import type { Timeframe } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";

const TEXT = "a text was expected", NUMBER = "a number was expected", ABOVE_ZERO = "a number above 0 was expected", YES_OR_NO = "true or false was expected";
const text = z.string(TEXT).min(1, TEXT);
const yes = z.boolean(YES_OR_NO);

/** The keys of a run file (`--config`), and of the command line once it is read. */
const REQUEST = z.strictObject({
  strategy: text, exchange: text, symbol: text, prices: text, timeframe: text, from: text, to: text,
  params: z.record(z.string(), z.number("a number was expected for each parameter"), "an object of numbers by parameter name was expected"),
  makerBp: z.number(NUMBER), takerBp: z.number(NUMBER),
  cash: z.number(ABOVE_ZERO).positive(ABOVE_ZERO), leverage: z.number(ABOVE_ZERO).positive(ABOVE_ZERO),
  margin: z.enum(["isolated", "cross"], "isolated or cross was expected"), liquidation: z.enum(["simple", "binance"], "simple or binance was expected"),
  size: text.regex(/^\d+(\.\d+)?(x|[A-Z0-9]{2,12})$/, "a multiple of the account such as 1x, or a quantity such as 0.5BTC, was expected"),
  fillRules: z.enum(["pessimistic", "neutral", "optimistic", "all"], "pessimistic, neutral, optimistic or all was expected"),
  path: z.enum(["adaptive", "direction", "worst"], "adaptive, direction or worst was expected"),
  slippageTicks: z.number(NUMBER).nonnegative("a number of at least 0 was expected"), seed: z.int("a whole number was expected"), allowMissingFunding: yes,
  json: yes, html: text, save: yes, verbose: yes,
}).partial();

/** Complete but for what depends on the store: symbol, prices, timeframe and window. */
export interface BacktestRequest {
  /** A catalogue name or a path. */
  readonly strategy: string;
  readonly params: Readonly<Record<string, number>>;
  readonly exchange: string | undefined;
  readonly symbol: string | undefined;
  readonly prices: string | undefined;
  readonly timeframe: Timeframe | undefined;
  readonly from: Millis | undefined;
  /** Exclusive. */
  readonly to: Millis | undefined;
  readonly makerBp: number | undefined;
  readonly takerBp: number | undefined;
  readonly cash: number | undefined;
  readonly leverage: number | undefined;
  readonly margin: MarginMode | undefined;
  readonly liquidation: LiquidationRule | undefined;
  readonly size: string | undefined;
  readonly fillRules: FillMode | undefined;
  /** `--fill-rules all`: every rule side by side. */
  readonly band: boolean;
  readonly path: PathRule | undefined;
  readonly slippageTicks: number | undefined;
  readonly seed: number | undefined;
  readonly allowMissingFunding: boolean;
  readonly json: boolean;
  readonly html: string | undefined;
  readonly save: boolean;
}

/**
 * @param file contents of the run file; the command line wins, parameter by parameter
 * @throws QuantError BAD_OPTION naming the option, what it was and what was expected; UNKNOWN_OPTION; NO_STRATEGY; BAD_DATE; EMPTY_WINDOW
 */
export function backtestRequest(commandLine: unknown, file: unknown = {}, names: readonly string[] = []): BacktestRequest {
  const settings = checked(file, (key) => `'${key}' in the run file`), typed = checked(commandLine, optionName);
  const given = { ...settings, ...typed, params: { ...settings.params, ...typed.params } };
  if (given.strategy === undefined) throw new QuantError("input", "NO_STRATEGY", `which strategy? Write --strategy NAME, one of ${names.join(", ")}, or the path of a .ts or .js file`);
  const time = (key: "from" | "to"): Millis | undefined => (given[key] === undefined ? undefined : instant(given[key]));
  windowOf(given.from, given.to); // an empty one is refused before any data is asked for
  return {
    strategy: given.strategy, exchange: given.exchange, symbol: given.symbol, prices: given.prices, timeframe: given.timeframe, from: time("from"), to: time("to"), params: given.params ?? {},
    makerBp: given.makerBp, takerBp: given.takerBp, cash: given.cash, leverage: given.leverage, margin: given.margin, liquidation: given.liquidation, size: given.size, fillRules: given.fillRules === "all" ? undefined : given.fillRules, band: given.fillRules === "all", path: given.path, slippageTicks: given.slippageTicks, seed: given.seed,
    allowMissingFunding: given.allowMissingFunding ?? false, json: given.json ?? false, html: given.html, save: given.save ?? true,
  };
}

function checked(given: unknown, name: (key: string) => string): z.infer<typeof REQUEST> {
  const result = REQUEST.safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!, key = issue.path.map(String)[0];
  if (issue.code === "unrecognized_keys") throw unknownKey(issue.keys[0] ?? "");
  if (key === undefined) throw new QuantError("input", "BAD_OPTION", "the run file holds no JSON object: settings by name were expected, such as { \"strategy\": \"sma-crossover\" }");
  const value = JSON.stringify(issue.path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown>)[part], given));
  const part = issue.path.length > 1 ? ` for ${String(issue.path[1])}` : "";
  throw new QuantError("input", "BAD_OPTION", `${name(key)} is ${value}${part}: ${issue.message}`, { key });
}

function unknownKey(key: string): QuantError {
  const known = Object.keys(REQUEST.shape);
  return new QuantError("input", "UNKNOWN_OPTION", `'${key}' in the run file is not a setting of a backtest: did you mean '${nearest(key, known)[0]}'? There are ${known.join(", ")}`, { key });
}

/** `makerBp` is `--maker-bp` to whoever typed it. */
const optionName = (key: string): string => (key === "params" ? "--param" : `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
