import { describe, expect, it } from "vitest";
import { inForce, instrument } from "../../lib/market/instrument.js";
import { parseSymbol } from "../../lib/market/symbol.js";
import { barStart, timeframeMs, timeframeOf } from "../../lib/market/timeframe.js";
import { bp, utc } from "../../lib/market/units.js";

describe("a unified symbol", () => {
  it.each([
    ["BTC/USDT", "spot", "USDT"],
    ["BTC/USDT:USDT", "linear", "USDT"],
    ["BTC/USD:BTC", "inverse", "BTC"],
  ])("%s is %s, settled in %s", (symbol, kind, settle) => expect(parseSymbol(symbol)).toMatchObject({ kind, settle, base: "BTC" }));
  it.each(["BTCUSDT", "btc/usdt", "BTC/USDT:EUR", "BTC/USDT:", ""])("is not '%s'", (symbol) => expect(() => parseSymbol(symbol)).toThrow("is not a unified symbol"));
});

describe("a timeframe", () => {
  it.each([["1m", 60_000], ["5m", 300_000], ["1h", 3_600_000], ["1d", 86_400_000], ["1w", 604_800_000]])("%s has %d ms and its name back", (name, ms) => {
    expect(timeframeMs(name)).toBe(ms);
    expect(timeframeOf(ms)).toBe(name);
  });
  it.each(["60", "m", "0m", "1M", "1.5h", "-1m"])("is not '%s'", (name) => expect(() => timeframeMs(name)).toThrow("is not a timeframe"));
  it("starts weeks on Monday 00:00 UTC", () => expect(utc(barStart(Date.parse("2025-10-12T23:59:00Z"), timeframeMs("1w")))).toBe("2025-10-06 00:00"));
});

describe("an instrument", () => {
  it("has the filters of its date: the perpetual's tick was 0.01 in 2021 and is 0.10 now", () => {
    const { rules } = instrument("binance", "BTC/USDT:USDT"), at = (date: string) => inForce(rules, Date.parse(date));
    expect(at("2022-01-01").value).toMatchObject({ ticksPerUnit: 100, minNotional: 5 });
    expect(at("2026-01-01").value).toMatchObject({ ticksPerUnit: 10, minNotional: 100 });
  });
  it("marks rules that are stretched back before their first date", () => {
    const { rules } = instrument("binance", "BTC/USDT:USDT");
    expect(inForce(rules, Date.parse("2020-01-01")).extrapolated).toBe(true);
    expect(inForce(rules, Date.parse("2022-01-01")).extrapolated).toBe(false);
  });
  it("is refused by name where nothing is known of it", () => {
    expect(() => instrument("nowhere", "BTC/USDT")).toThrow("'nowhere' is not an exchange whose rules are known here; known: binance");
    expect(() => instrument("binance", "BTC/EUR")).toThrow("known: BTC/USDT, BTC/USDT:USDT");
  });
});

describe("units", () => {
  it("2 basis points are 0.0002", () => expect(bp(2)).toBe(0.0002));
  it("times are UTC, to the minute where the rest is zero", () => {
    expect(utc(0)).toBe("1970-01-01 00:00");
    expect(utc(1)).toBe("1970-01-01 00:00:00.001");
  });
});
