import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backfill } from "../../../lib/data/backfill/backfill.js";
import type { FillOutcome } from "../../../lib/data/backfill/job.js";
import { deleteRows, planDeletion } from "../../../lib/data/deleteSeries.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { archiveServer, type ArchiveServer } from "../dumps/archiveServer.js";
import { klinePath, klineZip } from "../dumps/klineArchives.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { zipOf } from "../temporaryFiles.js";
import { DAY, HOUR, memorySource, minutes } from "./market.js";

const home = temporaryHome(), downloads = mkdtempSync(join(tmpdir(), "btc-quant-downloads-")), FROM = Date.UTC(2021, 1), TO = Date.UTC(2021, 2), UM = "data/futures/um";
let store: Store, server: ArchiveServer;
beforeAll(async () => { store = await openStore({ home: home.path }); server = await archiveServer(); });
afterAll(async () => { await store.close(); await server.close(); await home.remove(); rmSync(downloads, { recursive: true, force: true }); });
const publish = (path: string, lines: readonly string[]): void => void server.files.set(path, zipOf({ [path.split("/").at(-1)!.replace("zip", "csv")]: [...lines, ""].join("\n") }));
const fill = async (kind: "funding" | "mark" | "trades", from = FROM, to = TO): Promise<FillOutcome> =>
  (await backfill({ store, dumps: server.url, downloads, now: TO + 10 * DAY, retryAfterMs: [] }, { exchange: "binance", symbol: "BTC/USDT:USDT", kinds: [kind], from, to }))[0]!;

/** A trade each minute; their numbers follow each other. */
const trades = (from: number, to: number): readonly string[] =>
  Array.from({ length: (to - from) / 60_000 }, (_, i) => { const id = (from + i * 60_000 - FROM) / 60_000 + 500; return `${id},40000.1,0.002,${id},${id},${from + i * 60_000 + 17},${i % 2 === 0}`; });

describe("a backfill of a perpetual's other series", () => {
  it("stores funding of months, at its minute, and fetches a month once", async () => {
    publish(`${UM}/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2021-02.zip`, ["calc_time,funding_interval_hours,last_funding_rate", ...Array.from({ length: 84 }, (_, i) => `${FROM + i * 8 * HOUR + (i % 3)},8,0.000${100 + i}`)]);
    expect(await fill("funding")).toMatchObject({ added: 84, archives: 1, left: 0, outage: 0, notes: ["settlement times some ms past their minute were stored as the minute"] });
    expect(await store.rows("SELECT toFloat64(countIf(toUnixTimestamp64Milli(ts) % 28800000 != 0)) AS off, round(sum(rate), 9) AS sum FROM funding FINAL")).toEqual([{ off: 0, sum: 0.011886 }]);
    server.asked.length = 0;
    expect(await fill("funding")).toMatchObject({ added: 0, archives: 0, left: 0 });
    expect(server.asked).toEqual([]);
    await deleteRows(store, await planDeletion(store, { kind: "funding", exchange: "binance", symbol: "BTC/USDT:USDT", from: FROM + DAY, to: FROM + 3 * DAY }));
    expect(await fill("funding")).toMatchObject({ added: 6, archives: 1, left: 0 });
  });

  it("stores marks as marks, from klines whose volume is zero", async () => {
    const path = klinePath("futures/um", "monthly", "2021-02", "markPriceKlines");
    server.files.set(path, klineZip(path, minutes(FROM, TO).map(({ time, fields }) => ({ time, fields: fields.replace(/[\d.]+$/, "0") })), { header: true }));
    expect(await fill("mark")).toMatchObject({ added: 28 * 1440, left: 0, problems: [] });
    expect(await store.rows("SELECT count() AS n FROM mark_prices FINAL WHERE tf = '1m'")).toEqual([{ n: String(28 * 1440) }]);
  });

  it("stores trades of months, finds the day whose numbers a month leaves out and takes it from its own archive", async () => {
    const lost = FROM + 9 * DAY;
    publish(`${UM}/monthly/aggTrades/BTCUSDT/BTCUSDT-aggTrades-2021-02.zip`, [...trades(FROM, lost), ...trades(lost + DAY, TO)]);
    for (let day = FROM; day < TO; day += DAY) publish(`${UM}/daily/aggTrades/BTCUSDT/BTCUSDT-aggTrades-${new Date(day).toISOString().slice(0, 10)}.zip`, trades(day, day + DAY));
    expect(await fill("trades")).toMatchObject({ added: 28 * 1440, left: 0, problems: [] });
    expect(server.asked.filter((path) => /daily\/aggTrades.*zip$/.test(path)).map((path) => path.slice(-14, -4)).sort()).toEqual(["2021-02-09", "2021-02-10", "2021-02-11"]);
    expect(await store.rows("SELECT count() AS n, max(id) - min(id) + 1 AS span FROM trades FINAL")).toEqual([{ n: String(28 * 1440), span: String(28 * 1440) }]);
    expect(await fill("trades")).toMatchObject({ archives: 0, added: 0, left: 0 });
  });

  it("asks REST for trades that no archive has yet", async () => {
    const source = { ...memorySource([], TO + 10 * DAY, ["BTC/USDT:USDT"]) }, stretch = { from: TO, to: TO + HOUR };
    const pages: typeof source.pages = async function* pages(request) {
      await Promise.resolve();
      if (request.kind !== "trades") return;
      yield { ...stretch, rows: 2, columns: { time: Float64Array.of(TO + 5, TO + 9), id: Float64Array.of(90_000, 90_001), price: Float64Array.of(1, 2), quantity: Float64Array.of(3, 4), side: Float64Array.of(1, -1) }, asked: "GET /fapi/v1/aggTrades", answeredAt: TO + DAY };
    };
    const [outcome] = await backfill({ store, source: { ...source, pages }, dumps: server.url, downloads, now: TO + 10 * DAY }, { exchange: "binance", symbol: "BTC/USDT:USDT", kinds: ["trades"], ...stretch });
    expect(outcome).toMatchObject({ added: 2, requests: 1, left: 0 });
  });
});
