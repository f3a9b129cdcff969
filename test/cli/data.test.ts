import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../lib/data/store/open.js";
import type { Store } from "../../lib/data/store/store.js";
import { CANDLE_HEADER, candleLines, temporaryFiles } from "../data/temporaryFiles.js";
import { temporaryHome } from "../data/store/temporaryHome.js";

const home = temporaryHome(), files = temporaryFiles(), T = Date.UTC(2021, 5, 1);
/** Held open, so that the local ClickHouse is started once and not for every command. */
let store: Store;
beforeAll(async () => { store = await openStore({ home: home.path }); });
afterAll(async () => { await store.close(); await home.remove(); files.remove(); });

interface Ended { readonly code: number | null; readonly out: string; readonly err: string }

/** The built command in a process of its own, as npm runs it. */
function data(...argv: string[]): Ended {
  const script = `require(${JSON.stringify(join(process.cwd(), "lib", "dist", "cli", "data.js"))}).run(${JSON.stringify(argv)}).then((code) => { process.exitCode = code; })`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", script], { env: { ...process.env, BTC_QUANT_HOME: home.path }, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}
const lines = candleLines(T, 30).filter((_, i) => i !== 7);
const good = files.write("good.csv.gz", [CANDLE_HEADER, ...lines, ""].join("\n"));
const market = ["--exchange", "binance", "--symbol", "BTC/USDT", "--timeframe", "1m"];

describe("npm run data", () => {
  it("says what to do while nothing is stored", () => {
    expect(data("status")).toMatchObject({ code: 0, out: expect.stringContaining("no market data is stored yet: `npm run data -- import") as string });
  });

  it("imports, and says what it did and what is missing", () => {
    const { code, out, err } = data("import", good, ...market);
    expect([code, out]).toEqual([0, "good.csv.gz: 29 rows of candles, 2021-06-01 00:00 to 2021-06-01 00:29: all added; BTC/USDT 1m of binance now has 1 gap, 1 bars missing\n"]);
    expect(err).toContain("checking good.csv.gz");
    expect(data("import", good, ...market, "--json")).toMatchObject({ code: 0, out: expect.stringContaining('"unchanged": 29') as string });
  });

  it("shows what is stored, as a table and as JSON", () => {
    expect(data("status").out).toMatch(/│ binance +│ BTC\/USDT +│ candles +│ 1m +│ +29 │ 2021-06-01 00:00 │ 2021-06-01 00:29 │ +1 │ +1 │/);
    expect(JSON.parse(data("status", "--json").out)).toMatchObject({ series: [{ symbol: "BTC/USDT", rows: 29, first: "2021-06-01T00:00:00.000Z", gaps: 1, gapBars: 1 }], unfinished: [] });
    expect(JSON.parse(data("gaps", "--json").out)).toEqual([{ kind: "candles", exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", from: "2021-06-01T00:07:00.000Z", to: "2021-06-01T00:07:00.000Z", bars: 1, label: "not fetched" }]);
    expect(data("gaps").out).toContain("1 gap, 1 bars missing (1 not fetched)");
  });

  it("writes a synthetic market that is labelled, and the same one for the same seed", () => {
    const made = data("synthetic", "--seed", "3", "--to", "2023-01-03");
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining("SYNTHETIC market of seed 3, 2023-01-01 00:00 to 2023-01-03 00:00: 2,880 1m bars each of BTC/USDT and BTC/USDT:USDT, 6 funding settlements") as string });
    expect(data("synthetic", "--seed", "3", "--to", "2023-01-03").out).toBe(made.out);
    expect(data("synthetic", "--seed", "4", "--to", "2023-01-02").code).toBe(0);
    const { series } = JSON.parse(data("status", "--json").out) as { series: readonly { synthetic: boolean; kind: string; symbol: string; rows: number }[] };
    expect(series.filter(({ synthetic }) => synthetic).map(({ symbol, kind, rows }) => [symbol, kind, rows])).toEqual([["BTC/USDT", "candles", 1_440], ["BTC/USDT:USDT", "candles", 1_440], ["BTC/USDT:USDT", "funding", 3]]);
    expect(data("status")).toMatchObject({ code: 0, out: expect.stringContaining("synthetic (SYNTHETIC)") as string });
  });

  const broken = files.write("broken.csv", [CANDLE_HEADER, ...lines.slice(0, 3), "1,2,3"].join("\n"));
  it.each<[string, readonly string[], number, string]>([
    ["an unknown exchange", ["import", good, "--exchange", "binanse", "--symbol", "BTC/USDT", "--timeframe", "1m"], 2, "'binanse' is not an exchange that ccxt knows; the nearest names are binance"],
    ["a symbol that is none", ["import", good, "--exchange", "binance", "--symbol", "BTCUSDT", "--timeframe", "1m"], 2, "'BTCUSDT' is not a unified symbol"],
    ["no timeframe", ["import", good, "--exchange", "binance", "--symbol", "BTC/USDT"], 2, "good.csv.gz holds candles, which need a --timeframe: its rows are 1m apart"],
    ["a file that is not there", ["import", "absent.csv", ...market], 2, "absent.csv does not exist"],
    ["a broken row", ["import", broken, ...market], 1, "broken.csv, line 5: it has 3 fields, 6 were expected; nothing of this file was stored"],
    ["a kind that is none", ["import", good, ...market, "--kind", "candels"], 2, "Allowed choices are candles, funding, mark, taker, trades"],
    ["no exchange", ["import", good], 2, "required option '--exchange <id>' not specified"],
    ["a misspelt command", ["imprt"], 2, "Did you mean import?"],
    ["a date that is none", ["synthetic", "--from", "soon"], 2, "'soon' is not a date"],
    ["dates the wrong way round", ["synthetic", "--from", "2024", "--to", "2023"], 2, "the range holds no 1m bar"],
    ["a seed that is none", ["synthetic", "--seed", "x"], 2, "--seed is 'x': a whole number from 0 to 999999999 was expected"],
  ])("ends with one sentence, a code and no stack on %s", (_, argv, code, sentence) => {
    const ended = data(...argv);
    expect([ended.code, ended.out]).toEqual([code, ""]);
    expect(ended.err).toContain(sentence);
    expect(ended.err).not.toMatch(/\n\s+at /);
  });

  it("shows the stack with --verbose", () => expect(data("import", broken, ...market, "--verbose").err).toMatch(/\n\s+at /));
});
