import { describe, expect, it } from "vitest";
import type { Instruction, Side } from "../../../lib/market/order.js";
import type { TapeOptions } from "../../../lib/backtest/trades/tapeOptions.js";
import { fillsOf, play, type Print, type Quote, START } from "./smallTape.js";

const TOUCH: readonly Quote[] = [[0, 100, 10, 100.1, 4]];
const buys = (ms: number, price: number, quantity = 100): Print => [ms, price, quantity, "buy"];
const sells = (ms: number, price: number, quantity = 100): Print => [ms, price, quantity, "sell"];

/** Asked at 1 ms. */
function asked(instruction: Instruction, trades: readonly Print[], options: TapeOptions = {}, quotes: readonly Quote[] | null = TOUCH) {
  const { run } = play({ trades: [buys(0, 100.1, 1), ...trades], ...(quotes === null ? {} : { quotes }) }, { at: { 1: (want) => want.order(0, instruction) } }, options);
  return { run, fills: fillsOf(run).map(({ ms, quantity, price, maker }) => `${ms}: ${quantity}@${price} ${maker ? "maker" : "taker"}`) };
}

describe("orders of want.order over prints", () => {
  it("at market meet the touch (F6)", () => expect(asked({ type: "market", side: "buy", quantity: 6 }, [buys(9, 100.1)]).fills).toEqual(["1: 6@100.1 taker"]));

  it("immediate-or-cancel take what the touch of the other side shows; fill-or-kill all of it or nothing (F10)", () => {
    const limit = (timeInForce: "IOC" | "FOK", side: Side = "buy"): Instruction => ({ type: "limit", side, quantity: 6, price: side === "buy" ? 100.2 : 99.9, timeInForce });
    expect(asked(limit("IOC"), [buys(9, 100.1)]).fills).toEqual(["1: 4@100.1 taker"]);
    expect(asked(limit("IOC", "sell"), [buys(9, 100.1)]).fills).toEqual(["1: -6@100 taker"]);
    expect(asked(limit("FOK"), [buys(9, 100.1)]).run.counts).toMatchObject({ filled: 0, rejected: 1 });
  });

  it("good till a date are gone before a print of that moment", () => {
    const until = (ms: number): Instruction => ({ type: "limit", side: "buy", quantity: 2, price: 99, timeInForce: "GTD", expiresAt: START + ms });
    expect(asked(until(700_000), [sells(699_999, 98)]).fills).toEqual(["699999: 2@99 maker"]);
    expect(asked(until(700_000), [sells(700_000, 98)])).toMatchObject({ fills: [], run: { counts: { canceled: 1 } } });
    expect(asked(until(500_000), [sells(9, 98)]).run.manifest.doubts.join()).toContain("-5040");
  });

  it("stop-limit become a limit at the print that triggers them (F8)", () => {
    const stop: Instruction = { type: "stop-limit", side: "buy", quantity: 2, trigger: 101, price: 100.5 };
    expect(asked(stop, [buys(5, 101), sells(6, 100.4)], {}, null).fills, "rests, and is met").toEqual(["6: 2@100.5 maker"]);
    expect(asked({ ...stop, price: 102 }, [buys(5, 101), sells(6, 100.4)], {}, null).fills, "takes at once").toEqual(["5: 2@101 taker"]);
  });

  it("stop-limit that take pay the worse of print and touch", () => {
    expect(asked({ type: "stop-limit", side: "buy", quantity: 2, trigger: 101, price: 102 }, [buys(5, 101.3)]).fills).toEqual(["5: 2@101.3 taker"]);
  });

  it("take-profit sell at the bid, no better than the trigger's print", () => {
    expect(asked({ type: "take-profit", side: "sell", quantity: 2, trigger: 101 }, [buys(5, 101.5)], {}, null).fills).toEqual(["5: -2@101 taker"]);
    expect(asked({ type: "take-profit", side: "sell", quantity: 2, trigger: 101 }, [buys(5, 101.5)]).fills, "the bid stands at 100").toEqual(["5: -2@100 taker"]);
  });

  it("trailing follow every print and go off at the first that is a callback away", () => {
    const trail: Instruction = { type: "trailing-stop", side: "sell", quantity: 2, callback: 0.01 };
    expect(asked(trail, [buys(2, 102), buys(3, 103), sells(4, 102.5), sells(5, 101.9), sells(6, 101)], {}, null).fills, "103 * 0.99 = 101.97").toEqual(["5: -2@101.9 taker"]);
  });

  it("as an OCO cancel each other; as a bracket leave what they entered", () => {
    const bracket: Instruction = { type: "bracket", side: "buy", quantity: 2, price: 99.5, stop: 98, target: 101 };
    expect(asked(bracket, [sells(5, 99.4), buys(6, 101.2), sells(7, 97)], {}, null).fills).toEqual(["5: 2@99.5 maker", "6: -2@101 maker"]);
    expect(asked(bracket, [sells(5, 99.4), sells(6, 97.9), buys(7, 102)], {}, null).fills).toEqual(["5: 2@99.5 maker", "6: -2@97.9 taker"]);
    expect(asked({ type: "oco", side: "sell", quantity: 2, stop: 98, target: 101 }, [buys(5, 101.2), sells(6, 97)], {}, null).fills).toEqual(["5: -2@101 maker"]);
  });

  it("fill in part over prints, and the partner shrinks with them (F15)", () => {
    expect(asked({ type: "oco", side: "sell", quantity: 2, stop: 98, target: 101 }, [buys(5, 101.2, 0.5), sells(6, 97)], {}, null).fills).toEqual(["5: -0.5@101 maker", "6: -1.5@97 taker"]);
  });

  it("arrive after the latency, and are known to be over after another: nothing is asked twice", () => {
    const { run } = play({ trades: [buys(0, 100.1, 1), sells(30, 100), buys(40, 101), sells(200, 99)] }, { at: { 1: (want) => want.order(0, { type: "stop-limit", side: "buy", quantity: 2, trigger: 101, price: 102 }) } }, { latency: { order: 20, response: 20 } });
    expect(fillsOf(run).map(({ ms, price }) => [ms, price])).toEqual([[40, 101]]);
    expect(run.counts).toMatchObject({ placed: 1, filled: 1, rejected: 0 });
  });

  it("are amended on their way: what was filled meanwhile is part of the amended order", () => {
    const gtd = (quantity: number, price: number): Instruction => ({ type: "limit", side: "buy", quantity, price, timeInForce: "GTD", expiresAt: START + 9e6 });
    const { run } = play({ trades: [buys(0, 101, 1), sells(60, 99.9, 1), sells(90, 99, 100), sells(200, 99, 100)] }, { at: { 1: (want) => want.order(0, gtd(4, 100)), 50: (want) => want.order(0, gtd(4, 99.5)) } }, { latency: { order: 20, response: 20 } });
    expect(fillsOf(run).map(({ ms, quantity, price }) => [ms, quantity, price])).toEqual([[60, 1, 100], [90, 3, 99.5]]);
  });
});
