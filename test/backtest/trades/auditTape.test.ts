import { describe, expect, it } from "vitest";
import { auditTape } from "../../../lib/backtest/trades/auditTape.js";
import type { FillColumns, Run } from "../../../lib/market/run.js";
import { play, START } from "./smallTape.js";

const { run } = play({ trades: [[0, 100.2, 1, "buy"], [10, 99, 5, "sell"], [20, 101, 5, "buy"], [40, 100, 1, "buy"]] }, { at: { 1: (want) => (want.bid(0, 100, 3), want.ask(0, 100.5, 3)) } }, { sampleEvery: 15 });
const final = { position: 0, fees: run.fills.fee.reduce((sum, fee) => sum + fee, 0) };
/** The run with one number of its fills changed. */
const planted = (name: "time" | "quantity" | "price" | "fee", row: number, value: number): Run => {
  const fills: FillColumns = { ...run.fills, [name]: run.fills[name].map((own, i) => (i === row ? value : own)) };
  return { ...run, fills };
};

describe("the audit of a run over prints", () => {
  it("passes what the venue did", () => {
    expect(run.fills.length).toBe(2);
    expect(() => auditTape(run, final)).not.toThrow();
  });
  it("finds a fill out of time, a fee that was not due, and a position that fills do not make", () => {
    expect(() => auditTape(planted("time", 1, START + 5), final)).toThrow(/fill 1 .* is out of order/);
    expect(() => auditTape(planted("time", 1, START + 99), final)).toThrow(/outside the run/);
    expect(() => auditTape(planted("fee", 0, 0), final)).toThrow(/fill 0 .* paid a fee of 0 where/);
    expect(() => auditTape(planted("price", 0, 99), final)).toThrow(/fill 0 .* paid a fee/);
    expect(() => auditTape({ ...run, equity: { ...run.equity, position: run.equity.position.map((own, i) => (i === 0 ? own + 1 : own)) } }, final)).toThrow(/3 was held by the fills, but the run says 4/);
    expect(() => auditTape(run, { ...final, position: 1 })).toThrow(/leaves 0 by the fills, but the account holds 1/);
    expect(() => auditTape(run, { ...final, fees: 0 })).toThrow(/in fees, but the account paid 0/);
  });
});
