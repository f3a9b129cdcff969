import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Coverage } from "../../../lib/data/coverage.js";
import { clockFinding } from "../../../lib/data/doctor/exchangeClock.js";
import { freshnessFindings } from "../../../lib/data/doctor/freshness.js";
import { keyFindings } from "../../../lib/data/doctor/keyFindings.js";
import { diskFinding, nodeFinding } from "../../../lib/data/doctor/machine.js";
import { readKeys, Secret, type AccountKeys } from "../../../lib/data/keys/keys.js";
import { askPermissions } from "../../../lib/data/keys/permissions.js";
import type { Source } from "../../../lib/data/sources/source.js";
import { command } from "../../cli/command.js";
import { temporaryHome } from "../store/temporaryHome.js";

const NOW = Date.UTC(2024, 5, 1, 12), MINUTE = 60_000, HOUR = 60 * MINUTE, KEY = "k3y-of-the-test", SECRET = "s3cret-of-the-test";
const account = (exchange = "binance"): AccountKeys => ({ account: "main", exchange, apiKey: new Secret(KEY), secret: new Secret(SECRET) });

function failureOf(action: () => unknown): Error {
  try { action(); } catch (error) { return error as Error; }
  throw new Error("nothing was refused");
}

describe("the machine", () => {
  it.each([["20.18.3", "error"], ["20.19.0", "ok"], ["22.0.0", "ok"], ["18.20.0", "error"]])("with Node %s is %s", (version, verdict) => expect(nodeFinding(version).verdict).toBe(verdict));
  it.each([[0.9e9, "error"], [1e9, "warning"], [9.9e9, "warning"], [10e9, "ok"]])("with %d bytes free is %s", async (free, verdict) => expect((await diskFinding("/", free)).verdict).toBe(verdict));
  it("is asked for the disk of a folder that is not there yet", async () => expect((await diskFinding("/nowhere/at/all")).sentence).toMatch(/^\d+\.\d GB free/));
});

describe("a clock", () => {
  /** Ours reads `ours` when theirs reads `theirs`, and an answer takes `takes` ms. */
  const clock = (ours: number, theirs: number, takes: number): ReturnType<typeof clockFinding> => {
    const times = [ours - takes / 2, ours + takes / 2];
    return clockFinding({ exchange: "x", serverTime: () => Promise.resolve(theirs) } as unknown as Source, () => times.shift()!);
  };
  it.each([[0, 0, "ok", "0 ms ahead (± 0 ms)"], [250, 0, "ok", "250 ms ahead"], [-300, 0, "warning", "300 ms behind"], [1_001, 0, "error", "1001 ms ahead"], [1_100, 400, "warning", "1100 ms ahead (± 200 ms)"], [400, 400, "ok", "400 ms ahead (± 200 ms)"]])(
    "%d ms from the exchange's, measured over %d ms, is %s", async (skew, takes, verdict, words) => {
      expect(await clock(NOW + skew, NOW, takes)).toMatchObject({ subject: "clock of x", verdict, sentence: expect.stringContaining(words) as string });
    });
});

