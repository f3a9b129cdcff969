import { describe, expect, it } from "vitest";
import { chooseMarket } from "../../lib/workbench/marketChoice.js";
import type { Coverage } from "../../lib/data/coverage.js";

const series = (symbol: string, timeframe = "1m", exchange = "binance", kind: Coverage["kind"] = "candles"): Coverage => ({
  kind, exchange, symbol, timeframe, rows: 1, first: 0, last: 0, gaps: 0, gapBars: 0, takerRows: 0, synthetic: exchange === "synthetic",
});
const SPOT = series("BTC/USDT"), PERP = series("BTC/USDT:USDT");

describe("the market of a backtest", () => {
  it("is the perpetual by the hour on binance where that is stored, and each choice is said", () => {
    expect(chooseMarket({}, [SPOT, PERP])).toEqual({ exchange: "binance", symbol: "BTC/USDT:USDT", prices: "BTC/USDT:USDT", timeframe: "1h", notes: ["--symbol BTC/USDT:USDT", "--timeframe 1h"] });
  });
  it("is spot where only spot is stored", () => expect(chooseMarket({}, [SPOT])).toMatchObject({ symbol: "BTC/USDT", prices: "BTC/USDT" }));
  it("is the only exchange that is stored", () => expect(chooseMarket({}, [series("BTC/USDT", "1m", "synthetic")])).toMatchObject({ exchange: "synthetic", notes: ["--exchange synthetic, the only one stored", "--symbol BTC/USDT", "--timeframe 1h"] }));
  it("is what was asked, in silence", () => expect(chooseMarket({ exchange: "binance", symbol: "BTC/USDT", timeframe: "5m" }, [SPOT, PERP])).toEqual({ exchange: "binance", symbol: "BTC/USDT", prices: "BTC/USDT", timeframe: "5m", notes: [] }));
  it("trades one symbol on another's prices only when told", () => expect(chooseMarket({ symbol: "BTC/USDT:USDT", prices: "BTC/USDT", timeframe: "1h" }, [SPOT])).toMatchObject({ symbol: "BTC/USDT:USDT", prices: "BTC/USDT" }));
  it("has the finest bars where all stored ones are longer than an hour", () => expect(chooseMarket({}, [series("BTC/USDT", "1d"), series("BTC/USDT", "4h")]).timeframe).toBe("4h"));

  it.each([
    ["an empty store", {}, [series("BTC/USDT:USDT", "1h", "binance", "funding")], "the store holds no candles yet: import files with `npm run data -- import"],
    ["prices that were not named", { symbol: "BTC/USDT:USDT" }, [SPOT], "those of BTC/USDT can stand in for all of the window, if you say so: add prices: \"BTC/USDT\" to the request"],
    ["an exchange that is not stored", { exchange: "binanse" }, [SPOT], "no candles of exchange 'binanse' are stored: did you mean 'binance'?"],
    ["a symbol without rules", { symbol: "BTC/USTD" }, [SPOT], "'BTC/USTD' is not a symbol of binance whose rules are known here: did you mean 'BTC/USDT'?"],
    ["prices that are not stored", { symbol: "BTC/USDT", prices: "BTC/USDC" }, [SPOT], "no candles of 'BTC/USDC' are stored: did you mean 'BTC/USDT'?"],
    ["what is no symbol at all", { symbol: "BTCUSDT" }, [SPOT], "'BTCUSDT' is not a unified symbol"],
  ] as const)("is refused for %s, with what to do", (_, request, stored, sentence) => expect(() => chooseMarket(request, stored)).toThrow(sentence));
});
