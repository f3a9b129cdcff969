/** Dated order filters and fees: the shape of the tables in `facts/`. Types only. */
import type { DatedBrackets } from "./facts/brackets.js";
import type { Fraction, Millis } from "./units.js";

/** Order filters as they stood from `from` on. Whole numbers per unit, so that `n / ticksPerUnit` is the nearest double to the price. */
export interface TradingRules {
  readonly from: Millis;
  /** 10 for a tick of 0.1. */
  readonly ticksPerUnit: number;
  /** 1000 for a quantity step of 0.001. */
  readonly stepsPerUnit: number;
  /** Base currency, as all quantities here; of inverse contracts a number of them. */
  readonly minQuantity: number;
  /** Of one market order. */
  readonly maxMarketQuantity: number;
  /** Quote currency; 0 where the exchange asks none. */
  readonly minNotional: number;
  /** A limit must lie within reference * (1 ± band); Infinity where the exchange asks nothing near the market. On futures a purchase has the upper bound only, a sale the lower. [PERCENT_PRICE] */
  readonly priceBand: Fraction;
  /** A market order may not fill further than this from the mark. */
  readonly marketTakeBound: Fraction;
  /** Of the notional that is liquidated; 0 where nothing is borrowed. */
  readonly liquidationFee: Fraction;
  /** Orders resting at once. */
  readonly maxOrders: number;
  /** Of them, orders that wait for a trigger. */
  readonly maxConditional: number;
  /** Where the numbers were read, and when. */
  readonly source: string;
}

/** Fractions of notional; a negative maker fee is a rebate. */
export interface Fees { readonly maker: Fraction; readonly taker: Fraction; readonly source: string }
export interface DatedFees extends Fees { readonly from: Millis }

/** What is known of one symbol, each list ascending by date and, brackets apart, never empty. */
export interface InstrumentFacts {
  /** Quote currency that an inverse contract stands for. Absent where a quantity is base currency. */
  readonly contractSize?: number;
  readonly rules: readonly TradingRules[];
  readonly fees: readonly DatedFees[];
  /** Empty where nothing is borrowed: spot. */
  readonly brackets: readonly DatedBrackets[];
}

/** What one exchange's facts table offers, by symbol. */
export type ExchangeFacts = Readonly<Record<string, InstrumentFacts>>;
