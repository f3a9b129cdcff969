import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, it } from "vitest";
import { openSource } from "../../lib/data/sources/openSource.js";
import { temporaryHome } from "../data/store/temporaryHome.js";
import { command, STACK_LINE } from "./command.js";

const home = temporaryHome();
afterAll(() => home.remove());

describe("npm run exchange", () => {
  it("serves a made-up market to whoever takes its address, while its clock runs, and ends with Ctrl-C", async () => {
    const script = "const [file, ...argv] = process.argv.slice(1); require(file).run(argv).then((code) => { process.exitCode = code; });";
    const served = spawn(process.execPath, ["-e", script, join(__dirname, "..", "..", "lib", "dist", "cli", "exchange.js"), "--synthetic", "--port", "0", "--speed", "600", "--to", "2023-01-04"], { env: { ...process.env, BTC_QUANT_HOME: home.path } });
    const said: string[] = [], lines = createInterface({ input: served.stdout }).on("line", (line) => said.push(line));
    while (!said.some((line) => line.startsWith("Ctrl-C"))) await new Promise((resolve) => lines.once("line", resolve));
    expect(said[0]).toMatch(/^SYNTHETIC: a made-up market\. The simulated exchange listens at http:\/\/127\.0\.0\.1:\d+; its clock begins at 2023-01-03 00:00 and runs 600 times/);
    const exchangeUrl = said.join("\n").match(/BTC_QUANT_EXCHANGE_URL=(\S+)/)![1]!, source = await openSource("binance", { exchangeUrl });
    const before = await source.serverTime();
    let rows = 0;
    for await (const page of source.pages({ kind: "candles", symbol: "BTC/USDT:USDT", timeframe: "1m", from: Date.UTC(2023, 0), to: Date.UTC(2023, 0, 2) })) rows += page.rows;
    expect(rows).toBe(1_440);
    expect(await source.serverTime()).toBeGreaterThan(before);
    await source.close();
    const ended = new Promise((resolve) => served.once("exit", resolve));
    served.kill("SIGINT");
    expect(await ended).toBe(0);
  });

  it("with an empty store says what would be right, and exits with 2", async () => {
    const { code, stderr } = await command("exchange", [], home.path);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^no market of binance is stored: .*npm run exchange -- --synthetic\n$/);
  });

  it("refuses a speed, a seed and a date that are none, without a stack", async () => {
    for (const [argv, sentence] of [[["--speed", "0"], /--speed is '0'/], [["--synthetic", "x"], /--synthetic is 'x'/], [["--from", "soon"], /'soon' is not a date/]] as const) {
      const { code, stderr } = await command("exchange", [...argv], home.path);
      expect([code, STACK_LINE.test(stderr)]).toEqual([2, false]);
      expect(stderr).toMatch(sentence);
    }
  });
});
