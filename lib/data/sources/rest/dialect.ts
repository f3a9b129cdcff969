/**
 * How one exchange speaks: which of its endpoints answers which series, by which law it pages, and what it does not offer. Data and pure functions;
 * a dialect asks nothing itself. The laws are carried out in paging.ts, the calls in session.ts.
 */
import type { MarketSymbol } from "../../../market/symbol.js";
import type { Timeframe } from "../../../market/timeframe.js";
import type { Millis } from "../../../market/units.js";
import type { SeriesKind } from "../../seriesTable.js";
import type { ColumnName } from "../columnNames.js";

/** One row, in the order of its series' columns; the time stands first. */
export type Row = readonly number[];

/** One call of a ccxt instance's own endpoint method, and how its answer becomes rows. */
export interface Question {
  /** ccxt's name of the endpoint: `fapiPublicGetKlines`. */
  readonly method: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** Rows of the answer in any order. @throws QuantError BAD_ANSWER */
  readonly rows: (answer: unknown) => readonly Row[];
}

/** The question for [from, to), both in ms. */
export type Ask = (from: Millis, to: Millis) => Question;

export type Paging =
  /** The oldest `limit` rows of a stretch, however long it is: an answer is followed by the question for what comes after it. */
  | { readonly law: "oldest first"; readonly ask: Ask }
  /** All rows of a stretch no longer than `span`; of a longer one the newest. Stretches are asked for one after the other. */
  | { readonly law: "stretches"; readonly span: Millis; readonly ask: Ask }
  /** The newest `most` rows, whatever is asked; what lies before them is lost. `instead` says where to get it. */
  | { readonly law: "newest only"; readonly most: number; readonly ask: () => Question; readonly instead: string }
  /** Trades: found by time within stretches of `span`, then followed without a hole by their ids. Columns hold `id`. */
  | { readonly law: "ids"; readonly span: Millis; readonly ask: Ask; readonly after: (lastId: number, lastTime: Millis) => Question };

/** A series that an exchange answers. */
export interface Reading {
  readonly columns: readonly ColumnName[];
  readonly paging: Paging;
  /** What the exchange still serves of the past, in ms before now; undefined for all of it. */
  readonly reach?: { readonly ms: Millis; readonly instead: string } | undefined;
}

/** A market as the exchange calls it. */
export interface Listing {
  /** `BTCUSDT`, `BTC-USDT-SWAP`, `XXBTZUSD`. */
  readonly id: string;
  readonly symbol: MarketSymbol;
}

/** What a dialect is asked: a series, its market, and the exchange's clock at that moment. */
export interface Wanted {
  readonly kind: SeriesKind;
  readonly market: Listing;
  /** The exchange's own word for the timeframe; empty for kinds without bars. */
  readonly word: string;
  readonly interval: Millis;
  readonly now: Millis;
}

/** Which ccxt class answers for a market, and the settings beside the common ones. */
export interface Instance { readonly id: string; readonly settings: Readonly<Record<string, unknown>> }

export interface Dialect {
  /** ccxt's id, under which rows are stored. */
  readonly exchange: string;
  /** How people write it. */
  readonly name: string;
  /** Bars it has, by the exchange's word for them. */
  readonly timeframes: Readonly<Record<Timeframe, string>>;
  readonly instance: (symbol: MarketSymbol) => Instance;
  /** How a series is read, or the sentence why it is not: what is offered instead. */
  readonly reading: (wanted: Wanted) => Reading | string;
}
