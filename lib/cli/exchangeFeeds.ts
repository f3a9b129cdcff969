/** What `npm run exchange` is fed with: stored minutes, or a made-up market. From data's columns to the exchange's feeds. Knows no protocol. */
import { coverage, type Coverage } from "../data/coverage.js";
import { readStretch, type Series, type SeriesColumns } from "../data/seriesTable.js";
import { syntheticBars, syntheticFunding, SYNTHETIC_PERPETUAL, SYNTHETIC_SPOT } from "../data/sources/synthetic.js";
import type { Store } from "../data/store/store.js";
import type { FeedBars, FeedFunding, FeedMark, FeedTrades, MarketFeed } from "../exchange/index.js";
import { QuantError } from "../market/errors.js";
import { timeframeMs } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";

export interface FeedWindow { readonly from?: Millis | undefined; readonly to?: Millis | undefined }

const DAY = 86_400_000;
/** Stored history that is loaded when no `from` is given. */
const USUAL_SPAN = 30 * DAY;

/** A spot and a perpetual market of one seed, told as Binance's. */
export function syntheticFeeds(seed: number, { from = Date.UTC(2023, 0), to = from + USUAL_SPAN }: FeedWindow): readonly MarketFeed[] {
  const options = { seed, from, to, timeframe: "1m" }, interval = timeframeMs(options.timeframe), perpetual = syntheticBars(SYNTHETIC_PERPETUAL, options);
  return [
    { exchange: "binance", symbol: SYNTHETIC_SPOT, interval, bars: syntheticBars(SYNTHETIC_SPOT, options) },
    { exchange: "binance", symbol: SYNTHETIC_PERPETUAL, interval, bars: perpetual, funding: syntheticFunding(perpetual, options) },
  ];
}

/**
 * One feed for each of the exchange's stored symbols, or for those named: its finest bars, and trades, funding and mark prices where they are stored.
 * @throws QuantError NO_DATA
 */
export async function storedFeeds(store: Store, exchange: string, symbols: readonly string[] | undefined, window: FeedWindow): Promise<readonly MarketFeed[]> {
  const stored = (await coverage(store)).filter((series) => series.exchange === exchange), chosen = symbols ?? [...new Set(stored.map(({ symbol }) => symbol))];
  const feeds = await Promise.all(chosen.map(async (symbol) => storedFeed(store, stored.filter((series) => series.symbol === symbol), exchange, symbol, window)));
  if (feeds.length === 0) throw nothing(`no market of ${exchange} is stored`);
  return feeds;
}

async function storedFeed(store: Store, stored: readonly Coverage[], exchange: string, symbol: string, window: FeedWindow): Promise<MarketFeed> {
  const candles = finest(stored, "candles"), mark = finest(stored, "mark");
  if (candles?.timeframe === undefined) throw nothing(`no candles of ${symbol} of ${exchange} are stored`);
  const to = window.to ?? candles.last + timeframeMs(candles.timeframe), from = window.from ?? to - USUAL_SPAN;
  const read = async (kind: Series["kind"], timeframe?: string): Promise<SeriesColumns | undefined> => {
    const { rows, columns } = await readStretch(store, { kind, exchange, symbol, timeframe }, from, to - 1);
    return rows === 0 ? undefined : columns;
  };
  const bars = await read("candles", candles.timeframe);
  if (bars === undefined) throw nothing(`no candles of ${symbol} of ${exchange} are stored in the range asked for`);
  const marks = mark?.timeframe === undefined ? undefined : await read("mark", mark.timeframe);
  return {
    exchange, symbol, interval: timeframeMs(candles.timeframe), bars: bars as unknown as FeedBars,
    trades: (await read("trades")) as FeedTrades | undefined, funding: (await read("funding")) as FeedFunding | undefined,
    mark: marks === undefined ? undefined : ({ interval: timeframeMs(mark!.timeframe!), ...marks } as unknown as FeedMark),
  };
}

const finest = (stored: readonly Coverage[], kind: Coverage["kind"]): Coverage | undefined =>
  stored.filter((series) => series.kind === kind && series.timeframe !== undefined).sort((a, b) => timeframeMs(a.timeframe!) - timeframeMs(b.timeframe!))[0];

function nothing(what: string): QuantError {
  return new QuantError("input", "NO_DATA", `${what}: import files with npm run data -- import, or serve a made-up market with npm run exchange -- --synthetic`);
}
