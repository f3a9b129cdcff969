/**
 * The contract a researcher types against: data plus pure functions, the same in backtest, paper and live.
 * A strategy holds no venue, clock, chance or file; it says what ought to rest, and the engine sees to it.
 */
import type { Bar, Indicator } from "../indicators/indicator.js";
import type { Instruction } from "../market/order.js";
import type { Params, Values } from "./param.js";

/** What a strategy may know of its account. One reused object: read it, do not keep it. */
export interface AccountView {
  /** Base currency, signed: negative when short. Of an inverse perpetual contracts, as every quantity there. */
  readonly position: number;
  /** Average entry; NaN when flat. */
  readonly entryPrice: number;
  /** Quote currency, of an inverse perpetual its coin: wallet plus unrealised profit at the mark of the close just seen. */
  readonly equity: number;
}

export interface QuoteOptions {
  /** Only ever shrinks the position. */
  readonly reduceOnly?: boolean;
}

/**
 * The wanted book. What a decision does not mention is cancelled, unless it calls `keep`.
 * A slot is a small integer a side (0..63): the level. Prices are rounded to the tick away from the market, quantities down to the step, by the engine.
 * A fill reduces what is wanted in its slot; a refused slot is not asked again until a decision names it.
 */
export interface Want {
  /** A resting post-only buy of `quantity` base. Quantity 0 means none. */
  bid(slot: number, price: number, quantity: number, options?: QuoteOptions): void;
  /** A resting post-only sell. */
  ask(slot: number, price: number, quantity: number, options?: QuoteOptions): void;
  /** Close up to `quantity` of the position at market once price passes `price`. Reduce-only; ignored while flat. Default: all of it. */
  stop(slot: number, price: number, quantity?: number): void;
  /** Trade at market until the position is this many units of the run's size: +1 long, -1 short, 0 flat. Asked once, not defended. With a size of `1x` more than 1 unit is refused: that is all the account. */
  position(units: number): void;
  /** An order of any type in a slot of its own (0..63), see `Instruction`. Naming another in the slot replaces it: what differs in prices or size is amended, in type or side cancelled and asked anew. */
  order(slot: number, instruction: Instruction): void;
  /** Whatever this decision does not mention stays as it is. May be mixed with the rest. */
  keep(): void;
}

/** Beside the bar and the indicators: what the data has of these; NaN where it has not. */
export interface MarketView {
  /** Best bid and ask; NaN on klines. */
  readonly bid: number;
  readonly ask: number;
  /** Mark price at the close. */
  readonly mark: number;
  /** Last funding rate paid, fraction. */
  readonly funding: number;
}

/** When a strategy is asked. `fill`: also after each of its fills. `{ every }`: in a bar run at the first close at or after each multiple, ms. */
export type DecideOn = "bar" | "fill" | "trade" | "quote" | { readonly every: number };

type Reserved = keyof Bar | keyof MarketView;
/** Indicators by name. A name may not be one of the bar's or market's own fields: that is a type error. */
export type Indicators = Readonly<Record<string, Indicator>> & { readonly [field in Reserved]?: never };
/** The bar just closed, the market, and each indicator's value by name. One reused object: read it, do not keep it. */
export type Now<I> = Readonly<Bar> & MarketView & { readonly [name in keyof I]: number };

export interface Strategy<P extends Params = Params, I extends Indicators = Indicators, S extends object = object> {
  /** Lower case and hyphens: `sma-crossover`. */
  readonly name: string;
  readonly params: P;
  /** What decides beside its own text: the source of a strategy it is built around, the hash of signals it plays. Part of its source hash. */
  readonly basis?: string;
  /** Fresh indicators for one run; the longest warm-up among them is the strategy's. */
  indicators(params: Values<P>): I;
  /** What `decide` remembers: plain data, one fresh object a run, rebuilt by replay after a restart. */
  state?(params: Values<P>): S;
  /** Default `["bar"]`. */
  readonly decideOn?: readonly DecideOn[];
  /** Asked once every indicator is warm. Reads no clock, no file and no chance. */
  decide(now: Now<I>, account: AccountView, want: Want, params: Values<P>, state: S): void;
}

/** Gives a strategy its types: indicator names, parameters and state are inferred, a misspelt one is an error where it is typed. */
export const defineStrategy = <P extends Params, I extends Indicators, S extends object = Record<never, never>>(strategy: Strategy<P, I, S>): Strategy<P, I, S> => Object.freeze(strategy);
