import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { backfill, type BackfillMeans, type BackfillRequest } from "../../../lib/data/backfill/backfill.js";
import type { FillOutcome } from "../../../lib/data/backfill/job.js";
import { repair } from "../../../lib/data/backfill/repair.js";
import { verifyArchives } from "../../../lib/data/backfill/verifyArchives.js";
import { deleteRows, planDeletion } from "../../../lib/data/deleteSeries.js";
import { fileBegun, unfinishedFiles, wholeFiles } from "../../../lib/data/fileLedger.js";
import { labelledGaps } from "../../../lib/data/gaps/labels.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { QuantError } from "../../../lib/market/errors.js";
import { klinePath, klineZip } from "../dumps/klineArchives.js";
import type { ArchiveServer } from "../dumps/archiveServer.js";
import { refusal } from "../store/storeContract.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { zipOf } from "../temporaryFiles.js";
import { archivesOf, DAY, HOUR, memorySource, MINUTE, minutes, publish, serve, without, type MemorySource } from "./market.js";

const home = temporaryHome(), downloads = mkdtempSync(join(tmpdir(), "btc-quant-downloads-"));
const JAN = Date.UTC(2021, 0), FEB = Date.UTC(2021, 1), NOW = FEB + 2 * DAY + 90 * MINUTE + 30_000, JANUARY = klinePath("spot", "monthly", "2021-01");
/** An outage that no source has. */
const OUTAGE = { from: JAN + 10 * DAY, to: JAN + 10 * DAY + 6 * HOUR };
const inOutage = (time: number): boolean => time >= OUTAGE.from && time < OUTAGE.to;
const all = without(minutes(JAN, FEB + 3 * DAY), inOutage), published = all.filter(({ time }) => time < FEB + DAY), finished = all.filter(({ time }) => time + MINUTE <= NOW);

const ARCHIVES = archivesOf(published);
let store: Store, server: ArchiveServer, source: MemorySource;
beforeAll(async () => { store = await openStore({ home: home.path }); });
beforeEach(async () => {
  for (const table of ["candles", "funding", "trades", "gaps", "files", "gap_evidence"]) await store.command(`TRUNCATE TABLE ${table}`);
  server = await serve(ARCHIVES);
  source = memorySource(all, NOW);
});
afterEach(async () => { await server.close(); });
afterAll(async () => { await store.close(); await home.remove(); rmSync(downloads, { recursive: true, force: true }); });

const request: BackfillRequest = { exchange: "binance", symbol: "BTC/USDT", kinds: ["candles"], from: JAN };
const means = (changed: Partial<BackfillMeans> = {}): BackfillMeans => ({ store, source, dumps: server.url, downloads, now: NOW, retryAfterMs: [1], ...changed });
async function fill(changed: Partial<BackfillMeans> = {}, wanted: Partial<BackfillRequest> = {}): Promise<FillOutcome> {
  return (await backfill(means(changed), { ...request, ...wanted }))[0]!;
}
const times = async (): Promise<readonly number[]> => [...(await store.columns("SELECT toFloat64(toUnixTimestamp64Milli(ts)) AS time FROM candles FINAL ORDER BY ts")).column("time")];
const contents = async (): Promise<unknown> => (await store.rows("SELECT count() AS n, groupBitXor(cityHash64(ts, open, high, low, close, volume, quote_volume, trades, taker_buy_volume)) AS sum FROM candles FINAL"))[0];
const labels = async (): Promise<readonly (readonly unknown[])[]> => (await labelledGaps(store)).map((gap) => [gap.label, (gap.from - JAN) / MINUTE, gap.bars]);
const minuteOf = (time: number): number => (time - JAN) / MINUTE;

