import { describe, expect, it } from "vitest";
import { markouts } from "../../lib/metrics/markout.js";
import { markoutRows, summariseMaker, type MakerInput } from "../../lib/metrics/makerSummary.js";
import { midsAfter } from "../../lib/metrics/midPrices.js";
import { pnlSplit } from "../../lib/metrics/pnlSplit.js";
import { volRegression } from "../../lib/metrics/volRegression.js";
import { volWindows } from "../../lib/metrics/volWindows.js";
import { column, normals, paymentsOf } from "./fixtures.js";
import { MINUTE, makerFillsOf, minutes } from "./makerFixtures.js";

/** Ten minutes by hand: a bid at 99 under a mid of 100, an ask at 101.5 over 101, and a taker's stop of the rest; the last close is 102. */
const fills = {
  ...makerFillsOf([[MINUTE, 2, 99, 0.1, 100], [3 * MINUTE, -1, 101.5, 0.05, 101], [5 * MINUTE, -0.5, 100, 0.2, 100.5]]), maker: Uint8Array.of(1, 1, 0), reason: Uint8Array.of(1, 1, 4),
};
const mids = minutes(100, 99.5, 101, 100.8, 100.5, 101, 101, 101.5, 102, 102), position = column(0, 2, 2, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5);
const input: MakerInput = {
  fills, mids, equity: { time: mids.time, position, equity: position.map((_, i) => 1000 + i) }, endPrice: 102, seed: 7, funding: paymentsOf([[4 * MINUTE, -0.25]]), cap: 2, splitHorizon: "1m",
};
const m = summariseMaker(input);

describe("the summary of a maker's hand-made ledger", () => {
  it("splits the profit", () => {
    const spread = 2 * (100 - 99) - (101 - 101.5) - 0.5 * (100.5 - 100), inventory = 2 * (101 - 100) + 1 * (100.5 - 101) + 0.5 * (102 - 100.5);
    expect(m.spreadPnl).toBeCloseTo(spread, 12);
    expect(m.inventoryPnl).toBeCloseTo(inventory, 12);
    expect([m.fundingPnl, m.feesPaid]).toEqual([-0.25, expect.closeTo(0.35, 12)]);
    expect(m.makerPnl).toBeCloseTo(-198 + 101.5 + 50 + 0.5 * 102 - 0.25 - 0.35, 12);
    expect(m.pnlResidual).toBeCloseTo(0, 12);
  });
  it("splits the inventory's result at the horizon: the fills of all three, known a minute on", () => {
    expect(m.splitHorizon).toBe(MINUTE);
    expect(m.adversePnl).toBeCloseTo(2 * (99.5 - 100) - (100.8 - 101) - 0.5 * (101 - 100.5), 12);
    expect(m.adversePnl + m.carriedPnl).toBeCloseTo(m.inventoryPnl, 12);
    expect(m.unsplitFills).toBe(0);
  });
  it("has markouts of the two maker fills alone", () => {
    expect(m).toMatchObject({ makerFills: 2, markoutFills1m: 2, markoutFills5m: 2, markoutFills15m: 0, markout1s: NaN, markoutFills1s: 0 });
    expect(m.markout1m).toBeCloseTo((2 * ((99.5 - 99) / 99) + (101.5 - 100.8) / 101.5) / 3 * 1e4, 9);
    expect(m.markout5m).toBeCloseTo((2 * ((101 - 99) / 99) + (101.5 - 101.5) / 101.5) / 3 * 1e4, 9);
    expect(m.halfSpread1m + m.adverse1m).toBeCloseTo(m.markout1m, 9);
  });
  it("has share, inventory and break-even fee", () => {
    expect(m.makerShare).toBeCloseTo((198 + 101.5) / (198 + 101.5 + 50), 14);
    expect(m).toMatchObject({ strayTakerFills: 0, meanInventoryUse: 8.5 / 10 / 2, timeAtCap: 0.2, fillNotional: 349.5 });
    expect(m.breakEvenFee).toBeCloseTo(((m.makerPnl + 0.35) / 349.5) * 1e4, 10);
  });
  it("leaves unknown what was not given: orders, limit, windows", () => {
    expect(m).toMatchObject({ sentOrders: NaN, fillRatio: NaN, varianceSlope: NaN, varianceWindows: 0 });
    expect(summariseMaker({ ...input, cap: undefined })).toMatchObject({ meanInventoryUse: NaN, timeAtCap: NaN });
  });
  it("is flat, frozen, numbers only, and the same again", () => {
    expect(Object.values(m).every((value) => typeof value === "number")).toBe(true);
    expect(Object.isFrozen(m)).toBe(true);
    expect(summariseMaker(input)).toEqual(m);
  });
  it("gives its markouts back as rows", () => expect(markoutRows(m)).toEqual(markouts({ ...fills, ...makerFillsOf([[MINUTE, 2, 99, 0.1, 100], [3 * MINUTE, -1, 101.5, 0.05, 101]]) }, mids, 7)));
  it("refuses what breaks a promise", () => {
    expect(() => summariseMaker({ ...input, endPrice: NaN })).toThrow("valued at NaN");
    expect(() => summariseMaker({ ...input, mids: { ...mids, mid: mids.mid.map(() => 0) } })).toThrow("mid price 0");
    expect(() => summariseMaker({ ...input, fills: { ...fills, fee: fills.fee.map(() => NaN) } })).toThrow("fill 0: its fee is NaN");
    expect(() => summariseMaker({ ...input, funding: paymentsOf([[0, NaN]]) })).toThrow("funding payment 0");
  });
});

