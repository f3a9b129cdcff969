/**
 * Puts a made-up market into the store, under the exchange name `synthetic` and no other, in place of the made-up market that was there:
 * two seeds are never mixed in one series. Real data is not touched.
 */
import { QuantError } from "../market/errors.js";
import { timeframeMs } from "../market/timeframe.js";
import { SYNTHETIC } from "./exchanges.js";
import { recordGaps } from "./gaps/gapLedger.js";
import { mergeParts } from "./mergedParts.js";
import { writeRows, type Series } from "./seriesTable.js";
import { SYNTHETIC_PERPETUAL, SYNTHETIC_SPOT, syntheticBars, syntheticFunding, type SyntheticOptions } from "./sources/synthetic.js";
import type { Store } from "./store/store.js";

/** Bars of one symbol; both together then take less than a gigabyte. */
const MOST_BARS = 4_000_000;

export interface SyntheticResult { readonly symbols: readonly string[]; readonly bars: number; readonly settlements: number }

/** @throws QuantError EMPTY_WINDOW, TOO_MANY_BARS, BAD_SEED, BAD_TIMEFRAME */
export async function storeSynthetic(store: Store, options: SyntheticOptions): Promise<SyntheticResult> {
  check(options);
  for (const table of ["candles", "funding", "gaps"]) await store.command(`DELETE FROM ${table} WHERE exchange = {exchange: String}`, { exchange: SYNTHETIC });
  let bars = 0, settlements = 0;
  for (const symbol of [SYNTHETIC_SPOT, SYNTHETIC_PERPETUAL] as const) {
    const series: Series = { kind: "candles", exchange: SYNTHETIC, symbol, timeframe: options.timeframe }, made = syntheticBars(symbol, options);
    await writeRows(store, series, { ...made }, undefined);
    await recordGaps(store, series);
    bars = made.time.length;
    if (symbol === SYNTHETIC_SPOT) continue;
    const funding = syntheticFunding(made, options);
    settlements = funding.time.length;
    if (settlements > 0) await writeRows(store, { ...series, kind: "funding", timeframe: undefined }, funding, undefined);
  }
  for (const table of ["candles", "funding"]) await mergeParts(store, table);
  return { symbols: [SYNTHETIC_SPOT, SYNTHETIC_PERPETUAL], bars, settlements };
}

function check({ seed, from, to, timeframe }: SyntheticOptions): void {
  const bars = (to - from) / timeframeMs(timeframe);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new QuantError("input", "BAD_SEED", `the seed is ${seed}, a whole number of at least 0 was expected`, { seed });
  if (!(bars >= 1)) throw new QuantError("input", "EMPTY_WINDOW", `the range holds no ${timeframe} bar: 'to' has to come at least one bar after 'from'`, { from, to });
  if (bars > MOST_BARS) throw new QuantError("input", "TOO_MANY_BARS", `the range holds ${Math.ceil(bars).toLocaleString("en")} bars, at most ${MOST_BARS.toLocaleString("en")} are made: choose a shorter range or a longer timeframe`, { bars });
}
