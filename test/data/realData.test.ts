import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openGaps } from "../../lib/data/gaps/gapLedger.js";
import { importFile, type ImportResult } from "../../lib/data/import/importFile.js";
import { marketDataOf } from "../../lib/data/marketData.js";
import { mergeParts } from "../../lib/data/mergedParts.js";
import { openStore } from "../../lib/data/store/open.js";
import type { Store } from "../../lib/data/store/store.js";
import { temporaryHome } from "./store/temporaryHome.js";

const DATA = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data";
const year = (n: number): string => join(DATA, `binance-BTCUSDT-spot-1m-${n}.csv.gz`);
/** 2021 comes before 2020: the order of files must not matter. */
const YEARS = [2021, 2020, 2022, 2023, 2024, 2025];

describe.skipIf(!existsSync(year(2020)))(`the minutes of 2020 to 2025 (needs ${DATA})`, () => {
  const home = temporaryHome();
  let store: Store;
  beforeAll(async () => { store = await openStore({ home: home.path }); });
  afterAll(async () => { await store.close(); await home.remove(); });

  const importAll = async (): Promise<readonly ImportResult[]> => {
    const results: ImportResult[] = [];
    for (const n of YEARS) results.push(await importFile(store, year(n), { exchange: "binance", symbol: "BTC/USDT", timeframe: "1m" }));
    return results;
  };
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const versions = (): Promise<readonly unknown[]> => Promise.all(["candles", "gaps", "files"].map((table) => store.rows(`SELECT count() AS n, max(ver) AS newest, sum(ver) AS sum FROM ${table} FINAL`)));

  it("are imported whole, in any order of the years: 3,154,155 rows and the 15 gaps of 2,325 minutes that the gaps file lists", async () => {
    const begun = performance.now(), results = await importAll();
    await mergeParts(store, "candles");
    console.log(`import of ${sum(results.map(({ rows }) => rows)).toLocaleString("en-US")} rows: ${Math.round(sum(results.map(({ rows }) => rows)) / (performance.now() - begun))} thousand rows/s end to end, merged parts included`);
    expect(sum(results.map(({ added }) => added))).toBe(3_154_155);
    const listed = readFileSync(join(DATA, "binance-BTCUSDT-spot-1m-gaps.csv"), "utf8").trim().split("\n").slice(1).map((line) => line.split(",").map(Number) as [number, number, number]);
    const expected = listed.filter(([before]) => before >= Date.UTC(2020, 0)).map(([before, after, bars]) => ({ from: before + 60_000, to: after - 60_000, bars }));
    expect((await openGaps(store)).map(({ from, to, bars }) => ({ from, to, bars }))).toEqual(expected);
    expect([expected.length, sum(expected.map(({ bars }) => bars))]).toEqual([15, 2_325]);
  });

  it("are not changed by a second import: no row, no version, no ledger", async () => {
    const before = await versions(), results = await importAll();
    expect(results.map(({ rows, unchanged }) => rows - unchanged)).toEqual(YEARS.map(() => 0));
    expect(await versions()).toEqual(before);
  });

  it("come out as columns, every float of 2020 the one that the file's text says, with the same gaps", async () => {
    const candles = await marketDataOf(store).candles({ symbol: "BTC/USDT" });
    expect(candles).toMatchObject({ length: 3_154_155, takerBuyVolume: undefined, origin: { builtFrom: "1m", synthetic: false } });
    expect(candles.gaps.map(({ bars }) => bars)).toEqual((await openGaps(store)).map(({ bars }) => bars));
    const columns = [candles.openTime, candles.open, candles.high, candles.low, candles.close, candles.volume];
    const lines = gunzipSync(readFileSync(year(2020))).toString().trim().split("\n").slice(1), wrong: string[] = [];
    lines.forEach((line, row) => { if (line.split(",").some((text, column) => Number(text) !== columns[column]![row])) wrong.push(line); });
    expect([lines.length, wrong]).toEqual([525_788, []]);
  });

  it("take the taker volume of 2023, which is then there for a window of that year and not for one beyond it", async () => {
    const file = join(DATA, "binance-BTCUSDT-spot-1m-taker-2023.csv.gz"), data = marketDataOf(store);
    expect(await importFile(store, file, { exchange: "binance", symbol: "BTC/USDT", timeframe: "1m" })).toMatchObject({ rows: 525_520, completed: 525_520 });
    const { takerBuyVolume, volume, length } = await data.candles({ symbol: "BTC/USDT", from: "2023", to: "2024" });
    expect([length, takerBuyVolume?.[0], takerBuyVolume?.every((bought, row) => bought <= volume[row]!)]).toEqual([525_520, 40.18369, true]);
    expect((await data.candles({ symbol: "BTC/USDT", from: "2023-12-31", to: "2024-01-02" })).takerBuyVolume).toBeUndefined();
  });
});
