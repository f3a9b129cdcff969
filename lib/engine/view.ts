/**
 * The reused `now` object that `decide` reads: a row of columns, looked up where a strategy reads a field and not before. The class is
 * generated, one getter a name, because V8 inlines those; a loop over names costs several times as much. Knows no strategy beyond the names of its indicators.
 */
import type { Candles, Column } from "../market/candles.js";

/** Plain numbers by name: the bar, the market, the indicators. */
export type Now = Readonly<Record<string, number>>;
/** The columns a run reads, by the same names. */
export type NowColumns = Readonly<Record<string, Column>>;

/** `now`, and the way to move it to a row of its columns. */
export interface NowView {
  readonly now: Now;
  /** Moves every column's field to this row. */
  seek(row: number): void;
  /** The last funding rate, which belongs to no column. */
  setFunding(rate: number): void;
}

/** What a kline does not say, or what happens between bars. */
const LOOSE = ["bid", "ask", "mark", "funding"] as const;

export function nowColumns(candles: Candles, mark: Column | undefined, indicators: Readonly<Record<string, Column>>): NowColumns {
  const { openTime: time, open, high, low, close, volume } = candles;
  return { time, open, high, low, close, volume, ...(mark === undefined ? {} : { mark }), ...indicators };
}

interface Row { readonly now: Now; row: number; funding: number }
type RowClass = new (columns: NowColumns, interval: number) => NowView & Row;

const classes = new Map<string, RowClass>();

/** The same names give the same class, so that its fields keep one shape over many runs. */
export function nowView(columns: NowColumns, interval: number): NowView {
  const names = Object.keys(columns), key = JSON.stringify(names);
  let made = classes.get(key);
  if (made === undefined) classes.set(key, (made = generate(names)));
  return new made(columns, interval);
}

/** The text is made of quoted names and numbers and nothing else. */
function generate(names: readonly string[]): RowClass {
  const loose = LOOSE.filter((name) => !names.includes(name)), all = ["interval", ...loose, ...names];
  const text = `"use strict"; return class Now {
    #row = 0; ${loose.map((name) => `#${name} = NaN;`).join(" ")} #interval; ${names.map((_, i) => `#c${i};`).join(" ")}
    constructor(columns, interval) { this.#interval = interval; ${names.map((name, i) => `this.#c${i} = columns[${JSON.stringify(name)}];`).join(" ")} }
    get interval() { return this.#interval; }
    ${loose.map((name) => `get ${name}() { return this.#${name}; }`).join("\n")}
    ${names.map((name, i) => `get ${JSON.stringify(name)}() { return this.#c${i}[this.#row]; }`).join("\n")}
    get now() { return this; }
    seek(row) { this.#row = row; }
    setFunding(rate) { this.#funding = rate; }
    toJSON() { return { ${all.map((name) => `${JSON.stringify(name)}: this[${JSON.stringify(name)}]`).join(", ")} }; }
    [Symbol.for("nodejs.util.inspect.custom")]() { return this.toJSON(); }
  };`;
  // oxlint-disable-next-line typescript/no-implied-eval
  return (new Function(text) as () => RowClass)();
}
