import { describe, expect, it } from "vitest";
import { FILL_REASONS, type Run } from "../../lib/market/run.js";
import { costsOf } from "../../lib/report/costs.js";
import { runWarnings } from "../../lib/report/labels.js";
import { liquidationsOf } from "../../lib/report/liquidations.js";
import { metricsTable, parametersTable } from "../../lib/report/metricsTable.js";
import { DAY, sampleFills, sampleRun, START } from "./sampleRun.js";

/** The sample run, at 5x, its sale of 10 at 110 on bar 10 done by the exchange. */
function liquidated(): Run {
  const run = sampleRun({ fills: { ...sampleFills(), reason: Uint8Array.of(5, FILL_REASONS.indexOf("liquidation"), 5, 5) } });
  return { ...run, manifest: { ...run.manifest, account: { ...run.manifest.account, leverage: 5, liquidation: "simple" } } };
}
const rows = (run: Run): Map<string, string> => new Map(metricsTable([run]).rows.map(([name = "", value = ""]) => [name, value]));

describe("a run with a liquidation", () => {
  it("says when and how much the exchange took", () => {
    expect(liquidationsOf(liquidated())).toEqual({ count: 1, first: START + 10 * DAY, notional: 1_100 });
    expect(runWarnings(liquidated())).toEqual(["LIQUIDATION: the exchange took positions of this run once, first in the bar of 2024-01-11 00:00 UTC"]);
    expect(rows(liquidated()).get("Taken by liquidation")).toBe("1 × (1,100 USDT)");
    expect(new Map(parametersTable(liquidated()).rows.map(([name = "", value = ""]) => [name, value])).get("Liquidation")).toBe("simple");
  });
  it("does not count it as slippage of an order", () => expect(costsOf(sampleRun()).slippage - costsOf(liquidated()).slippage).toBeCloseTo(-10 * (110 - 110.5), 9));
});

describe("a run without", () => {
  it("says so where it borrowed, and nothing where it could not", () => {
    const { manifest, ...rest } = sampleRun();
    expect(rows({ ...rest, manifest: { ...manifest, account: { ...manifest.account, liquidation: "binance" } } }).get("Taken by liquidation")).toBe("never");
    expect(rows(sampleRun()).has("Taken by liquidation")).toBe(false);
    expect(runWarnings(sampleRun())).toEqual([]);
  });
});
