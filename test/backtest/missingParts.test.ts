import { describe, expect, it } from "vitest";
import { backtest } from "../../lib/backtest/backtest.js";
import { candles, between } from "../../lib/market/candles.js";
import { resample } from "../../lib/market/resample.js";
import { buyAndHold } from "../../lib/strategy/buyAndHold.js";

const FROM = Date.UTC(2024, 0), HOURS = 72, MINUTE = 60_000;
/** An hour that is missing whole, ten minutes that are missing alone, one of them before the window of the run. */
const missing = (minute: number): boolean => Math.floor(minute / 60) === 30 || (minute % 409 === 7 && minute < 4_000);
const present = Array.from({ length: HOURS * 60 }, (_, minute) => minute).filter((minute) => !missing(minute)), flat = Float64Array.from(present, () => 40_000);
const minutes = candles({ exchange: "binance", symbol: "BTC/USDT", synthetic: false, builtFrom: "1m" }, "1m", {
  openTime: Float64Array.from(present, (minute) => FROM + minute * MINUTE), open: flat, high: flat, low: flat, close: flat, volume: Float64Array.from(present, () => 100),
});
const doubtsOf = (from: number): readonly string[] => backtest(buyAndHold, { candles: between(resample(minutes, "1h"), from, Infinity) }, {}).run.manifest.doubts;

describe("a run on bars built from shorter ones", () => {
  it("names the bars that do not exist and the parts that are missing inside the others", () => {
    const alone = Array.from({ length: HOURS * 60 }, (_, minute) => minute).filter((minute) => missing(minute) && Math.floor(minute / 60) !== 30).length;
    expect(doubtsOf(FROM)).toContain("1 bar of the window does not exist; nothing was filled in");
    expect(doubtsOf(FROM)).toContain(`${alone} 1m bars inside the 1h bars do not exist; those bars are built from the others`);
    expect(doubtsOf(FROM + 3_600_000)).toContain(`${alone - 1} 1m bars inside the 1h bars do not exist; those bars are built from the others`);
  });

  it("says nothing of parts where none is missing", () => {
    expect(doubtsOf(FROM + 70 * 3_600_000).join("\n")).not.toMatch(/inside the 1h bars|of the window do/);
  });
});
