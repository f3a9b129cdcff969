/** Two collectors, three notebooks and a backfill on one store at once, each a process of its own, as people start them. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readStretch } from "../../../lib/data/seriesTable.js";
import { openSource } from "../../../lib/data/sources/openSource.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { startExchange, type SimulatedExchange } from "../../../lib/exchange/index.js";
import { barStart } from "../../../lib/market/timeframe.js";
import { HOUR, MINUTE, minuteFeed, START } from "../../exchange/feeds.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { SYMBOL, until } from "./session.js";
import { provenRows, seriesOf } from "./truth.js";

const DIST = join(process.cwd(), "lib", "dist"), home = temporaryHome(), NOW = START + 10 * HOUR;
let store: Store, exchange: SimulatedExchange;
beforeAll(async () => {
  store = await openStore({ home: home.path });
  exchange = await startExchange({ feeds: [minuteFeed({ symbol: SYMBOL, minutes: 1_200 })], now: NOW });
});
afterAll(async () => { await exchange.stop(); await store.close(); await home.remove(); });

interface Ended { readonly code: number | null; readonly out: string; readonly err: string }

function run(argv: readonly string[]): { readonly ended: Promise<Ended>; readonly stop: () => void } {
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, BTC_QUANT_HOME: home.path, BTC_QUANT_EXCHANGE_URL: exchange.url } });
  let out = "", err = "";
  child.stdout.on("data", (text: Buffer) => { out += text.toString(); });
  child.stderr.on("data", (text: Buffer) => { err += text.toString(); });
  return { ended: new Promise((resolve) => { child.on("close", (code) => resolve({ code, out, err })); }), stop: () => { child.kill("SIGTERM"); } };
}

const command = (...argv: readonly string[]): ReturnType<typeof run> => run([join(DIST, "cli", "child.js"), ...argv]);

/** What a cell does: bars as they come, tables in between. */
const cell = (to: number): ReturnType<typeof run> => run(["-e", `
  const { data } = require(${JSON.stringify(join(DIST, "index.js"))}), seen = [];
  (async () => {
    for await (const bars of data.candles({ symbol: "${SYMBOL}", from: ${NOW}, to: ${to}, live: true })) { seen.push(...bars.openTime); (await data.freshness()).text(); }
    console.log(JSON.stringify(seen));
    process.exit(0);
  })().catch((error) => { console.error(error.message); process.exit(1); });`]);

describe("a store that six processes use at once", () => {
  it("loses no row and shows no lock", async () => {
    const collector = command("data", "collect", "--streams", "candles,trades,mark");
    await until(() => exchange.connections >= 3, "the collector listens");
    const from = exchange.clock.now, to = from + 6 * MINUTE;
    const cells = [cell(to), cell(to), cell(to)], second = command("data", "collect"), filled = command("data", "backfill", "--exchange", "binance", "--symbol", SYMBOL, "--kinds", "candles,funding", "--from", new Date(NOW - 2 * HOUR).toISOString(), "--to", new Date(NOW - MINUTE).toISOString(), "--dumps", "none");
    await until(() => exchange.connections >= 6, "the cells listen");
    exchange.clock.play(60);
    const [notebooks, refused, backfilled] = [await Promise.all(cells.map(({ ended }) => ended)), await second.ended, await filled.ended];
    await sleep(1_500); // the collector stores what it has heard
    exchange.clock.pause();
    collector.stop();
    const first = await collector.ended, source = await openSource("binance", { exchangeUrl: exchange.url });
    expect([first.code, refused.code, backfilled.code, ...notebooks.map(({ code }) => code)], [first, refused, backfilled, ...notebooks].map(({ err }) => err).join("")).toEqual([0, 1, 0, 0, 0, 0]);
    expect(refused.err).toMatch(/^a collector is running on this store already: process \d+ on /);
    expect([first, backfilled, ...notebooks].map(({ out, err }) => out + err).join("")).not.toMatch(/lock|Code: \d|Error/i);
    for (const { out } of notebooks) expect(JSON.parse(out)).toEqual(Array.from({ length: 6 }, (_, i) => barStart(from, MINUTE) + i * MINUTE));
    expect((await readStretch(store, seriesOf("candles"), NOW - 2 * HOUR, NOW - MINUTE - 1)).rows).toBe(2 * 60 - 1);
    for (const kind of ["candles", "mark", "trades"] as const) expect(await provenRows(store, source, kind, from, to), kind).toBeGreaterThanOrEqual(6);
    await source.close();
  }, 120_000);
});