describe("a backfill", () => {
  it("stores every finished minute that any source has: months and days from archives, the tail by REST", async () => {
    const outcome = await fill();
    expect(outcome).toMatchObject({ added: finished.length, kept: 0, left: 0, outage: 6 * HOUR, problems: [] });
    expect(await times()).toEqual(finished.map(({ time }) => time));
    expect(server.asked).toContain(JANUARY);
    expect(server.asked).toContain(klinePath("spot", "daily", "2021-02-01"));
    expect(source.asked.slice(1).map(({ from }) => from).sort((a, b) => a - b)).toEqual([OUTAGE.from, FEB + DAY]);
  });

  it("holds the numbers of the archives to the last digit, all columns", async () => {
    await fill({}, { to: FEB });
    const stored = await store.columns("SELECT open, high, low, close, volume, quote_volume, trades FROM candles FINAL ORDER BY ts"), january = all.filter(({ time }) => time < FEB);
    for (const row of [0, 777, january.length - 1]) {
      const { time, fields } = january[row]!;
      expect(["open", "high", "low", "close", "volume", "quote_volume", "trades"].map((name) => stored.column(name)[row])).toEqual([...fields.split(",").map(Number), 1000 + (time / MINUTE) % 977, (time / MINUTE) % 89]);
    }
  });

  it("a second time fetches nothing and changes nothing", async () => {
    await fill();
    const before = await contents(), state = await store.rows("SELECT max(ver) AS newest FROM candles");
    [server.asked.length, source.asked.length] = [0, 0];
    expect(await fill()).toMatchObject({ added: 0, archives: 0, requests: 0, left: 0, outage: 6 * HOUR });
    expect([server.asked, source.asked.length]).toEqual([[], 1]);
    expect([await contents(), await store.rows("SELECT max(ver) AS newest FROM candles")]).toEqual([before, state]);
  });

  it("takes days that a monthly archive lacks from their own archives, and asks REST for what both lack", async () => {
    const lost = (time: number): boolean => time >= JAN + 3 * DAY && time < JAN + 4 * DAY, brief = (time: number): boolean => time === JAN + 20 * DAY + 5 * MINUTE;
    publish(server, "monthly", without(published, (time) => lost(time) || brief(time)));
    publish(server, "daily", without(published, brief));
    expect(await fill()).toMatchObject({ added: finished.length, left: 0, outage: 6 * HOUR });
    expect(server.asked.filter((path) => /daily.*(01-04|01-21)\.zip$/.test(path))).toHaveLength(2);
    expect(await times()).toEqual(finished.map(({ time }) => time));
  });

  it("does without archives, and without the exchange: what is left is then unknown", async () => {
    const alone = await fill({ dumps: null }, { from: FEB, to: FEB + DAY });
    expect(alone).toMatchObject({ added: 1440, archives: 0, left: 0 });
    source.failure = new QuantError("environment", "EXCHANGE_UNREACHABLE", "api.binance.com does not answer");
    const outcome = await fill();
    expect(outcome.problems).toEqual(["api.binance.com does not answer"]);
    expect(outcome).toMatchObject({ outage: 0, left: NOW - 30_000 - FEB - DAY + 6 * HOUR });
    expect(await labels()).toEqual([["unknown", minuteOf(OUTAGE.from), 360]]);
  });

  it("reads archives with a header and archives in microseconds", async () => {
    const days = [[JAN, { header: true }], [JAN + DAY, { micros: true }], [JAN + 2 * DAY, { header: true, micros: true }]] as const;
    for (const [day, form] of days) {
      const path = klinePath("spot", "daily", new Date(day).toISOString().slice(0, 10));
      server.files.set(path, klineZip(path, minutes(day, day + DAY), form));
    }
    expect(await fill({ source: undefined }, { to: JAN + 3 * DAY })).toMatchObject({ added: 3 * 1440, archives: 3, left: 0, problems: [] });
    expect(await times()).toEqual(minutes(JAN, JAN + 3 * DAY).map(({ time }) => time));
  });

  it("keeps a stored row that an archive gives differently, and says how many", async () => {
    await fill({}, { to: JAN + DAY });
    await store.command("ALTER TABLE candles UPDATE volume = 5555 WHERE ts = {time: DateTime64(3, 'UTC')} SETTINGS mutations_sync = 1", { time: new Date(JAN + 7 * MINUTE) });
    expect(await fill({}, { to: FEB })).toMatchObject({ kept: 1 });
    expect(await store.rows("SELECT volume FROM candles FINAL WHERE volume = 5555")).toHaveLength(1);
  });
});

