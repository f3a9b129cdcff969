/**
 * technicalindicators 3.1.0 behind our contract: its own stream (`nextValue`), whose answers stand at their bar, so nothing has to be aligned.
 * Its own batch output is shorter than its input. The only file that loads it, when a first member is asked for.
 */
import type { Bar } from "../indicator.js";
import type { Step, Values } from "./member.js";

interface Streaming { nextValue(value: unknown): unknown }
type Class = new (input: object) => Streaming;
/** One candle or more, oldest first; says whether the last of them complete the pattern. */
export type Pattern = (data: { open: number[]; high: number[]; low: number[]; close: number[] }) => boolean;

/** Loaded late: 12 ms that a run without the catalogue never pays. Not by `import()`, for `ta` answers at once. */
const library = (): Readonly<Record<string, unknown>> => require("technicalindicators") as Readonly<Record<string, unknown>>;

export const pattern = (name: string): Pattern => library()[name] as Pattern;

type Batch = (input: object) => Readonly<Record<string, readonly number[]>>;
export const batch = (name: string): Batch => library()[name] as Batch;

/** A fresh instance. It is fed a fresh copy of each bar, for many members keep what they were given. */
export function libraryStep(name: string, values: Values, output: string, read?: (bar: Readonly<Bar>) => number): Step {
  const Member = library()[name] as Class, none: readonly number[] = [];
  const instance = new Member({ values: none, open: none, high: none, low: none, close: none, volume: none, ...values, format: (v: number) => v });
  return (bar) => numberOf(instance.nextValue(read === undefined ? copyOf(bar) : read(bar)), output);
}

const copyOf = ({ open, high, low, close, volume }: Readonly<Bar>): object => ({ open, high, low, close, volume });

function numberOf(answer: unknown, output: string): number {
  const value = typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>)[output] : answer;
  return typeof value === "number" ? value : NaN;
}
