import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maintenanceMargin, marginRatio } from "../../../lib/engine/margin/maintenance.js";
import { bracketOf, bracketTable, maxNotional, type BracketTable } from "../../../lib/market/facts/brackets.js";
import { inForce, instrument } from "../../../lib/market/instrument.js";
import { magnitude, marginByParts, table, TABLES } from "./accounts.js";

const data = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data";
const { brackets } = instrument("binance", "BTC/USDT:USDT");
const at = (date: string): BracketTable => inForce(brackets, Date.parse(date)).value.brackets;

/** Floor, cap, rate, highest leverage, maintenance amount. The amounts follow from the rates, so they carry roundings that the printed ones do not. */
type Row = readonly (number | undefined)[];
const rowsOf = (table: BracketTable): readonly Row[] => table.map((b) => [b.floor, b.cap, b.maintenanceRate, b.maxLeverage, Math.round(b.maintenanceAmount * 1e6) / 1e6]);
/** As Binance's API spells them; it has no word for "no end" but the largest integer. */
const printedRow = (b: Readonly<Record<string, number>>): Row =>
  [b["notionalFloor"], (b["notionalCap"] ?? NaN) > 1e18 ? Infinity : b["notionalCap"], b["maintMarginRatio"], b["initialLeverage"], b["cum"]];

interface History { readonly history: readonly { readonly first_seen_commit_date: string; readonly brackets: readonly Record<string, number>[] }[] }
interface Tier { readonly info: Record<string, number> }
interface CaseTables { readonly btcusdt_brackets: Readonly<Record<string, { readonly rows: readonly Record<string, number>[] }>> }

describe("the perpetual's brackets", () => {
  const file = (name: string): string => join(data, name);
  const read = <T>(name: string): T => JSON.parse(readFileSync(file(name), "utf8")) as T;

  it("are those that were published, by the day each table was first seen, with their maintenance amounts", ({ skip }) => {
    const name = "json/binance-BTCUSDT-perp-leverage-brackets-history.json";
    skip(!existsSync(file(name)), `no ${file(name)}`);
    const { history } = read<History>(name);
    expect(history.length).toBe(11);
    for (const { first_seen_commit_date, brackets: printed } of history) {
      const seen = new Date(first_seen_commit_date).toISOString();
      expect(rowsOf(at(seen)), `seen ${seen}`).toEqual(printed.map(printedRow));
      expect(inForce(brackets, Date.parse(seen)).value.from, `seen ${seen}`).toBe(Date.parse(seen.slice(0, 10)));
    }
  });

  it("of 2026-05-07 are those of August 2025", ({ skip }) => {
    const name = "json/binance_leverage_tiers-2026-05-07.json";
    skip(!existsSync(file(name)), `no ${file(name)}`);
    const tiers = read<Record<string, readonly Tier[]>>(name)["BTC/USDT:USDT"] ?? [];
    expect(rowsOf(at("2026-05-07"))).toEqual(tiers.map(({ info }) => printedRow(info)));
  });

  it("of 2021-03-26, 2024-10-24 and 2026-05-01 have the reference amounts", ({ skip }) => {
    const name = "../cases/margin-cases.json";
    skip(!existsSync(file(name)), `no ${file(name)}`);
    for (const [date, { rows }] of Object.entries(read<CaseTables>(name).btcusdt_brackets)) {
      expect(rowsOf(at(date)).map(([, cap, rate, , amount]) => [cap, rate, amount]), `of ${date}`).toEqual(rows.map((row) => [row["cap"], row["mmr"], row["cum"]]));
    }
  });

  it("rise in date, and before the first table the first holds, marked", () => {
    const dates = brackets.map(({ from }) => from);
    expect(dates).toEqual([...dates].sort((a, b) => a - b));
    expect(inForce(brackets, Date.parse("2020-03-12"))).toMatchObject({ extrapolated: true, value: { from: Date.parse("2021-03-26") } });
    expect(inForce(brackets, Date.parse("2021-03-26"))).toMatchObject({ extrapolated: false });
    expect(inForce(brackets, Date.parse("2024-05-29T23:59:59Z")).value.from).toBe(Date.parse("2024-02-03"));
  });

  it("do not exist on spot", () => expect(instrument("binance", "BTC/USDT").brackets).toEqual([]));
});

describe("a bracket", () => {
  const [first, second] = at("2026-05-01") as readonly [BracketTable[number], BracketTable[number]];
  const last = at("2026-05-01").at(-1);

  it("holds its cap and not its floor", () => {
    expect(bracketOf(at("2026-05-01"), 300_000)).toBe(first);
    expect(bracketOf(at("2026-05-01"), 300_000.01)).toBe(second);
  });
  it("is the first for nothing and the last above every cap", () => {
    expect(bracketOf(at("2026-05-01"), 0)).toBe(first);
    expect(bracketOf(at("2026-05-01"), 5e9)).toBe(last);
  });
  it("allows no more than its leverage: 20x up to 100 M, 150x up to 300 k, 151x nothing", () => {
    expect([20, 150, 1, 151, 21].map((leverage) => maxNotional(at("2026-05-01"), leverage))).toEqual([100e6, 300_000, 1800e6, 0, 70e6]);
  });
  it.each([
    ["no bracket", []],
    ["caps that fall", [[100, 0.01, 10], [50, 0.02, 5]]],
    ["a cap of nothing", [[0, 0.01, 10]]],
    ["rates that fall", [[100, 0.02, 10], [200, 0.01, 5]]],
    ["a rate of the whole", [[100, 1, 1]]],
    ["a rate that is no number", [[100, NaN, 1]]],
  ] as const)("table with %s is refused", (_, rows) => expect(() => bracketTable(rows)).toThrow("is no leverage bracket: caps must rise"));
});

describe("the maintenance margin", () => {
  it("is each bracket's rate on the part of the notional inside it", () => {
    fc.assert(fc.property(table, magnitude(1, 5e9), (brackets, notional) => {
      const byParts = marginByParts(notional, brackets);
      expect(Math.abs(maintenanceMargin(notional, brackets) - byParts)).toBeLessThanOrEqual(1e-12 * notional);
    }));
  });
  it("has no step from one bracket to the next, in any table", () => {
    for (const brackets of TABLES) {
      for (const { cap } of brackets.slice(0, -1)) {
        expect(maintenanceMargin(cap * (1 + 1e-12), brackets) - maintenanceMargin(cap, brackets)).toBeLessThan(1e-9 * cap);
      }
    }
  });
  it("of 1 BTC at 60,000 under the table of 2026 is 240 USDT: 0.4 %", () => expect(maintenanceMargin(60_000, at("2026-05-01"))).toBe(240));
  it("of 10 M under the table of 2026 is 88,000: 1 % less 12,000", () => expect(maintenanceMargin(10e6, at("2026-05-01"))).toBeCloseTo(88_000, 6));
  it("of nothing is 0", () => expect(maintenanceMargin(0, at("2026-05-01"))).toBe(0));
});

describe("the margin ratio", () => {
  it("is maintenance margin over equity", () => expect(marginRatio(240, 960)).toBe(0.25));
  it("is 1 where they are equal: liquidation", () => expect(marginRatio(240, 240)).toBe(1));
  it("is Infinity where there is no equity left to meet a margin", () => expect([marginRatio(240, 0), marginRatio(240, -5)]).toEqual([Infinity, Infinity]));
  it("is 0 without a position, even after ruin", () => expect([marginRatio(0, 100), marginRatio(0, -1)]).toEqual([0, 0]));
});
