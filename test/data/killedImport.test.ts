import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { coverage } from "../../lib/data/coverage.js";
import { unfinishedFiles } from "../../lib/data/fileLedger.js";
import { importFile } from "../../lib/data/import/importFile.js";
import { openStore } from "../../lib/data/store/open.js";
import { temporaryHome } from "./store/temporaryHome.js";
import { CANDLE_HEADER, candleLines, temporaryFiles } from "./temporaryFiles.js";

const home = temporaryHome(), files = temporaryFiles(), ROWS = 600_000, T = Date.UTC(2022, 0, 1), command = join("lib", "dist", "cli", "data.js");
afterAll(async () => { await home.remove(); files.remove(); });

/** Imports in a process of its own, which is killed -9 once it stores and `ripe` has come true. */
function killedWhileStoring(path: string, ripe: () => Promise<void>): Promise<string> {
  const argv = JSON.stringify(["import", path, "--exchange", "binance", "--symbol", "KILLED/USDT", "--timeframe", "1m"]);
  const child = spawn(process.execPath, ["-e", `require(${JSON.stringify(join(process.cwd(), command))}).run(${argv}).then((code) => process.exit(code))`], { env: { ...process.env, BTC_QUANT_HOME: home.path }, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    const before = said;
    said += text.toString();
    if (said.includes("storing") && !before.includes("storing")) void ripe().then(() => child.kill("SIGKILL"));
  });
  return new Promise((resolve) => { child.on("close", (code, signal) => resolve(signal ?? `exit ${code}: ${said}`)); });
}

describe("an import that is killed while it stores", () => {
  it("is called unfinished, and the same import again makes the store what it would have been", async () => {
    const path = files.write("big.csv", [CANDLE_HEADER, ...candleLines(T, ROWS).filter((_, i) => i % 100_000 !== 5_000), ""].join("\n"));
    const store = await openStore({ home: home.path }), ends: string[] = [];
    const storedRows = async (): Promise<number> => Number((await store.rows<{ n: string }>("SELECT count() AS n FROM candles FINAL WHERE symbol = 'KILLED/USDT'"))[0]?.n);
    const atOnce = (): Promise<void> => Promise.resolve(), onceVisible = async (): Promise<void> => { while ((await storedRows()) === 0); }, parts: number[] = [];
    for (const ripe of [atOnce, onceVisible]) {
      ends.push(await killedWhileStoring(path, ripe));
      parts.push(await storedRows());
    }
    console.log(`rows after each kill: ${parts.join(", ")}`);
    expect(ends).toEqual(["SIGKILL", "SIGKILL"]);
    expect(await unfinishedFiles(store)).toEqual([{ name: "big.csv", kind: "candles", exchange: "binance", symbol: "KILLED/USDT", timeframe: "1m" }]);
    for (const symbol of ["KILLED/USDT", "CALM/USDT"]) await importFile(store, path, { exchange: "binance", symbol, timeframe: "1m" });
    expect(await unfinishedFiles(store)).toEqual([]);
    const sums = await store.rows<{ sum: string }>("SELECT symbol, count() AS n, groupBitXor(cityHash64(ts, open, high, low, close, volume)) AS sum FROM candles FINAL GROUP BY symbol ORDER BY symbol");
    expect(sums[0]?.sum).toBe(sums[1]?.sum);
    expect((await coverage(store)).map(({ rows, gaps, gapBars, first, last }) => ({ rows, gaps, gapBars, first, last })))
      .toEqual(Array.from({ length: 2 }, () => ({ rows: ROWS - 6, gaps: 6, gapBars: 6, first: T, last: T + (ROWS - 1) * 60_000 })));
    await store.close();
  });
});
