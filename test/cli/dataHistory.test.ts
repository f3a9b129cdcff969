/** The history commands as a user runs them: archives on a local server, the simulated exchange for the rest, the unmodified ccxt between. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../lib/data/store/open.js";
import type { Store } from "../../lib/data/store/store.js";
import { startExchange, type SimulatedExchange } from "../../lib/exchange/index.js";
import { archivesOf, DAY, HOUR, MINUTE, minutes, serve, without } from "../data/backfill/market.js";
import type { ArchiveServer } from "../data/dumps/archiveServer.js";
import { klinePath } from "../data/dumps/klineArchives.js";
import { temporaryHome } from "../data/store/temporaryHome.js";
import { command, STACK_LINE, type Ended } from "./command.js";

const home = temporaryHome(), FEB = Date.UTC(2021, 1), FROM = FEB - 2 * DAY, NOW = FEB + 2 * DAY + HOUR + 30_000, OUTAGE = FEB - DAY + 3 * HOUR;
const all = without(minutes(FROM, FEB + 3 * DAY), (time) => time >= OUTAGE && time < OUTAGE + HOUR);
/** Held open, so that the local ClickHouse is started once and not for every command. */
let store: Store, archives: ArchiveServer, exchange: SimulatedExchange;
beforeAll(async () => {
  store = await openStore({ home: home.path });
  archives = await serve(archivesOf(all.filter(({ time }) => time < FEB + DAY)));
  const fields = (i: number): Float64Array => Float64Array.from(all, (minute) => Number(minute.fields.split(",")[i])), time = Float64Array.from(all, (minute) => minute.time);
  const bars = { time, open: fields(0), high: fields(1), low: fields(2), close: fields(3), volume: fields(4), quoteVolume: time.map((at) => 1000 + (at / MINUTE) % 977), trades: time.map((at) => (at / MINUTE) % 89), takerBuyVolume: time.map(() => 0) };
  exchange = await startExchange({ feeds: [{ exchange: "binance", symbol: "BTC/USDT", interval: MINUTE, bars }], now: NOW });
});
afterAll(async () => { await store.close(); await archives.close(); await exchange.stop(); await home.remove(); });

const data = (...argv: readonly string[]): Promise<Ended> => command("data", argv, home.path, { BTC_QUANT_DUMPS_URL: archives.url, BTC_QUANT_EXCHANGE_URL: exchange.url });
const market = ["--exchange", "binance", "--symbol", "BTC/USDT"], backfill = ["backfill", ...market, "--from", "2021-01-30"];
const gaps = async (): Promise<readonly { label: string; bars: number; from: string }[]> => JSON.parse((await data("gaps", "--json")).stdout) as never;

