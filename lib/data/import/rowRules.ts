/**
 * What the rows of each kind of file promise, asked of whole blocks: ascending keys, possible prices, finished bars.
 * Answers the first row that breaks a promise and why; throws nothing and knows neither files nor a store.
 */
import { candleFault, type Column } from "../../market/candles.js";
import { barStart, timeframeMs, timeframeOf, type Timeframe } from "../../market/timeframe.js";
import { utc, type Millis } from "../../market/units.js";
import type { FileKind } from "../sources/columnNames.js";
import type { Block } from "../sources/rowDecoder.js";
import type { Window } from "../window.js";

export interface RowFault { readonly row: number; readonly why: string }

/** What a check has to know beside the block. */
export interface RowContext {
  /** Undefined for kinds without bars. */
  readonly timeframe: Timeframe | undefined;
  /** Bars that end after this instant are unfinished. */
  readonly now: Millis;
  /** Key of the row before this block; -Infinity at the first. */
  readonly previous: number;
  /** What the rows were fetched for, or their file is named for; default any time. */
  readonly span?: Window | undefined;
}

/** The column whose values ascend strictly: trades share times, so theirs is the id. */
export const keyOf = (kind: FileKind): "id" | "time" => (kind === "trades" ? "id" : "time");

/** Every promise of the kind, in order; the first broken one. */
export function rowFault(kind: FileKind, block: Block, context: RowContext): RowFault | undefined {
  const faults = [ascending(kind, block, context.previous), ...[...CHECKS[kind], withinSpan].map((check) => check(block, context))];
  return faults.reduce<RowFault | undefined>((first, fault) => (fault !== undefined && (first === undefined || fault.row < first.row) ? fault : first), undefined);
}

type Check = (block: Block, context: RowContext) => RowFault | undefined;

const column = (block: Block, name: keyof Block["columns"]): Column => block.columns[name] ?? new Float64Array(block.length).fill(NaN);

function ascending(kind: FileKind, block: Block, previous: number): RowFault | undefined {
  const keys = column(block, keyOf(kind)), show = (key: number): string => (kind === "trades" ? `id ${key}` : utc(key));
  for (let row = 0, before = previous; row < keys.length; row++) {
    const key = keys[row]!;
    if (key === before) return { row, why: `${show(key)} stands twice` };
    if (!(key > before)) return { row, why: `${show(key)} comes after ${show(before)}, rows must ascend` };
    before = key;
  }
  return undefined;
}

/** A column's first value that `right` refuses. NaN is refused too unless the column may be unknown. */
function values(name: keyof Block["columns"], expected: string, right: (value: number) => boolean, mayBeUnknown = false): Check {
  return (block) => {
    const numbers = block.columns[name];
    if (numbers === undefined) return undefined;
    const row = numbers.findIndex((value) => !right(value) && !(mayBeUnknown && Number.isNaN(value)));
    return row < 0 ? undefined : { row, why: `its ${name} is ${numbers[row]}, ${expected} was expected` };
  };
}

const candleRows: Check = (block, { timeframe }) => {
  const { open, high, low, close } = { open: column(block, "open"), high: column(block, "high"), low: column(block, "low"), close: column(block, "close") };
  const volume = block.columns.volume ?? new Float64Array(block.length); // klines of a mark price trade nothing
  return candleFault({ openTime: column(block, "time"), open, high, low, close, volume }, timeframeMs(timeframe as Timeframe));
};

const FEW_ROWS = 12;

/** A dozen rows of which no two are neighbours are no market with gaps but bars of a longer timeframe. Too short a step is an unaligned row, found elsewhere. */
const stepOfTimeframe: Check = (block, { timeframe }) => {
  const times = column(block, "time"), interval = timeframeMs(timeframe as Timeframe), step = smallestStep(times);
  if (times.length < FEW_ROWS || step <= interval) return undefined;
  return { row: 1, why: `its rows are ${describeStep(step)} apart, but the timeframe given is ${timeframe}` };
};

/** ms between the closest two neighbours; Infinity for fewer than two rows. */
export function smallestStep(times: Column): number {
  let smallest = Infinity;
  for (let row = 1; row < times.length; row++) smallest = Math.min(smallest, times[row]! - times[row - 1]!);
  return smallest;
}

export const describeStep = (ms: number): string => (ms > 0 && Number.isInteger(ms / 1_000) ? timeframeOf(ms) : `${ms} ms`);

const finished: Check = (block, { timeframe, now }) => {
  const times = column(block, "time"), interval = timeframeMs(timeframe as Timeframe), row = times.findIndex((time) => time + interval > now);
  return row < 0 ? undefined : { row, why: `the bar of ${utc(times[row]!)} ends after now (${utc(now)}), an unfinished bar is never stored` };
};

const withinSpan: Check = (block, { span }) => {
  const times = column(block, "time"), row = span === undefined ? -1 : times.findIndex((time) => !(time >= span.from && time < span.to));
  return row < 0 || span === undefined ? undefined : { row, why: `${utcOrNumber(times[row]!)} lies outside of ${utc(span.from)} to ${utc(span.to)}, which it was published for` };
};

const utcOrNumber = (time: number): string => (Math.abs(time) < 8.64e15 ? utc(time) : `time ${time}`);

const aligned: Check = (block, { timeframe }) => {
  const times = column(block, "time"), interval = timeframeMs(timeframe as Timeframe), row = times.findIndex((time) => barStart(time, interval) !== time);
  return row < 0 ? undefined : { row, why: `${utc(times[row]!)} does not start on a whole ${timeframe}` };
};

const takerWithinVolume: Check = (block) => {
  const { takerBuyVolume: taker, volume } = block.columns;
  const row = taker === undefined || volume === undefined ? -1 : taker.findIndex((bought, i) => bought > volume[i]!);
  return row < 0 ? undefined : { row, why: `takers bought ${taker?.[row]}, more than its volume of ${volume?.[row]}` };
};

const amount = (name: keyof Block["columns"]): Check => values(name, "a number of at least 0", (value) => value >= 0, true);
const count = (name: keyof Block["columns"]): Check => values(name, "a whole number of at least 0", (value) => value >= 0 && Number.isSafeInteger(value), true);
const plausibleTime = values("time", "milliseconds between 2009 and 2100", (time) => time >= Date.UTC(2009, 0) && time < Date.UTC(2100, 0));

const CHECKS: Readonly<Record<FileKind, readonly Check[]>> = {
  candles: [plausibleTime, stepOfTimeframe, candleRows, finished, amount("quoteVolume"), count("trades"), amount("takerBuyVolume"), takerWithinVolume],
  mark: [plausibleTime, stepOfTimeframe, candleRows, finished],
  taker: [plausibleTime, aligned, amount("takerBuyVolume"), count("trades")],
  funding: [plausibleTime, values("rate", "a fraction between -1 and 1", (rate) => Math.abs(rate) < 1), values("mark", "a price above 0", (price) => price > 0, true)],
  trades: [plausibleTime, timesNotFalling, values("price", "a price above 0", (price) => price > 0), values("quantity", "a number above 0", (size) => size > 0), count("id")],
};

function timesNotFalling(block: Block): RowFault | undefined {
  const times = column(block, "time"), row = times.findIndex((time, i) => i > 0 && time < times[i - 1]!);
  return row < 0 ? undefined : { row, why: `${utc(times[row]!)} comes after ${utc(times[row - 1]!)}, times must not fall` };
}