describe("the summary of a random maker", () => {
  const walk = normals(11, 6_000), closes = new Float64Array(6_000);
  for (let i = 0, price = 50_000; i < 6_000; i++) closes[i] = price += Math.round(walk[i]! * 20);
  const market = minutes(...closes), rows = Array.from({ length: 5_000 }, (_, i) => {
    const bar = 60 + i, s = walk[i]! > 0 ? 1 : -1, mid = closes[bar - 1]!;
    return [bar * MINUTE, s * 0.01, mid - s * 5, 0.1, mid] as const;
  });
  const traded = makerFillsOf(rows), held = new Float64Array(6_000), worth = new Float64Array(6_000);
  for (let i = 0, f = 0, cash = 10_000, q = 0; i < 6_000; i++) {
    for (; f < 5_000 && rows[f]![0] < market.time[i]!; f++) { q += rows[f]![1]; cash -= rows[f]![1] * rows[f]![2] + rows[f]![3]; }
    held[i] = q;
    worth[i] = cash + q * closes[i]!;
  }
  const random = summariseMaker({ fills: traded, mids: market, equity: { time: market.time, equity: worth, position: held }, endPrice: closes[5_999]!, seed: 3, window: 15 * MINUTE });
  it("earns its half-spread of 5 on 50,000, and its profit is the account's", () => {
    expect(random.halfSpread1m).toBeCloseTo(1, 1);
    expect(random.spreadPnl).toBeCloseTo(5_000 * 0.01 * 5, 6);
    expect(random.makerPnl).toBeCloseTo(worth[5_999]! - 10_000, 6);
    expect(Math.abs(random.pnlResidual)).toBeLessThanOrEqual(1e-9 * random.fillNotional);
  });
  it("has intervals around its markouts that hold the mean and widen with the horizon", () => {
    for (const { low, markout, high } of markoutRows(random).slice(4)) expect(low < markout && markout < high).toBe(true);
    expect(random.markoutHigh1h - random.markoutLow1h).toBeGreaterThan(3 * (random.markoutHigh1m - random.markoutLow1m));
  });
  it("has the regression of its own windows, and the mean of its own later mids", () => {
    const found = volRegression(volWindows({ time: market.time, equity: worth }, market, 15 * MINUTE));
    expect(random).toMatchObject({ varianceWindows: found.windows, varianceSlope: found.alone.variance.estimate, varianceSlopeT: found.alone.variance.t, displacementSlope: found.besideDisplacement.squaredDisplacement.estimate, topDecilePnl: found.deciles[9]!.meanPnl });
    const later = midsAfter(market, traded.time, 15 * MINUTE), sum = traded.quantity.reduce((s, q, i) => s + q * (later[i]! - traded.price[i]!) / traded.price[i]!, 0);
    expect(random.markout15m).toBeCloseTo((sum / 50) * 1e4, 8);
  });
  it("splits like the split", () => expect(random.inventoryPnl).toBe(pnlSplit(traded, closes[5_999]!).inventory));
});
