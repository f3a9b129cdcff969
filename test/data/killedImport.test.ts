import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { coverage } from "../../lib/data/coverage.js";
import { importFile } from "../../lib/data/import/importFile.js";
import { openStore } from "../../lib/data/store/open.js";
import { temporaryHome } from "./store/temporaryHome.js";
import { CANDLE_HEADER, candleLines, temporaryFiles } from "./temporaryFiles.js";

const home = temporaryHome(), files = temporaryFiles(), ROWS = 600_000, T = Date.UTC(2022, 0, 1), command = join("lib", "dist", "cli", "data.js");
afterAll(async () => { await home.remove(); files.remove(); });

/** Imports in a process of its own and kills it -9, `ms` after it began to store. */
function killedWhileStoring(path: string, ms: number): Promise<string> {
  const argv = JSON.stringify(["import", path, "--exchange", "binance", "--symbol", "KILLED/USDT", "--timeframe", "1m"]);
  const child = spawn(process.execPath, ["-e", `require(${JSON.stringify(join(process.cwd(), command))}).run(${argv}).then((code) => process.exit(code))`], { env: { ...process.env, BTC_QUANT_HOME: home.path }, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    const before = said;
    said += text.toString();
    if (said.includes("storing") && !before.includes("storing")) setTimeout(() => child.kill("SIGKILL"), ms);
  });
  return new Promise((resolve) => { child.on("close", (code, signal) => resolve(signal ?? `exit ${code}: ${said}`)); });
}

describe("an import that is killed while it stores", () => {
  it("is not in the ledger of files, and the same import again makes the store what it would have been", async () => {
    const path = files.write("big.csv", [CANDLE_HEADER, ...candleLines(T, ROWS).filter((_, i) => i % 100_000 !== 5_000), ""].join("\n"));
    const store = await openStore({ home: home.path }), ends: string[] = [];
    const parts: number[] = [];
    for (const ms of [0, 60, 250]) {
      ends.push(await killedWhileStoring(path, ms));
      parts.push(Number((await store.rows<{ n: string }>("SELECT count() AS n FROM candles FINAL WHERE symbol = 'KILLED/USDT'"))[0]?.n));
    }
    console.log(`rows after each kill: ${parts.join(", ")}`);
    const ledger = await store.rows("SELECT name FROM files FINAL WHERE symbol = 'KILLED/USDT'"), whole = parts.at(-1) === ROWS - 6;
    expect(ends.includes("SIGKILL"), ends.join()).toBe(true);
    if (!whole) expect(ledger).toEqual([]);
    for (const symbol of ["KILLED/USDT", "CALM/USDT"]) await importFile(store, path, { exchange: "binance", symbol, timeframe: "1m" });
    const sums = await store.rows<{ sum: string }>("SELECT symbol, count() AS n, groupBitXor(cityHash64(ts, open, high, low, close, volume)) AS sum FROM candles FINAL GROUP BY symbol ORDER BY symbol");
    expect(sums[0]?.sum).toBe(sums[1]?.sum);
    expect((await coverage(store)).map(({ rows, gaps, gapBars, first, last }) => ({ rows, gaps, gapBars, first, last })))
      .toEqual(Array.from({ length: 2 }, () => ({ rows: ROWS - 6, gaps: 6, gapBars: 6, first: T, last: T + (ROWS - 1) * 60_000 })));
    await store.close();
  });
});
