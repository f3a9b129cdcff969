import { describe, expect, it } from "vitest";
import { archiveAt, archivesOver, type Period } from "../../../lib/data/dumps/archive.js";
import { fetchAhead } from "../../../lib/data/dumps/fetchAhead.js";
import { knownDamage } from "../../../lib/data/dumps/knownDamage.js";
import type { Series } from "../../../lib/data/seriesTable.js";

const series = (kind: Series["kind"], symbol: string, timeframe?: string, exchange = "binance"): Series => ({ kind, exchange, symbol, timeframe });
const at = Date.UTC(2024, 0, 15, 12);

describe("archives of Binance Vision", () => {
  // Addresses as the README of binance-public-data and its issues 186, 253, 475 and 140 write them.
  it.each<[Series, Period, string]>([
    [series("candles", "BTC/USDT", "1m"), "monthly", "data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip"],
    [series("candles", "BTC/USDT", "1m"), "daily", "data/spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01-15.zip"],
    [series("candles", "BTC/USDT:USDT", "1h"), "monthly", "data/futures/um/monthly/klines/BTCUSDT/1h/BTCUSDT-1h-2024-01.zip"],
    [series("mark", "BTC/USDT:USDT", "1m"), "daily", "data/futures/um/daily/markPriceKlines/BTCUSDT/1m/BTCUSDT-1m-2024-01-15.zip"],
    [series("funding", "BTC/USDT:USDT"), "monthly", "data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2024-01.zip"],
    [series("trades", "BTC/USDT:USDT"), "monthly", "data/futures/um/monthly/aggTrades/BTCUSDT/BTCUSDT-aggTrades-2024-01.zip"],
    [series("trades", "ETH/USDC"), "daily", "data/spot/daily/aggTrades/ETHUSDC/ETHUSDC-aggTrades-2024-01-15.zip"],
  ])("%o %s lie at %s", (given, period, path) => expect(archiveAt(given, period, at)?.path).toBe(path));

  it.each([
    ["marks of spot", series("mark", "BTC/USDT", "1m"), "monthly"], ["funding by day", series("funding", "BTC/USDT:USDT"), "daily"],
    ["inverse contracts", series("candles", "BTC/USD:BTC", "1m"), "monthly"], ["another exchange", series("candles", "BTC/USDT", "1m", "kraken"), "monthly"], ["bars of seven minutes", series("candles", "BTC/USDT", "7m"), "monthly"],
  ] as const)("there are none of %s", (_, given, period) => expect(archiveAt(given, period, at)).toBeUndefined());

  it("cover every instant of a window once, months of every length, and none that has not ended", () => {
    const window = { from: Date.UTC(2023, 10, 20), to: Date.UTC(2024, 3, 2) }, now = Date.UTC(2024, 3, 10);
    const months = archivesOver(series("candles", "BTC/USDT", "1m"), "monthly", [window], now);
    expect(months.map(({ name }) => name.slice(11, 18))).toEqual(["2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]);
    expect(months.slice(1).map(({ span }) => span.from)).toEqual(months.slice(0, -1).map(({ span }) => span.to));
    expect(archivesOver(series("candles", "BTC/USDT", "1m"), "daily", [window, window], now)).toHaveLength((window.to - window.from) / 86_400_000);
    expect(archivesOver(series("candles", "BTC/USDT", "1m"), "daily", [{ from: now - 86_400_000, to: now }], now - 1).map(({ name }) => name)).toEqual([]);
  });

  it("know the damaged days of spot months, and of no others", () => {
    const month = (symbol: string, time: number): readonly number[] => [...knownDamage(archiveAt(series("candles", symbol, "1m"), "monthly", time)!).keys()];
    expect(month("BTC/USDT", Date.UTC(2020, 11, 3))).toEqual([Date.UTC(2020, 11, 21)]);
    expect([month("BTC/USDT:USDT", Date.UTC(2020, 11, 3)), month("BTC/USDT", Date.UTC(2020, 10, 3))]).toEqual([[], []]);
  });
});

describe("fetching ahead", () => {
  it("hands everything out in order, failures in their turn, never more under way than asked", async () => {
    let underWay = 0, most = 0;
    const fetchOne = async (item: number): Promise<number> => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, (item * 7) % 5));
      underWay--;
      if (item % 4 === 3) throw new Error(`no ${item}`);
      return item * 10;
    };
    const got: string[] = [];
    for await (const done of fetchAhead([0, 1, 2, 3, 4, 5, 6, 7, 8], 3, fetchOne)) got.push("value" in done ? String(done.value) : (done.error as Error).message);
    expect(got).toEqual(["0", "10", "20", "no 3", "40", "50", "60", "no 7", "80"]);
    expect(most).toBe(3);
    const some: number[] = [];
    for await (const done of fetchAhead([0, 1, 2, 3], 2, fetchOne)) { some.push(done.item); if (done.item === 1) break; }
    expect([some, underWay]).toEqual([[0, 1], 0]);
  });
});
