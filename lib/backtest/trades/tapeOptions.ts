/** What a backtest over prints is asked for, with every default filled in. Reads dated facts; runs nothing. */
import type { Candles } from "../../market/candles.js";
import { QuantError } from "../../market/errors.js";
import { inForce } from "../../market/instrument.js";
import type { FillMode, FillRules, Latency, QueueModel } from "../../market/run.js";
import type { Funding } from "../../market/series.js";
import type { DepthColumns, QuoteColumns, TradeColumns } from "../../market/tape.js";
import { refuseUnsupportedTape } from "../../engine/unsupported.js";
import type { Strategy } from "../../strategy/strategy.js";
import { resolveOptions, type BacktestOptions, type Settings } from "../options.js";
import { LatencyAt } from "./latency.js";
import { queueOf, type Queue } from "./queue.js";
import type { TapeEpoch } from "./tapeSession.js";

/** Streams in chunks of, say, 64 k to 1 M rows, each ascending and after the one before; a chunk is read once and may be reused afterwards. */
export interface TapeData {
  readonly origin: { readonly exchange: string; readonly symbol: string; readonly synthetic: boolean };
  readonly trades: Iterable<TradeColumns>;
  /** Best bid and ask. Without them, and without a book, the last print stands for both, and a queue behind it is unknown. */
  readonly quotes?: Iterable<QuoteColumns> | undefined;
  readonly depth?: Iterable<DepthColumns> | undefined;
  /** Bars for indicators, and for strategies that decide on `bar`. Never filled against. */
  readonly candles?: Candles | undefined;
  readonly funding?: Funding | undefined;
}

export interface TapeLatency {
  /** From the exchange to the strategy. */
  readonly feed?: Latency;
  /** From a decision to the exchange. */
  readonly order?: Latency;
  /** From the exchange's answer or fill to the strategy. */
  readonly response?: Latency;
}

export interface TapeOptions extends Omit<BacktestOptions, "rules" | "from" | "onProgress" | "seed"> {
  /** `mode`, `participation` (share of a print that can be ours: 1, in optimistic mode Infinity) and `slippageTicks`. */
  readonly rules?: Partial<Pick<FillRules, "mode" | "participation" | "slippageTicks">>;
  /** Default: risk-averse in pessimistic mode, power-3 with n = 3 in neutral, power with n = 3 in optimistic. */
  readonly queue?: QueueModel;
  /** ms; default 0 each. */
  readonly latency?: TapeLatency;
  /** ms between two samples of equity; default 60,000. */
  readonly sampleEvery?: number;
}

export interface TapeSettings extends Settings {
  readonly model: QueueModel;
  readonly queue: Queue;
  readonly feed: LatencyAt;
  readonly order: LatencyAt;
  readonly response: LatencyAt;
  readonly latency: { readonly feed: string; readonly order: string; readonly response: string };
  readonly sampleEvery: number;
}

const MODELS: Readonly<Record<FillMode, QueueModel>> = { pessimistic: { kind: "risk-averse" }, neutral: { kind: "power-3", n: 3 }, optimistic: { kind: "power", n: 3 } };
const KINDS: readonly QueueModel["kind"][] = ["risk-averse", "log", "power", "power-2", "power-3"];
const RULES: readonly string[] = ["mode", "participation", "slippageTicks"];

/** @throws QuantError BAD_OPTION, UNKNOWN_SYMBOL, UNSUPPORTED naming what was wrong and what would be right */
export function resolveTapeOptions(strategy: Strategy, { origin, candles }: TapeData, options: TapeOptions): TapeSettings {
  const other = Object.keys(options.rules ?? {}).find((name) => !RULES.includes(name)), { latency = {}, sampleEvery = 60_000, queue, ...rest } = options;
  if (other !== undefined) throw badOption(`fill rule '${other}' has no meaning for fills from prints: there are ${RULES.join(", ")}`, { other });
  const mode = options.rules?.mode ?? "pessimistic", rules = { ...options.rules, participation: options.rules?.participation ?? (mode === "optimistic" ? Infinity : 1) };
  const settings = resolveOptions({ candles: { origin: { ...origin, builtFrom: "" } } }, { ...rest, rules }), model = queue ?? MODELS[mode];
  refuseUnsupportedTape(settings.instrument);
  if (!KINDS.includes(model.kind)) throw badOption(`'${model.kind}' is not a queue model: there are ${KINDS.join(", ")}`, { kind: model.kind });
  if (!(sampleEvery > 0 && sampleEvery < Infinity)) throw badOption(`sampleEvery is ${sampleEvery}: milliseconds above 0 were expected`, { sampleEvery });
  if (candles === undefined && (strategy.decideOn ?? ["bar"]).includes("bar")) throw badOption(`${strategy.name} decides on 'bar', and there are no bars: give candles beside the prints, or let it decide on 'trade', 'quote' or { every: ms }`, {});
  return {
    ...settings, model, queue: queueOf(model), sampleEvery, feed: new LatencyAt("feed", latency.feed ?? 0), order: new LatencyAt("order", latency.order ?? 0), response: new LatencyAt("response", latency.response ?? 0),
    latency: { feed: wordsOf(latency.feed), order: wordsOf(latency.order), response: wordsOf(latency.response) },
  };
}

function wordsOf(latency: Latency | undefined): string {
  if (latency === undefined || typeof latency === "number") return `${latency ?? 0} ms`;
  const delays = Array.from(latency.delay);
  return `recorded, ${delays.length} samples of ${Math.min(...delays)} to ${Math.max(...delays)} ms`;
}

/** Filters, fees and leverage brackets by the day they changed. The first holds before its date. */
export function tapeEpochs({ instrument, margin, maker, taker }: Settings): readonly TapeEpoch[] {
  const tables = margin === undefined ? [] : instrument.brackets;
  const starts = [...new Set([...instrument.rules, ...instrument.fees, ...tables].map(({ from }) => from))].sort((a, b) => a - b);
  return starts.map((from) => {
    const fees = inForce(instrument.fees, from).value;
    const brackets = tables.length === 0 ? [] : inForce(tables, from).value.brackets;
    return { from, rules: inForce(instrument.rules, from).value, maker: maker ?? fees.maker, taker: taker ?? fees.taker, brackets };
  });
}

const badOption = (message: string, detail: Readonly<Record<string, unknown>>): QuantError => new QuantError("input", "BAD_OPTION", message, detail);
