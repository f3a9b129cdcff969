/** The plateau around a choice, the holdout that is opened once, the landscape of two parameters. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { heatMapFigure } from "../../../lib/report/figures/heatMap.js";
import type { Objective } from "../../../lib/research/objective.js";
import { scoreGrid } from "../../../lib/research/scoreGrid.js";
import { searchSpace } from "../../../lib/research/search/space.js";
import { memoryHoldoutLog, withHoldout } from "../../../lib/research/validation/holdout.js";
import { plateau } from "../../../lib/research/validation/plateau.js";
import { randomWalk } from "../../../lib/research/worlds/nullWorlds.js";
import { playedAlone } from "../../../lib/research/play.js";
import { sharpeOfDays } from "../../../lib/research/dailyResult.js";
import { int, real } from "../../../lib/strategy/param.js";
import { smaCrossover } from "../../../lib/strategy/smaCrossover.js";

describe("a plateau", () => {
  const space = searchSpace({ n: int(50, { min: 2, max: 55 }), x: real(0, { min: -1, max: 1 }), mode: int(1, { min: 1, max: 9 }) }, { mode: [1, 5, 9] }, ({ n }) => n !== 45);
  const from = (score: (n: number, x: number, mode: number) => number): Objective => ({ n, x, mode }) => ({ status: "scored", score: score(n!, x!, mode!), values: [] });
  const choice = { n: 50, x: 0.5, mode: 5 };
  it("moves one parameter at a time, both ways, by tenths of its value, inside its range, past no constraint", () => {
    const { neighbours } = plateau(space, choice, from(() => 1));
    expect(neighbours.map(({ name, value, isAllowed }) => [name, value, isAllowed])).toEqual([["n", 40, true], ["n", 45, false], ["n", 55, true], ["x", 0.4, true], ["x", 0.45, true], ["x", 0.55, true], ["x", 0.6, true], ["mode", 1, true], ["mode", 9, true]]);
  });
  it("holds on a hill and not on a spike", () => {
    expect(plateau(space, choice, from((n, x) => 2 - ((n - 50) / 40) ** 2 - (x - 0.5) ** 2))).toMatchObject({ holds: true, score: 2 });
    expect([0.69, 0.71].map((share) => plateau(space, choice, from((_n, x) => (x === 0.6 ? share : 1))).holds)).toEqual([false, true]);
    const spike = plateau(space, choice, from((n) => (n === 50 ? 2 : 0.5)));
    expect([spike.holds, spike.worstShare]).toEqual([false, 0.25]);
  });
  it("does not hold where a neighbour fails, nor around a loss", () => {
    expect(plateau(space, choice, ({ n }) => (n === 55 ? { status: "failed", why: "no" } : { status: "scored", score: 1, values: [] }))).toMatchObject({ holds: false, worstShare: -Infinity });
    expect(plateau(space, choice, from(() => -1))).toMatchObject({ holds: false, worstShare: NaN });
  });
});

describe("a holdout", () => {
  const market = randomWalk({ seed: 1, bars: 24 * 50 + 7 }), look = { family: "sma-crossover BTC/USDT 1h", at: Date.UTC(2026, 0, 1), openedBy: "a test" };
  it("is the last fifth of whole days, and what is left to research ends before it", () => {
    const { research, holdout } = withHoldout(market);
    expect([holdout.from, research.openTime.at(-1)]).toEqual([Date.UTC(2022, 0, 41), Date.UTC(2022, 0, 41) - 3_600_000]);
    expect(JSON.stringify(holdout)).not.toContain("close");
  });
  it("is opened once; a second look at any of the same days is refused with the first's day and name", async () => {
    const log = memoryHoldoutLog(), opened = await withHoldout(market).holdout.open(log, look);
    expect([opened.candles.length, opened.from]).toEqual([market.length, Date.UTC(2022, 0, 41)]);
    await expect(withHoldout(market, 0.5).holdout.open(log, { ...look, openedBy: "another" })).rejects.toThrow("is spent: 2022-02-10 00:00 .. 2022-02-20 07:00 was opened on 2026-01-01 00:00 by a test");
    await expect(withHoldout(market).holdout.open(log, { ...look, family: "rsi-reversion BTC/USDT 1h" })).resolves.toBeDefined();
  });
  it("asked for by two at once is given to one", async () => {
    const log = memoryHoldoutLog(), { holdout } = withHoldout(market), answers = await Promise.allSettled([holdout.open(log, look), holdout.open(log, look)]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
  it("of days that nobody has looked at may be opened again", () => fc.assert(fc.asyncProperty(fc.integer({ min: 3, max: 20 }), async (days) => {
    const log = memoryHoldoutLog(), later = randomWalk({ seed: 1, bars: 24 * days, from: Date.UTC(2022, 0, 51, 7) });
    await withHoldout(market).holdout.open(log, look);
    await expect(withHoldout(later, 0.5).holdout.open(log, look)).resolves.toBeDefined();
  })));
  it("of nothing, or of everything, is refused", () => {
    for (const share of [0, 1, -0.1, NaN, 0.99]) expect(() => withHoldout(market, share)).toThrow("a share between 0 and 1 that leaves at least a day on both sides");
    expect(() => withHoldout(randomWalk({ seed: 1, bars: 30 }))).toThrow("a holdout of 0.2 of 1 days");
  });
});

describe("a score grid", () => {
  const market = randomWalk({ seed: 2, bars: 24 * 40 }), grid = scoreGrid(smaCrossover, market, { fast: [5, 10], slow: [20, 40, 400] });
  it("has the ratio of each pair, x running fastest", () => {
    const play = playedAlone({ strategy: smaCrossover, data: { candles: market } });
    expect([grid.x, grid.y]).toEqual([{ name: "fast", values: Float64Array.of(5, 10) }, { name: "slow", values: Float64Array.of(20, 40, 400) }]);
    expect(grid.scores[3]).toBe(sharpeOfDays(play({ fast: 10, slow: 40 }, { from: 0, to: 40 })));
  });
  it("keeps what failed, with its parameters, and leaves the cell blank", () => {
    const { scores, failed } = scoreGrid({ ...smaCrossover, decide: (_now, _account, want, { fast, slow }) => { if (fast === 10 && slow === 40) throw new Error("no"); want.keep(); } }, market, { fast: [5, 10], slow: [20, 40] });
    expect([failed, scores[3]]).toEqual([[{ params: { fast: 10, slow: 40 }, why: "no" }], NaN]);
  });
  it("is drawn with colours even around zero, SYNTHETIC in its heading", () => {
    const { data, layout } = heatMapFigure(grid), [trace] = data;
    expect(trace).toMatchObject({ type: "heatmap", x: ["5", "10"], y: ["20", "40", "400"], zmin: -(trace!["zmax"] as number) });
    expect((trace!["z"] as number[][])[1]![1]).toBe(grid.scores[3]);
    expect(JSON.stringify(layout["title"])).toContain("SYNTHETIC");
  });
  it("takes two parameters, and values that they can have", () => {
    expect(() => scoreGrid(smaCrossover, market, { fast: [1, 2] })).toThrow("a heat map has two parameters, 1 were named");
    expect(() => scoreGrid(smaCrossover, market, { fast: [1, 2], slow: [20] })).toThrow("'fast': 1 is not in it");
  });
});
