/** From when to when, where the user left that open: all that is stored, of a perpetual all that has funding. Reads the list of what is stored, nothing else. */
import type { Coverage } from "../data/coverage.js";
import { parseSymbol } from "../market/symbol.js";
import { utc, type Millis } from "../market/units.js";
import type { MarketChoice } from "./marketChoice.js";

export interface WindowRequest {
  readonly from?: Millis | undefined;
  /** Exclusive. */
  readonly to?: Millis | undefined;
  readonly allowMissingFunding?: boolean | undefined;
}

export interface WindowChoice {
  /** Undefined: from the first bar. */
  readonly from: Millis | undefined;
  /** Undefined: to the last bar. */
  readonly to: Millis | undefined;
  readonly notes: readonly string[];
}

/** No perpetual here settles less often; the last settlement stored says nothing of what comes later. */
const LONGEST_SETTLEMENT: Millis = 8 * 3_600_000;

export function chooseWindow({ from, to, allowMissingFunding = false }: WindowRequest, { exchange, symbol, prices }: MarketChoice, stored: readonly Coverage[]): WindowChoice {
  const funding = stored.find((series) => series.kind === "funding" && series.exchange === exchange && series.symbol === symbol);
  if (allowMissingFunding || funding === undefined || parseSymbol(symbol).kind === "spot") return { from, to, notes: [] };
  const bars = stored.filter((series) => series.kind === "candles" && series.exchange === exchange && series.symbol === prices);
  const first = Math.min(...bars.map((series) => series.first)), last = Math.max(...bars.map((series) => series.last)), end = funding.last + LONGEST_SETTLEMENT;
  const later = from === undefined && funding.first > first, earlier = to === undefined && end < last;
  return {
    from: later ? funding.first : from, to: earlier ? end : to,
    notes: [...(later ? [`--from ${typed(funding.first)}, where its funding begins`] : []), ...(earlier ? [`--to ${typed(end)}, where its funding ends`] : [])],
  };
}

const typed = (time: Millis): string => utc(time - (time % 60_000)).replace(" ", "T");
