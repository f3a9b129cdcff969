/** 2025-10-10 on real hourly bars and marks of the perpetual: the bar of 21:00 UTC falls from 114,200 to 101,516. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { backtest, type BacktestOptions } from "../../lib/backtest/index.js";
import { candles, type Candles } from "../../lib/market/candles.js";
import type { Run } from "../../lib/market/run.js";
import type { Funding, MarkPrices } from "../../lib/market/series.js";
import { defineStrategy, type Strategy } from "../../lib/strategy/strategy.js";
import { fillsOf } from "./scripted.js";

const DATA = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", HOUR = 3_600_000;
const FILES = ["perp-1h", "perp-mark-1h", "perp-funding-8h"].map((name) => join(DATA, `binance-BTCUSDT-${name}-2019-2025.csv.gz`));
const FROM = Date.UTC(2025, 9, 9), TO = Date.UTC(2025, 9, 12), CRASH = Date.UTC(2025, 9, 10, 21);

/** Columns of the rows between the dates. */
function columns(path: string): Float64Array[] {
  const rows = gunzipSync(readFileSync(path)).toString().trim().split("\n").slice(1).map((line) => line.split(",").map(Number)).filter(([time]) => time! >= FROM && time! < TO);
  return rows[0]!.map((_, column) => Float64Array.from(rows, (row) => row[column]!));
}

interface Crash { readonly candles: Candles; readonly mark: MarkPrices; readonly funding: Funding }

let loaded: Crash | undefined;
const load = (): Crash => (loaded ??= read());

function read(): Crash {
  const [openTime, open, high, low, close, volume] = columns(FILES[0]!), [markTime, markOpen, markHigh, markLow, markClose] = columns(FILES[1]!), [time, rate, mark] = columns(FILES[2]!);
  const symbol = "BTC/USDT:USDT", exchange = "binance";
  return {
    candles: candles({ exchange, symbol, synthetic: false, builtFrom: "1h" }, "1h", { openTime: openTime!, open: open!, high: high!, low: low!, close: close!, volume: volume! }),
    mark: { interval: HOUR, length: markTime!.length, openTime: markTime!, open: markOpen!, high: markHigh!, low: markLow!, close: markClose! },
    funding: { exchange, symbol, length: time!.length, time: time!, rate: rate!, mark: mark! },
  };
}

/** Long at the open of 2025-10-10 20:00, an hour before, and never again. */
const held = (at: number): Strategy => defineStrategy({
  name: "held", params: {}, indicators: () => ({}),
  decide({ time }, _account, want) {
    if (time === at - HOUR) want.position(1);
    else want.keep();
  },
});

describe.skipIf(!FILES.every((file) => existsSync(file)))("a leveraged long held into 2025-10-10 (skipped without ../shared/data)", () => {
  const entered = Date.UTC(2025, 9, 10, 20), run = (options: BacktestOptions, entry = entered): Run => backtest(held(entry), load(), { cash: 100_000, rules: { slippageTicks: 0 }, ...options }).run;
  /** The bracket of up to 300,000 USDT in the table of 2025-08-21: 0.4 % and nothing off. */
  const liquidationPrice = (entry: number, margin: number): number => (entry - margin) / 0.996;

  it.each([[10, CRASH], [20, CRASH], [50, CRASH - HOUR]])("at %ix is triggered in the hour and at the price of the bracket table, and closed by L3", (leverage, hour) => {
    const result = run({ leverage, size: "1BTC" }), [bought, taken] = fillsOf(result), { mark } = load();
    const entry = bought!.price, margin = entry / leverage, price = liquidationPrice(entry, margin);
    expect(taken).toMatchObject({ quantity: -1, reason: "liquidation" });
    expect(result.fills.time[1], "the first hour in which the mark fell so far").toBe(mark.openTime[mark.low.findIndex((low, i) => mark.openTime[i]! >= entered && low <= price)]);
    expect(result.fills.time[1]).toBe(hour);
    expect(mark.low[mark.openTime.indexOf(hour)]).toBeLessThan(price);
    expect(taken!.price, "where the margin is used up").toBeCloseTo(entry - margin, 6);
    expect(result.equity.equity.at(-1)).toBeCloseTo(100_000 - margin - entry * 0.0005, 6);
    expect(result.status).toBe("completed");
    expect(result.manifest).toMatchObject({ facts: "dated", market: { mark: "series", funding: "history" }, account: { liquidation: "simple" } });
  });

  it("at 8x, whose price lies below the mark's low but not below the trades', is not", () => {
    const { mark, candles: bars } = load(), row = bars.openTime.indexOf(CRASH), low = bars.low[row]!, markLow = mark.low[row]!;
    const entry = fillsOf(run({ leverage: 8, size: "1BTC" }))[0]!.price, leverage = 1 / (1 - ((low + markLow) / 2) * 0.996 / entry);
    expect(fillsOf(run({ leverage, size: "1BTC" }))).toHaveLength(1);
    expect(fillsOf(backtest(held(entered), { candles: bars, funding: load().funding }, { cash: 100_000, leverage, size: "1BTC", rules: { slippageTicks: 0 } }).run), "by the trades' own path").toHaveLength(2);
  });

  it("with everything in it, cross, ends the run that hour", () => {
    const result = run({ leverage: 20, margin: "cross" });
    expect(result.status).toBe("liquidated");
    expect(result.equity.time.at(-1)).toBe(CRASH + HOUR);
    expect(result.equity.equity.at(-1)).toBe(0);
    expect(result.metrics["totalReturn"]).toBe(-1);
  });

  it("held since the day before has paid its funding out of its margin", () => {
    const yesterday = Date.UTC(2025, 9, 9, 12), result = run({ leverage: 12, size: "1BTC" }, yesterday), [bought, taken] = fillsOf(result), paid = -result.funding.amount.reduce((sum, amount) => sum + amount, 0);
    expect(result.funding.length).toBeGreaterThan(2);
    expect(taken).toMatchObject({ reason: "liquidation" });
    expect(taken!.price).toBeCloseTo(bought!.price * (1 - 1 / 12) + paid, 6);
  });
});
