import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../lib/data/store/open.js";
import { runStore } from "../../lib/data/store/runStore.js";
import type { Store } from "../../lib/data/store/store.js";
import { canonicalJson, runId, type Manifest } from "../../lib/market/run.js";
import { temporaryHome } from "../data/store/temporaryHome.js";
import { sampleRun } from "../report/sampleRun.js";
import { command, STACK_LINE, type Ended } from "./command.js";

const home = temporaryHome(), folder = mkdtempSync(join(tmpdir(), "btc-quant-runs-")), one = sampleRun(), other = sampleRun({ name: "buy-and-hold", synthetic: true });
const runs = (...argv: readonly string[]): Promise<Ended> => command("runs", argv, home.path);
let store: Store;

beforeAll(async () => {
  store = await openStore({ home: home.path });
  await runStore(store).save(one, Date.UTC(2026, 0, 1));
  await runStore(store).save(other, Date.UTC(2026, 0, 2));
});
afterAll(async () => {
  await store.close();
  await home.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe("npm run runs", () => {
  it("lists runs, the newest first, with what was asked and what came of it", async () => {
    const { code, stdout } = await runs("list"), [, , first = "", second = ""] = stdout.split("\n");
    expect([code, first.split(/\s+/)[0], second.split(/\s+/)[0]]).toEqual([0, other.id.slice(0, 8), one.id.slice(0, 8)]);
    expect(first).toContain("SYNTHETIC");
    expect(second).toMatch(/01-01 00:00 {2}sma-crossover fast=10 slow=30 .*BTC\/USDT .*\+1\.83 %/);
    expect(first.length).toBeLessThanOrEqual(140);
  });

  it("shows one by the beginning of its id, doubts included", async () => {
    const { code, stdout } = await runs("show", one.id.slice(0, 6));
    expect(code).toBe(0);
    for (const words of [one.id, "Net of costs, sma-crossover turned 10,000 USDT into 10,183 USDT", "What this run can not know:\n- fills are computed from 1d bars"]) expect(stdout).toContain(words);
  });

  it("prints a manifest that hashes to the run's id", async () => {
    const { stdout } = await runs("show", one.id, "--json"), shown = JSON.parse(stdout) as { id: string; manifest: Manifest };
    expect(runId(shown.manifest)).toBe(shown.id);
  });

  it("compares runs by what differs", async () => {
    const { code, stdout } = await runs("compare", one.id, other.id);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Strategy +sma-crossover +buy-and-hold$/m);
    expect(stdout).not.toMatch(/^Seed/m);
  });

  it("exports every column exactly, as CSV and as Parquet", async () => {
    const csv = join(folder, "csv"), parquet = join(folder, "parquet");
    expect((await runs("export", one.id, "--csv", csv, "--parquet", parquet)).code).toBe(0);
    const lines = readFileSync(join(csv, "fills.csv"), "utf8").trim().split("\n");
    expect(lines.slice(0, 2)).toEqual(['"time","quantity","price","fee","liquidity","why","point","order","mid"', '"2024-01-02 00:00:00.000",10,101,1,"taker","market",0,0,100.5']);
    expect(readFileSync(join(csv, "equity.csv"), "utf8").trim().split("\n").slice(1).map((line) => Number(line.split(",")[1]))).toEqual([...one.equity.equity]);
    expect(canonicalJson((JSON.parse(readFileSync(join(csv, "run.json"), "utf8")) as { manifest: Manifest }).manifest)).toBe(canonicalJson(one.manifest));
    for (const name of ["equity", "fills", "funding"]) expect(readFileSync(join(parquet, `${name}.parquet`)).subarray(0, 4).toString()).toBe("PAR1");
  });

  it("writes a report of a run", async () => {
    const file = join(folder, "run.html");
    expect((await runs("show", one.id, "--html", file)).code).toBe(0);
    expect(existsSync(file)).toBe(true);
  });

  it.each([
    [["show", "zzz"], "no run's id starts with 'zzz': npm run runs -- list shows those that are kept"],
    [["compare", one.id], "a comparison needs two or more runs"],
    [["export", one.id], "export as what? Write --csv DIR or --parquet DIR"],
    [["list", "--limit", "few"], "--limit is 'few': a whole number above 0 was expected"],
    [["lst"], "unknown command 'lst'"],
  ])("%j is refused in a sentence, exit 2", async (argv, sentence) => {
    const { code, stdout, stderr } = await runs(...argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(STACK_LINE);
  });

  it("deletes for good", async () => {
    expect((await runs("delete", other.id)).stdout).toBe(`deleted run ${other.id} (buy-and-hold)\n`);
    expect(await runStore(store).load(other.id)).toBeUndefined();
    expect((await runs("delete", other.id)).code).toBe(2);
  });
});