describe("stored series", () => {
  const series = (more: Partial<Coverage>): Coverage => ({ kind: "candles", exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", rows: 9, first: 0, last: NOW - MINUTE, gaps: 0, gapBars: 0, takerRows: 0, synthetic: false, ...more });
  it.each<[string, Partial<Coverage>, string, string]>([
    ["fresh", {}, "ok", "fresh to 2024-06-01 12:00"],
    ["17 minutes old", { last: NOW - 18 * MINUTE }, "warning", "ends 2024-06-01 11:43, 17 minutes ago: npm run data -- backfill"],
    ["days old", { last: NOW - 50 * HOUR }, "warning", "2 days ago"],
    ["long bars of which one may be open", { timeframe: "1h", last: NOW - HOUR - 59 * MINUTE }, "ok", "fresh to 2024-06-01 11:01"],
    ["funding of the last settlement", { kind: "funding", timeframe: undefined, last: NOW - 12 * HOUR }, "ok", "fresh to 2024-06-01 00:00"],
    ["with gaps", { gaps: 2, gapBars: 1_500 }, "warning", "1,500 bars missing in 2 gaps: npm run data -- gaps says why"],
  ])("%s", (_, more, verdict, words) => expect(freshnessFindings([series(more)], NOW)).toEqual([expect.objectContaining({ verdict, sentence: expect.stringContaining(words) as string })]));

  it("that are made up are left out, and none is a warning", () => expect(freshnessFindings([series({ synthetic: true })], NOW)).toMatchObject([{ subject: "data", verdict: "warning" }]));
});

/** Binance's own answer to what a key may do, and its clock; 401 for a key that it does not know. */
describe("keys", () => {
  let server: Server, url: string, restrictions: Readonly<Record<string, boolean>>;
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((question, answer) => {
      asked.push(question.url ?? "");
      const known = question.headers["x-mbx-apikey"] === KEY && /signature=/.test(question.url ?? "");
      answer.writeHead(known || question.url?.includes("/time") ? 200 : 401, { "content-type": "application/json" });
      answer.end(JSON.stringify(question.url?.includes("/time") ? { serverTime: Date.now() } : known ? restrictions : { code: -2015, msg: "Invalid API-key, IP, or permissions for action." }));
    });
    await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => { server.close(); server.closeAllConnections(); });
  const good = { ipRestrict: true, enableReading: true, enableSpotAndMarginTrading: true, enableFutures: false, enableWithdrawals: false };

  it.each<[string, Readonly<Record<string, boolean>>, string, string]>([
    ["trade from known addresses", good, "ok", "may read and trade, from known addresses only; no withdrawals"],
    ["trade futures from anywhere", { ...good, ipRestrict: false, enableSpotAndMarginTrading: false, enableFutures: true }, "warning", "may read and trade from any address"],
    ["read only", { ...good, enableSpotAndMarginTrading: false }, "ok", "may read, from known addresses only"],
    ["not read", { ...good, enableReading: false }, "error", "may not read"],
    ["withdraw", { ...good, enableWithdrawals: true }, "error", "may withdraw: take that permission away"],
  ])("that may %s are judged by the exchange's own answer, through unmodified ccxt", async (_, answer, verdict, words) => {
    restrictions = answer;
    expect(await keyFindings([account()], askPermissions, { exchangeUrl: url, attempts: 1 })).toEqual([{ subject: "keys of main (binance)", verdict, sentence: expect.stringContaining(words) as string }]);
    expect(asked.at(-1)).toMatch(/^\/sapi\/v1\/account\/apiRestrictions\?.*signature=/);
  });

  it("that leave out what they may are an error and no yes", async () => {
    const { enableWithdrawals: _, ...silent } = good;
    restrictions = silent;
    expect((await keyFindings([account()], askPermissions, { exchangeUrl: url, attempts: 1 }))[0]).toMatchObject({ verdict: "error", sentence: expect.stringContaining("'enableWithdrawals' was expected") as string });
  });

  it("that the exchange does not know are an error in its own words", async () => {
    const unknown = { ...account(), apiKey: new Secret("another") };
    expect((await keyFindings([unknown], askPermissions, { exchangeUrl: url, attempts: 1 }))[0]).toMatchObject({ verdict: "error", sentence: expect.stringContaining("Invalid API-key, IP, or permissions for action.") as string });
  });

  it("of an exchange that can not be asked are a warning; none are fine", async () => {
    expect((await keyFindings([account("kraken")], askPermissions))[0]).toMatchObject({ verdict: "warning" });
    expect(await keyFindings([], askPermissions)).toMatchObject([{ subject: "keys", verdict: "ok" }]);
  });

  const home = temporaryHome();
  afterAll(() => home.remove());
  const file = (name: string, text: string, mode = 0o600): string => {
    const path = join(home.path, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const text = JSON.stringify({ main: { exchange: "binance", apiKey: KEY, secret: SECRET } });

  it("come from a file of their owner and from the environment, and never show", () => {
    const keys = readKeys(file("keys.json", text), { BTC_QUANT_API_KEY: KEY, BTC_QUANT_API_SECRET: SECRET });
    expect(keys.map(({ account: label, apiKey, secret }) => [label, apiKey.reveal(), secret.reveal()])).toEqual([["main", KEY, SECRET], ["environment", KEY, SECRET]]);
    for (const shown of [JSON.stringify(keys), inspect(keys, { depth: 9, showHidden: true }), String(keys[0]!.secret)]) expect([shown.includes(KEY), shown.includes(SECRET)]).toEqual([false, false]);
    expect(readKeys(join(home.path, "absent.json"), {})).toEqual([]);
  });

  it.each<[string, () => string, string]>([
    ["that others may read", () => file("open.json", text, 0o640), "others may read the keys in"],
    ["that is not JSON", () => file("torn.json", text.slice(0, -5)), "is not JSON"],
    ["with something else in it", () => file("odd.json", text.replace("apiKey", "key")), "has something else at main"],
  ])("of a file %s are refused without a word of them", (_, make, sentence) => {
    const path = make();
    const error = failureOf(() => readKeys(path, {}));
    expect(error.message).toContain(sentence);
    expect(inspect(error)).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
  });

  it("of which one half is there are refused", () => expect(() => readKeys("absent", { BTC_QUANT_API_KEY: KEY })).toThrow("BTC_QUANT_API_SECRET is not"));

  it("may not withdraw: npm run doctor says so, one line each, and ends with 1", async () => {
    file("keys.json", text);
    restrictions = { ...good, enableWithdrawals: true };
    const ended = await command("doctor", [], home.path, { BTC_QUANT_EXCHANGE_URL: url });
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    expect(ended.stdout.trimEnd().split("\n").map((line) => line.replace(/ {2,}/g, " | "))).toEqual([
      expect.stringMatching(/^ok \| node \| Node \d+/), expect.stringMatching(/\| disk \| [\d.]+ GB free/), expect.stringMatching(/^ok \| store \| local ClickHouse/),
      expect.stringMatching(/\| clock of binance \| .*\d+ ms (ahead|behind)/), expect.stringMatching(/^warning \| data \| no market data is stored yet/),
      "ERROR | keys of main (binance) | may withdraw: take that permission away at the exchange, nothing here needs it",
    ]);
    restrictions = good;
    const well = await command("doctor", ["--json"], home.path, { BTC_QUANT_EXCHANGE_URL: url });
    expect([well.code, (JSON.parse(well.stdout) as readonly object[]).at(-1)]).toEqual([0, { subject: "keys of main (binance)", verdict: "ok", sentence: "may read and trade, from known addresses only; no withdrawals" }]);
    expect(ended.stdout + well.stdout).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
  });
});