describe("npm run data -- backfill, gaps, repair, verify, delete", () => {
  it("fetches what there is by the exchange's clock, says from where and what never existed", async () => {
    const { code, stdout, stderr } = await data(...backfill);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^candles of BTC\/USDT 1m on binance, 2021-01-30 00:00 to 2021-02-03 01:00: 5,760 rows added from 3 archives \(\d\.\d MB\) and \d+ requests\n {2}60 bars never existed: no source has them\n$/)]);
    expect(stderr).toBe("candles of BTC/USDT: 4 daily archives …\ncandles of BTC/USDT: 2 stretches by REST from binance …\n");
    const stored = await store.columns("SELECT toFloat64(toUnixTimestamp64Milli(ts)) AS time, volume FROM candles FINAL ORDER BY ts"), expected = all.filter(({ time }) => time + MINUTE <= NOW);
    expect([...stored.column("time")]).toEqual(expected.map(({ time }) => time));
    expect([...stored.column("volume")]).toEqual(expected.map(({ fields }) => Number(fields.split(",")[4])));
  });

  it("again has nothing new, and names what it knows of the gap", async () => {
    expect((await data(...backfill)).stdout).toContain("nothing new");
    expect(await gaps()).toMatchObject([{ label: "outage", bars: 60, from: "2021-01-31T03:00:00.000Z" }]);
    expect((await data("gaps")).stdout).toMatch(/outage: not in .*REST.*\n.*\n1 gap, 60 bars missing \(60 outage\)/s);
  });

  it("deletes only what was confirmed, and repair brings it back", async () => {
    const day = ["delete", ...market, "--timeframe", "1m", "--from", "2021-01-30", "--to", "2021-01-31"];
    const unasked = await data(...day);
    expect([unasked.code, unasked.stdout]).toEqual([2, ""]);
    expect(unasked.stderr).toContain("1,440 rows of candles of BTC/USDT 1m on binance, 2021-01-30 00:00 to 2021-01-30 23:59. Delete them for good? Nobody is there to answer: add --yes to delete them");
    const hour = ["delete", ...market, "--timeframe", "1m", "--from", "2021-02-01 10:00", "--to", "2021-02-01 11:00"];
    expect(await data(...hour, "--yes")).toMatchObject({ code: 0, stdout: "deleted 60 rows of candles of BTC/USDT 1m on binance, 2021-02-01 10:00 to 2021-02-01 10:59\n" });
    expect((await gaps()).map(({ label, bars }) => [label, bars])).toEqual([["outage", 60], ["not fetched", 60]]);
    expect((await data("gaps")).stdout).toContain("npm run data -- repair asks for what is not fetched or unknown");
    expect(await data("repair")).toMatchObject({ code: 0, stdout: expect.stringContaining("60 rows added from 1 archive") as string });
    expect((await gaps()).map(({ label, bars }) => [label, bars])).toEqual([["outage", 60], ["repaired", 60]]);
    expect(await data("verify")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d stored archives are as published\n$/) as string });
  });

  it.each<[string, readonly string[], number, string]>([
    ["a kind that is none", [...backfill, "--kinds", "candels,funding"], 2, "'candels' is no kind of data; did you mean candles? There are candles, funding, mark, trades."],
    ["a symbol that the exchange does not have", ["backfill", "--exchange", "binance", "--symbol", "BTC/USTD", "--from", "2021"], 2, "BTC/USTD"],
    ["dates the wrong way round", ["backfill", ...market, "--from", "2021-02-01", "--to", "2021-01-01"], 2, "'to' (2021-01-01 00:00) has to come after 'from' (2021-02-01 00:00)"],
    ["nothing stored to delete", ["delete", ...market, "--timeframe", "5m", "--yes"], 2, "no candles of BTC/USDT 5m of binance are stored"],
    ["a deletion of bars of no length", ["delete", ...market, "--yes"], 2, "candles are stored by timeframe: name the one to delete with --timeframe"],
  ])("ends with one sentence and no stack on %s", async (_, argv, code, sentence) => {
    const ended = await data(...argv);
    expect([ended.code, ended.stdout]).toEqual([code, ""]);
    expect(ended.stderr).toContain(sentence);
    expect(ended.stderr).not.toMatch(STACK_LINE);
  });

  it("ends with one sentence at Ctrl-C, whatever it waits for", async () => {
    const path = klinePath("spot", "daily", "2021-01-30");
    archives.faults.set(path, { kind: "silent" });
    await store.command("DELETE FROM candles WHERE ts < {to: DateTime64(3, 'UTC')}", { to: new Date(FROM + DAY) });
    const script = `require(${JSON.stringify(join(process.cwd(), "lib", "dist", "cli", "data.js"))}).run(${JSON.stringify(backfill)}).then((code) => process.exit(code))`;
    const child = spawn(process.execPath, ["-e", script], { env: { ...process.env, BTC_QUANT_HOME: home.path, BTC_QUANT_DUMPS_URL: archives.url, BTC_QUANT_EXCHANGE_URL: exchange.url }, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text: Buffer) => {
      said += text.toString();
      if (said.endsWith("daily archive …\n")) setTimeout(() => child.kill("SIGINT"), 300);
    });
    const code = await new Promise((resolve) => { child.on("close", resolve); });
    archives.faults.delete(path);
    expect([code, said]).toEqual([1, "candles of BTC/USDT: 1 daily archive …\ninterrupted: what is stored stays, the same command goes on from there\n"]);
  });

  it("ends with 1 while something that was asked for could not be fetched, naming it", async () => {
    archives.faults.set(`${klinePath("spot", "daily", "2021-01-28")}.CHECKSUM`, { kind: "status", status: 403 });
    const ended = await data("backfill", ...market, "--from", "2021-01-28", "--to", "2021-01-29");
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain("1,440 bars are missing still: run the command again, npm run data -- gaps says what is known of them");
    expect(ended.stdout).toMatch(/! http:.* answered 403 for data\/spot\/daily\/klines\/BTCUSDT\/1m\/BTCUSDT-1m-2021-01-28\.zip\.CHECKSUM/);
  });
});
