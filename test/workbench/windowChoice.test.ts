import { describe, expect, it } from "vitest";
import { chooseWindow } from "../../lib/workbench/windowChoice.js";
import type { Coverage } from "../../lib/data/coverage.js";

const HOUR = 3_600_000, START = Date.UTC(2024, 0, 1), at = (hours: number): number => START + hours * HOUR;
const series = (kind: Coverage["kind"], symbol: string, first: number, last: number): Coverage => ({
  kind, exchange: "binance", symbol, timeframe: "1h", rows: 1, first: at(first), last: at(last), gaps: 0, gapBars: 0, takerRows: 0, synthetic: false,
});
const PERP = { exchange: "binance", symbol: "BTC/USDT:USDT", prices: "BTC/USDT:USDT", timeframe: "1h", notes: [] };
const OPEN = { from: undefined, to: undefined, allowMissingFunding: false };
const BARS = series("candles", "BTC/USDT:USDT", 0, 1000), FUNDING = series("funding", "BTC/USDT:USDT", 40, 800);

describe("the window of a backtest", () => {
  it("of a perpetual is what has funding, and that is said", () => {
    expect(chooseWindow(OPEN, PERP, [BARS, FUNDING])).toEqual({ from: at(40), to: at(808), notes: ["--from 2024-01-02T16:00, where its funding begins", "--to 2024-02-03T16:00, where its funding ends"] });
  });
  it("is what the user named, whatever is stored", () => expect(chooseWindow({ ...OPEN, from: at(1), to: at(2) }, PERP, [BARS, FUNDING])).toEqual({ from: at(1), to: at(2), notes: [] }));
  it("is all of the bars where funding reaches as far", () => expect(chooseWindow(OPEN, PERP, [BARS, series("funding", "BTC/USDT:USDT", -5, 995)])).toEqual({ from: undefined, to: undefined, notes: [] }));
  it("is all of the bars on spot, with missing funding allowed, and where no funding is stored at all", () => {
    const all = { from: undefined, to: undefined, notes: [] };
    expect(chooseWindow(OPEN, { ...PERP, symbol: "BTC/USDT", prices: "BTC/USDT" }, [series("candles", "BTC/USDT", 0, 1000), FUNDING])).toEqual(all);
    expect(chooseWindow({ ...OPEN, allowMissingFunding: true }, PERP, [BARS, FUNDING])).toEqual(all);
    expect(chooseWindow(OPEN, PERP, [BARS])).toEqual(all);
  });
});
