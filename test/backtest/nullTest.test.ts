import { describe, expect, it } from "vitest";
import { sliceCandles, type Candles } from "../../lib/market/candles.js";
import type { FillRules } from "../../lib/market/run.js";
import { signFlipSurrogate } from "../../lib/research/surrogate.js";
import { figureOf, grossOf, martingale, meanRange, onTick, PESSIMISTIC, TOUCH, type Gross } from "../evidence/nullTest.js";
import { hasMinutes, realMinutes } from "./realMinutes.js";

const ADAPTIVE: Partial<FillRules> = { ...TOUCH, path: "adaptive" }, FIXED: Partial<FillRules> = { ...TOUCH, path: "fixed" };
const RATIOS = [0.65, 1, 1.3];

describe("a ladder on martingales of single ticks", () => {
  const markets = Array.from({ length: 200 }, (_, i) => martingale(i + 1, 720)), range = markets.reduce((sum, market) => sum + meanRange(market), 0) / markets.length;
  const at = (ratio: number, rules: Partial<FillRules>): readonly Gross[] => markets.map((market) => grossOf(market, onTick(ratio * range), rules));

  it("walks 400 steps a bar: the range is that of such a walk, about 1.6 sqrt(400) ticks", () => {
    expect(range * 10).toBeGreaterThan(29);
    expect(range * 10).toBeLessThan(33);
  });
  it.each(RATIOS)("%f mean ranges apart earns nothing on the adaptive path: |t| < 3", (ratio) => {
    const all = at(ratio, ADAPTIVE);
    expect(all.reduce((sum, { fills }) => sum + fills, 0), "it was tried on something").toBeGreaterThan(30_000);
    expect(Math.abs(figureOf(all).t)).toBeLessThan(3);
  });
  it.each(RATIOS)("%f mean ranges apart is given a profit by the fixed path: t > 3", (ratio) => expect(figureOf(at(ratio, FIXED)).t).toBeGreaterThan(3));
  it.each(RATIOS)("%f mean ranges apart earns nothing in mode P", (ratio) => expect(figureOf(at(ratio, PESSIMISTIC)).mean).toBeLessThanOrEqual(0));
});

describe.skipIf(!hasMinutes(2024))("a ladder on sign-flip surrogates of real minutes of 2024 (../shared/data)", () => {
  const parts = hasMinutes(2024) ? Array.from({ length: 12 }, (_, i) => sliceCandles(realMinutes2024(), i * 40_000, i * 40_000 + 8_000)) : [];
  const at = (ratio: number, rules: Partial<FillRules>): readonly Gross[] => parts.map((part, i) => grossOf(signFlipSurrogate(part, 100 + i, 10), ratio * relativeRange(part), rules));

  it.each(RATIOS)("%f mean ranges apart is never given a profit by the adaptive path nor in mode P: bars of unequal range make both pessimistic", (ratio) => {
    for (const rules of [ADAPTIVE, PESSIMISTIC]) expect(figureOf(at(ratio, rules)).mean).toBeLessThanOrEqual(0);
  });
  it.each(RATIOS)("%f mean ranges apart is paid more by the fixed path than by the adaptive one: paired t > 3", (ratio) => {
    const adaptive = at(ratio, ADAPTIVE), paired = at(ratio, FIXED).map(({ gross, fills }, i) => ({ gross: gross - adaptive[i]!.gross, fills }));
    expect(figureOf(paired).t).toBeGreaterThan(3);
  });
});

let minutes: Candles | undefined;
function realMinutes2024(): Candles {
  return (minutes ??= realMinutes(2024));
}

function relativeRange({ length, high, low, open }: Candles): number {
  return high.reduce((sum, top, row) => sum + (top - low[row]!) / open[row]!, 0) / length;
}