describe("gaps and their repair", () => {
  it("ten minutes, an hour and a day that are gone are not fetched, the outage is one; repair restores what exists", async () => {
    await fill();
    const before = await contents(), alone = Array.from({ length: 10 }, (_, i) => JAN + 12 * DAY + i * 7919 * MINUTE % (15 * DAY)), hour = JAN + 5 * DAY + 3 * HOUR, day = JAN + 7 * DAY;
    const gone = [...alone.map((time) => [time, time + MINUTE]), [hour, hour + HOUR], [day, day + DAY]];
    for (const [from, to] of gone) await store.command("DELETE FROM candles WHERE ts >= {from: DateTime64(3, 'UTC')} AND ts < {to: DateTime64(3, 'UTC')}", { from: new Date(from!), to: new Date(to!) });
    await repair(means({ dumps: null }), {}, () => Promise.resolve(undefined)); // nobody to ask: only the ledger is brought up to date
    const expected = [["outage", minuteOf(OUTAGE.from), 360], ...gone.map(([from, to]) => ["not fetched", minuteOf(from!), (to! - from!) / MINUTE])];
    const byTime = (a: readonly unknown[], b: readonly unknown[]): number => Number(a[1]) - Number(b[1]);
    expect(await labels()).toEqual([...expected].sort(byTime));
    server.asked.length = 0;
    expect((await repair(means(), {}, () => Promise.resolve(source)))[0]).toMatchObject({ added: 10 + 60 + 1440, left: 0, outage: 6 * HOUR });
    expect(await contents()).toEqual(before);
    expect(server.asked.some((path) => path.includes(new Date(OUTAGE.from).toISOString().slice(0, 10)))).toBe(false);
    expect(await labels()).toEqual([...expected].map(([label, ...rest]) => [label === "outage" ? label : "repaired", ...rest]).sort(byTime));
    const repaired = (await labelledGaps(store)).find((gap) => gap.from === hour);
    expect(repaired).toMatchObject({ label: "repaired", source: "daily", reference: "BTCUSDT-1m-2021-01-06.zip" });
  });

  it("an outage needs both witnesses: with archives alone it is unknown, and REST makes it one, or fills it", async () => {
    await fill({ source: undefined }, { to: FEB });
    expect(await fill({ source: undefined }, { to: FEB })).toMatchObject({ added: 0, archives: 0, left: 6 * HOUR });
    expect(await labels()).toEqual([["unknown", minuteOf(OUTAGE.from), 360]]);
    expect((await labelledGaps(store))[0]).toMatchObject({ asked: ["BTCUSDT-1m-2021-01-11.zip", "BTCUSDT-1m-2021-01.zip"] });
    const rest = memorySource([...all, ...minutes(OUTAGE.from, OUTAGE.from + HOUR)], NOW);
    expect((await repair(means(), {}, () => Promise.resolve(rest)))[0]).toMatchObject({ added: 60, outage: 5 * HOUR, left: 0 });
    expect(await labels()).toEqual([["repaired", minuteOf(OUTAGE.from), 60], ["outage", minuteOf(OUTAGE.from) + 60, 300]]);
  });

  it("rows deleted on purpose are named before, gone after, and come back with the next backfill", async () => {
    await fill();
    const before = await contents(), wanted = { kind: "candles", exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", from: "2021-01-15", to: "2021-01-20" } as const;
    const planned = await planDeletion(store, wanted);
    expect(planned).toMatchObject({ rows: 5 * 1440, first: JAN + 14 * DAY, last: JAN + 19 * DAY - MINUTE });
    expect(await contents()).toEqual(before);
    await deleteRows(store, planned);
    expect(await labels()).toEqual([["outage", minuteOf(OUTAGE.from), 360], ["not fetched", 14 * 1440, 5 * 1440]]);
    expect(await refusal(planDeletion(store, wanted))).toMatchObject({ code: "NO_DATA", message: expect.stringContaining("no candles of BTC/USDT 1m of binance are stored from 2021-01-15") as string });
    await fill();
    expect(await contents()).toEqual(before);
  });
});

describe("a backfill that meets damage", () => {
  const zip = (path: string, change: (lines: string[]) => void): void => {
    const lines = klineLines(path);
    change(lines);
    server.files.set(path, zipOf({ "x.csv": lines.join("\n") }));
  };
  const klineLines = (path: string): string[] => minutes(JAN, FEB).filter(({ time }) => !inOutage(time)).map(({ time, fields }) => `${time},${fields},${time + 59_999},${1000 + (time / MINUTE) % 977},${(time / MINUTE) % 89},0,0,0`).concat(path === "" ? [] : [""]);

  it.each<[string, () => void, RegExp]>([
    ["a wrong checksum", () => server.faults.set(JANUARY, { kind: "other bytes" }), /BTCUSDT-1m-2021-01\.zip is not what was published/],
    ["an archive cut short on its way", () => server.faults.set(JANUARY, { kind: "cut" }), /BTCUSDT-1m-2021-01\.zip could not be fetched/],
    ["a checksum of another archive", () => server.files.set(`${JANUARY}.CHECKSUM`, Buffer.from(`${"0".repeat(64)}  BTCUSDT-1m-2020-01.zip\n`)), /CHECKSUM says '0{64}  BTCUSDT-1m-2020-0/],
    ["a truncated zip that was published so", () => server.files.set(JANUARY, server.files.get(JANUARY)!.subarray(0, 50_000)), /BTCUSDT-1m-2021-01\.zip begins like a zip archive but is none/],
    ["a row of the wrong year", () => zip(JANUARY, (lines) => { lines[0] = lines[0]!.replace(/^\d+/, String(Date.UTC(2020, 0))); }), /line 1: 2020-01-01 00:00 lies outside of 2021-01-01 00:00 to 2021-02-01 00:00/],
    ["a price of zero", () => zip(JANUARY, (lines) => { lines[100] = lines[100]!.replace(/^(\d+),[\d.]+/, "$1,0"); }), /line 101: its open is 0, a finite price above 0 was expected/],
  ])("takes the days' archives instead of a month's with %s, and names it", async (_, damage, sentence) => {
    damage();
    const from = FEB - 5 * DAY, outcome = await fill({}, { from, to: FEB });
    expect(outcome.problems).toEqual([expect.stringMatching(sentence)]);
    expect(outcome).toMatchObject({ added: 5 * 1440, archives: 5, left: 0 });
    expect(await times()).toEqual(all.filter(({ time }) => time >= from && time < FEB).map(({ time }) => time));
    expect(await unfinishedFiles(store)).toEqual([]);
  });

  it("tries a busy server and a broken line again, and gives up on one that is away", async () => {
    server.faults.set(JANUARY, { kind: "status", status: 503, times: 1 });
    expect(await fill({}, { from: FEB - 5 * DAY, to: FEB })).toMatchObject({ problems: [], left: 0 });
    const away = await fill({ dumps: "http://127.0.0.1:9" }, { from: JAN - 31 * DAY, to: JAN });
    expect(away.problems.at(-1)).toBe("http://127.0.0.1:9 did not give 4 archives in a row: the others were not asked for");
    expect(away).toMatchObject({ left: 31 * DAY, outage: 0 }); // REST has nothing, but the archives were not heard
  });

  it("a monthly archive that differs from its days is corrected where REST agrees with the day", async () => {
    const wrong = all.filter(({ time }) => time < FEB).map((minute) => (Math.floor(minute.time / HOUR) % 24 === 13 ? { ...minute, fields: minute.fields.replace(/[\d.]+$/, "77.5") } : minute));
    publish(server, "monthly", wrong);
    const outcome = await fill({}, { to: FEB });
    expect(outcome).toMatchObject({ corrected: 31 * 60, left: 0, problems: [] });
    expect(outcome.notes.join(" ")).toContain("REST agrees with it");
    const volumes = await store.columns("SELECT volume FROM candles FINAL ORDER BY ts");
    expect([...volumes.column("volume")]).toEqual(all.filter(({ time }) => time < FEB).map(({ fields }) => Number(fields.split(",")[4])));
  });

  it("a daily archive that differs is not believed where REST agrees with the month, and nobody is where REST is silent", async () => {
    const wrong = published.map((minute) => (Math.floor(minute.time / HOUR) % 24 === 13 ? { ...minute, fields: minute.fields.replace(/[\d.]+$/, "77.5") } : minute)), from = FEB - 5 * DAY;
    publish(server, "daily", wrong);
    const kept = await fill({}, { from, to: FEB });
    expect(kept).toMatchObject({ corrected: 0, problems: [] });
    expect(kept.notes.join(" ")).toContain("REST agrees with the monthly archive's, which were kept");
    await deleteRows(store, await planDeletion(store, { kind: "candles", exchange: "binance", symbol: "BTC/USDT", timeframe: "1m" }));
    const undecided = await fill({ source: undefined }, { from, to: FEB });
    expect(undecided.problems.join(" ")).toContain("differ and no third source decides: the monthly archive's were kept");
    expect(await store.rows("SELECT volume FROM candles FINAL WHERE volume = 77.5")).toEqual([]);
  });

  it("a day known to be damaged in its month is taken from its own archive, whoever is silent", async () => {
    const december = minutes(Date.UTC(2020, 11, 1), Date.UTC(2021, 0)), damaged = Date.UTC(2020, 11, 21, 13);
    publish(server, "daily", december.filter(({ time }) => time >= Date.UTC(2020, 11, 20)));
    publish(server, "monthly", december.map((minute) => (minute.time >= damaged && minute.time < damaged + 50 * MINUTE ? { ...minute, fields: minute.fields.replace(/[\d.]+$/, "77.5") } : minute)));
    const outcome = await fill({ source: undefined }, { from: Date.UTC(2020, 11, 20), to: Date.UTC(2021, 0) });
    expect(outcome).toMatchObject({ corrected: 50, problems: [] });
    expect(outcome.notes.join(" ")).toContain("issues/475");
    expect(await store.rows("SELECT volume FROM candles FINAL WHERE volume = 77.5")).toEqual([]);
  });

  it("an archive that an interrupted run left half stored is fetched again, even where no row is missing", async () => {
    await fill({}, { from: FEB - 5 * DAY, to: FEB });
    const [file] = await wholeFiles(store);
    await fileBegun(store, { ...file!, sha256: "of the interrupted run" });
    expect(await unfinishedFiles(store)).toHaveLength(1);
    await fileBegun(store, file!);
    server.asked.length = 0;
    await fill({}, { from: FEB - 5 * DAY, to: FEB });
    expect(server.asked.some((path) => path.endsWith(file!.name))).toBe(true);
    expect((await unfinishedFiles(store)).length).toBe(1); // only the edition that is no longer published
  });

  it("an archive that was issued again is found by its checksum and stored over what it differs from", async () => {
    await fill({}, { to: FEB });
    expect(await verifyArchives(means())).toMatchObject({ same: 2, reissued: [], gone: [], problems: [] });
    const other = all.filter(({ time }) => time < FEB).map((minute) => (minute.time === JAN + HOUR ? { ...minute, fields: minute.fields.replace(/[\d.]+$/, "77.5") } : minute));
    publish(server, "monthly", other);
    expect(await verifyArchives(means())).toMatchObject({ same: 1, reissued: [{ name: "BTCUSDT-1m-2021-01.zip", replaced: 1, added: 0 }] });
    expect(await store.rows("SELECT volume FROM candles FINAL WHERE volume = 77.5")).toHaveLength(1);
    expect(await verifyArchives(means())).toMatchObject({ same: 2, reissued: [] });
  });

  it.each<[string, Partial<BackfillRequest>, string, string]>([
    ["a symbol that the exchange does not have", { symbol: "BTC/USTD" }, "UNKNOWN_SYMBOL", "binance has no BTC/USTD; the nearest is BTC/USDT"],
    ["dates the wrong way round", { from: FEB, to: JAN }, "EMPTY_WINDOW", "there is nothing to fetch: 'to' (2021-01-01 00:00) has to come after 'from' (2021-02-01 00:00)"],
    ["a window in the future", { from: NOW + DAY }, "EMPTY_WINDOW", "nothing of it has happened yet"],
    ["funding of a spot market", { kinds: ["funding"] }, "UNSUPPORTED_SERIES", "BTC/USDT is spot, which has no funding: ask for candles or trades, or for a perpetual such as BTC/USDT:USDT"],
    ["an exchange that is none", { exchange: "binanse" }, "UNKNOWN_EXCHANGE", "'binanse' is not an exchange that ccxt knows"],
  ])("refuses %s before anything is fetched", async (_, wanted, code, sentence) => {
    const error = await refusal(fill({}, wanted));
    expect(error).toMatchObject({ code, message: expect.stringContaining(sentence) as string });
    expect(server.asked).toEqual([]);
  });

  it("says that nothing was published where no archive and no exchange could be asked", async () => {
    expect(await refusal(fill({ source: undefined }, { symbol: "BTC/USTD", to: FEB }))).toMatchObject({ code: "NOTHING_PUBLISHED", message: expect.stringContaining("no archive such as BTCUSTD-1m-2021-01.zip lies at http://127.0.0.1") as string });
  });

});
