import { describe, expect, it } from "vitest";
import type { Instruction } from "../../../lib/market/order.js";
import type { FillMode } from "../../../lib/market/run.js";
import type { Want } from "../../../lib/strategy/strategy.js";
import { DATED, fillsOf, MINUTE, play, type BarRow, type Script } from "../scripted.js";

const flat = (price: number): BarRow => [price, price, price, price];
const keep = (want: Want): void => want.keep();
const order = (instruction: Instruction) => (want: Want): void => want.order(0, instruction);
const text = ({ run }: ReturnType<typeof play>): string[] => fillsOf(run).map(({ bar, quantity, price, liquidity, reason }) => `${bar}: ${quantity}@${price} ${liquidity} ${reason}`);
const doubts = ({ run }: ReturnType<typeof play>): string => run.manifest.doubts.join("\n");

/** Flat at 100, what is asked at the first close arrives at the second open; `bars` follow. */
const asked = (instruction: Instruction, bars: readonly BarRow[], rules: object = {}, script: Script = {}) => play([flat(100), ...bars], { 0: order(instruction), 1: keep, ...script }, { rules });
/** Long 2 from the second bar on; what is asked at its close arrives at the third open. */
const held = (instruction: Instruction, bars: readonly BarRow[], rules: object = {}, script: Script = {}) => play([flat(100), flat(100), ...bars], { 0: (want) => want.position(2), 1: order(instruction), 2: keep, ...script }, { rules });

describe("a market order", () => {
  it("meets the next open, worse by the slippage (F6)", () => {
    expect(text(asked({ type: "market", side: "buy", quantity: 2 }, [[100.5, 101, 100, 101]], { slippageTicks: 1 }))).toEqual(["1: 2@100.6 taker market"]);
  });
  it("that only reduces is clipped to the position (F11)", () => {
    expect(text(held({ type: "market", side: "sell", quantity: 5, reduceOnly: true }, [flat(101)]))).toEqual(["1: 2@100 taker market", "2: -2@101 taker market"]);
  });
  it("that only reduces is refused without one (F11)", () => expect(doubts(asked({ type: "market", side: "sell", quantity: 5, reduceOnly: true }, [flat(101)]))).toContain("-2022"));
});

describe("an immediate-or-cancel limit (F10)", () => {
  const ioc: Instruction = { type: "limit", side: "buy", quantity: 10, price: 101, timeInForce: "IOC" };
  it("takes what the cap gives and is gone", () => {
    const run = asked(ioc, [[100, 101, 99, 100, 80], flat(100)], { participation: 0.1 });
    expect(text(run)).toEqual(["1: 4@100 taker market"]);
    expect(run.run.counts).toEqual({ placed: 1, amended: 0, canceled: 1, rejected: 0, filled: 0 });
  });
  it("pays no more than its limit", () => expect(text(asked({ ...ioc, price: 100 }, [flat(100)], { slippageTicks: 3 }))).toEqual(["1: 10@100 taker market"]));
  it("below the market fills nothing", () => expect(asked({ ...ioc, price: 99 }, [[100, 100, 95, 95]]).run.counts).toEqual({ placed: 1, amended: 0, canceled: 1, rejected: 0, filled: 0 }));
  it("of two in one bar the second has what the first left of the cap (F13)", () => {
    const both = (want: Want): void => (want.order(0, { ...ioc, quantity: 3 }), want.order(1, { ...ioc, quantity: 3 }));
    expect(text(play([flat(100), [100, 100, 100, 100, 80]], { 0: both }, { rules: { participation: 0.1 } }))).toEqual(["1: 3@100 taker market", "1: 1@100 taker market"]);
  });
});

describe("a fill-or-kill limit (F10)", () => {
  it("that can not be filled whole is refused with -5021", () => expect(doubts(asked({ type: "limit", side: "buy", quantity: 10, price: 99, timeInForce: "FOK" }, [flat(100)]))).toContain("-5021"));
  it("that can is filled whole", () => expect(text(asked({ type: "limit", side: "buy", quantity: 4, price: 100, timeInForce: "FOK" }, [[100, 100, 100, 100, 80]], { participation: 0.1 }))).toEqual(["1: 4@100 taker market"]));
});

describe("a limit that is good till a date (F10)", () => {
  const until = (minutes: number, price = 99): Instruction => ({ type: "limit", side: "buy", quantity: 2, price, timeInForce: "GTD", expiresAt: DATED + minutes * MINUTE });
  const quiet = (bars: number): BarRow[] => Array.from({ length: bars }, () => flat(100));
  it("fills like any limit before it", () => expect(text(asked(until(13), [...quiet(10), [100, 100, 98, 98]]))).toEqual(["11: 2@99 maker cross"]));
  it("is gone at the open of the bar it expires with", () => expect(text(asked(until(12), [...quiet(11), [100, 100, 98, 98]]))).toEqual([]));
  it("fills on the way to a point before its end, and not on the way after it", () => {
    const falls: BarRow = [100, 100, 90, 90];
    expect(text(asked(until(12.2), [...quiet(11), falls])), "price is at 99 a tenth of the way").toEqual(["12: 2@99 maker cross"]);
    expect(text(asked(until(12.05), [...quiet(11), falls])), "and at 99.5 at its end").toEqual([]);
  });
  it("that takes at once is a taker (F2)", () => expect(text(asked(until(12, 101), [flat(100)]))).toEqual(["1: 2@100 taker market"]));
  it("is refused with -5040 when it would live less than ten minutes", () => expect(doubts(asked(until(11), quiet(3)))).toContain("-5040"));
  it("is asked again when a decision names it again after its end, and not by keep", () => {
    const run = play([flat(100), ...quiet(14), [100, 100, 98, 98]], { 0: order(until(12)), 13: order(until(60)) });
    expect(run.run.counts).toMatchObject({ placed: 2, canceled: 1, filled: 1 });
  });
});

describe("a stop-limit (F8)", () => {
  const stop: Instruction = { type: "stop-limit", side: "sell", quantity: 2, trigger: 98, price: 97.5 };
  it("takes at its trigger when price moves through it, no lower than its limit", () => {
    expect(text(held(stop, [[100, 100, 97, 97]]))).toEqual(["1: 2@100 taker market", "2: -2@98 taker market"]);
    expect(text(held(stop, [[100, 100, 97, 97]], { slippageTicks: 9 }))[1]).toBe("2: -2@97.5 taker market");
  });
  it("above its trigger rests from there on, and fills on what is left of the way", () => {
    expect(text(held({ ...stop, price: 98.5 }, [[100, 100.2, 97, 99]]))[1], "up to 99 after the fall").toBe("2: -2@98.5 maker cross");
    expect(text(held({ ...stop, price: 98.5 }, [[100, 102, 97, 98]])).length, "the rise came before the fall").toBe(2 - 1);
  });
  it("of a buy mirrors it", () => expect(text(asked({ type: "stop-limit", side: "buy", quantity: 2, trigger: 102, price: 102.5 }, [[100, 103, 100, 103]]))).toEqual(["1: 2@102 taker market"]));
  it("beyond the market is refused with -2021 (F9)", () => expect(doubts(held({ ...stop, trigger: 100 }, [flat(100)]))).toContain("-2021"));
  it("is asked for margin when it goes off, not before", () => {
    const run = play([flat(100), flat(100), [100, 103, 100, 103]], { 0: order({ type: "stop-limit", side: "buy", quantity: 2, trigger: 102, price: 102.5 }), 1: keep }, { cash: 100 });
    expect(text(run)).toEqual([]);
    expect(run.run.counts).toMatchObject({ placed: 1, rejected: 1 });
    expect(doubts(run)).toContain("-2019");
  });
});

describe("a take-profit", () => {
  it("sells at market once price has risen to its trigger, worse by the slippage", () => {
    expect(text(held({ type: "take-profit", side: "sell", quantity: 2, trigger: 103 }, [[100, 103, 100, 101]], { slippageTicks: 1 }))[1]).toBe("2: -2@102.9 taker stop");
  });
  it("meets the open that is beyond it", () => expect(text(held({ type: "take-profit", side: "sell", quantity: 2, trigger: 103 }, [flat(100), [104, 105, 104, 105]]))[1]).toBe("3: -2@104 taker stop"));
  it("buys once price has fallen", () => expect(text(asked({ type: "take-profit", side: "buy", quantity: 2, trigger: 97 }, [[100, 100, 96, 98]]))).toEqual(["1: 2@97 taker stop"]));
  it("with a price is a new limit at its trigger", () => {
    expect(text(held({ type: "take-profit", side: "sell", quantity: 2, trigger: 102, price: 103 }, [[100, 103.1, 100, 101]]))[1]).toBe("2: -2@103 maker cross");
    expect(text(held({ type: "take-profit", side: "sell", quantity: 2, trigger: 102, price: 101 }, [[100, 103, 100, 103]]))[1]).toBe("2: -2@102 taker market");
  });
  it("below the market is refused with -2021", () => expect(doubts(held({ type: "take-profit", side: "sell", quantity: 2, trigger: 99 }, [flat(100)]))).toContain("-2021"));
  it("of the whole position closes whatever it is by then", () => {
    const more: Script = { 2: (want) => (want.position(3), want.keep()) };
    expect(text(held({ type: "take-profit", side: "sell", closePosition: true, trigger: 103 }, [flat(100), [100, 104, 100, 104]], {}, more)).slice(1)).toEqual(["3: 1@100 taker market", "3: -3@103 taker stop"]);
  });
  it("comes after a stop in pessimistic mode where a bar reaches both", () => {
    const both = (want: Want): void => (want.order(0, { type: "take-profit", side: "sell", quantity: 2, trigger: 102, reduceOnly: true }), want.stop(0, 98));
    const fill = (mode: FillMode) => text(play([flat(100), flat(100), [100, 102.5, 97, 99]], { 0: (want) => want.position(2), 1: both }, { rules: { mode } }))[1];
    expect([fill("pessimistic"), fill("neutral"), fill("optimistic")]).toEqual(["2: -2@98 taker stop", "2: -2@102 taker stop", "2: -2@102 taker stop"]);
  });
});

describe("a stop at market of the whole position", () => {
  it("closes whatever it is by then, and is gone once it is flat", () => {
    expect(text(held({ type: "stop-market", side: "sell", closePosition: true, trigger: 98 }, [flat(100), [100, 100, 97, 97]], {}, { 2: (want) => (want.position(5), want.keep()) })).slice(1)).toEqual(["3: 3@100 taker market", "3: -5@98 taker stop"]);
    expect(held({ type: "stop-market", side: "sell", closePosition: true, trigger: 98 }, [flat(100), flat(100), flat(97)], {}, { 2: (want) => (want.position(0), want.keep()) }).run.counts).toMatchObject({ canceled: 1 });
  });
});

describe("a trailing stop", () => {
  const trail: Instruction = { type: "trailing-stop", side: "sell", quantity: 2, callback: 0.02 };
  it("goes off a callback below the best price since it was taken in, rounded down to the tick", () => {
    expect(text(held(trail, [[100, 105, 100, 104], [104, 104, 102, 103]]))[1], "105 * 0.98").toBe("3: -2@102.9 taker stop");
  });
  it("follows inside a bar: up first, then down through the level it has by then", () => expect(text(held(trail, [[100, 101, 98.5, 98.5]]))[1], "101 * 0.98 = 98.98").toBe("2: -2@98.9 taker stop"));
  it("does not come down again", () => expect(text(held(trail, [[100, 105, 100, 104], [104, 104, 103.5, 104], [104, 104, 102, 102]]))[1]).toBe("4: -2@102.9 taker stop"));
  it("of a buy follows the fall", () => expect(text(asked({ type: "trailing-stop", side: "buy", quantity: 2, callback: 0.02 }, [[100, 100, 95, 96], [96, 98, 96, 98]]))).toEqual(["2: 2@96.9 taker stop"]));
  it("waits for its activation", () => {
    const late = { ...trail, activation: 103 };
    expect(text(held(late, [[100, 102, 96, 97]])).length).toBe(1);
    expect(text(held(late, [[100, 102, 96, 97], [97, 104, 97, 103], [103, 103, 101, 101]]))[1], "104 * 0.98 = 101.92").toBe("4: -2@101.9 taker stop");
  });
  it("is refused with -2007 for a callback the exchange does not offer, with -2021 for an activation that has passed", () => {
    expect(doubts(held({ ...trail, callback: 0.2 }, [flat(100)]))).toContain("-2007");
    expect(doubts(held({ ...trail, activation: 100 }, [flat(100)]))).toContain("-2021");
  });
  it("is not amended to a level that price has passed already", () => {
    const run = held(trail, [[100, 105, 100, 104], flat(104), [104, 104, 102, 102]], {}, { 2: order({ ...trail, callback: 0.005 }) });
    expect(doubts(run)).toContain("-2021");
    expect(text(run)[1], "105 * 0.98").toBe("4: -2@102.9 taker stop");
  });
  it("that waits for its activation is cancelled with all other orders by a liquidation (L2)", () => {
    const run = (close: number) => play([flat(100), flat(100), flat(100), [100, 100, close, close]], { 0: (want) => want.position(2), 1: order({ ...trail, activation: 110 }), 2: keep }, { leverage: 20 }).run;
    expect(run(97).counts.canceled).toBe(0);
    expect(run(94).counts.canceled).toBe(1);
  });
  it("keeps the best it has seen when its callback is amended", () => {
    const tighter: Script = { 2: order({ ...trail, callback: 0.01 }) };
    expect(text(held(trail, [[100, 105, 100, 105], [105, 105, 104.5, 104.5], [104.5, 104.5, 103, 103]], {}, tighter))[1], "105 * 0.99 = 103.95").toBe("4: -2@103.9 taker stop");
  });
});

describe("an OCO", () => {
  const oco: Instruction = { type: "oco", side: "sell", quantity: 2, stop: 98, target: 103, reduceOnly: true };
  it("fills one and cancels the other", () => {
    const up = held(oco, [[100, 104, 100, 104], [104, 104, 90, 90]]), down = held(oco, [[100, 100, 97, 97], [97, 110, 97, 110]]);
    expect(text(up)[1]).toBe("2: -2@103 maker cross");
    expect(text(down)[1]).toBe("2: -2@98 taker stop");
    for (const { run } of [up, down]) expect(run.counts).toEqual({ placed: 3, amended: 0, canceled: 1, rejected: 0, filled: 2 });
  });
  it("takes what the target fills in part off the stop (F15)", () => {
    const run = held({ ...oco, reduceOnly: false }, [[100, 100, 100, 100], [100, 103.5, 100, 103.5, 10, 10], [103.5, 103.5, 97, 97, 10, 0]], { participation: 0.1 });
    expect(text(run).slice(1)).toEqual(["3: -1@103 maker cross", "4: -1@98 taker stop"]);
    expect(run.run.equity.position[4]).toBe(0);
  });
  it("is refused when its prices are not in order", () => {
    expect(doubts(held({ ...oco, stop: 100 }, [flat(100)]))).toContain("-2021");
    expect(doubts(held({ ...oco, target: 100 }, [flat(100)]))).toContain("-2010");
  });
  it("moves both legs when it is amended", () => expect(text(held(oco, [flat(100), flat(100), [100, 101.1, 98.9, 100]], {}, { 2: order({ ...oco, stop: 99, target: 105 }) }))[1]).toBe("4: -2@99 taker stop"));
  it("that only reduces goes with its position", () => expect(held(oco, [flat(100), flat(100)], {}, { 2: (want) => (want.position(0), want.keep()) }).run.counts).toEqual({ placed: 4, amended: 0, canceled: 2, rejected: 0, filled: 2 }));
});

describe("a bracket", () => {
  const bracket: Instruction = { type: "bracket", side: "buy", quantity: 2, price: 99, stop: 97, target: 101 };
  const after: readonly BarRow[] = [[100, 100, 98, 98], [98, 101.5, 98, 101]];
  it("enters, and leaves at its target", () => {
    const run = asked(bracket, after);
    expect(text(run)).toEqual(["1: 2@99 maker cross", "2: -2@101 maker cross"]);
    expect(run.run.counts).toEqual({ placed: 3, amended: 0, canceled: 1, rejected: 0, filled: 2 });
  });
  it("or at its stop", () => expect(text(asked(bracket, [after[0]!, [98, 98, 96, 96]]))).toEqual(["1: 2@99 maker cross", "2: -2@97 taker stop"]));
  it("has exits from the next bar on in P, on the rest of the way in N and O (F16)", () => {
    const both: BarRow = [100, 101.5, 98, 101.5], fills = (mode: FillMode) => text(asked(bracket, [both, flat(101.5)], { mode }));
    expect(fills("pessimistic")).toEqual(["1: 2@99 maker cross", "2: -2@101 maker gap"]);
    expect(fills("neutral")).toEqual(["1: 2@99 maker cross", "1: -2@101 maker cross"]);
    expect(fills("optimistic")).toEqual(["1: 2@99 maker cross", "1: -2@101 maker cross"]);
  });
  it("whose stop is passed before it acts goes off at the next open (F7)", () => expect(text(asked(bracket, [[100, 100, 96, 96], [95, 99, 95, 99]]))[1]).toBe("2: -2@95 taker stop"));
  it("gives exits to what is entered, part by part", () => {
    const run = asked({ ...bracket, quantity: 4 }, [[100, 100, 98, 98, 40, 20], [98, 98.5, 98, 98.5, 20, 10], [98.5, 98.5, 96, 96, 1000, 500]], { participation: 0.1 });
    expect(text(run)).toEqual(["1: 2@99 maker cross", "2: 1@99 maker cross", "3: 1@99 maker cross", "3: -3@97 taker stop"]);
  });
  it("is over at its first exit: what the entry has not filled by then is cancelled", () => {
    const run = asked({ ...bracket, quantity: 4 }, [[100, 100, 98, 98, 40, 20], [98, 101.5, 98, 101.5, 1000, 1000], flat(101.5), [101.5, 101.5, 98, 98]], { participation: 0.1 });
    expect(text(run)).toEqual(["1: 2@99 maker cross", "2: -2@101 maker cross"]);
    expect(run.run.counts).toEqual({ placed: 3, amended: 0, canceled: 2, rejected: 0, filled: 1 });
  });
  it("that only closed what was there has nothing to exit from", () => {
    const run = play([flat(100), flat(100), [100, 100, 98, 98], flat(98), flat(98), [98, 102, 96, 98]], { 0: (want) => want.position(-2), 1: order(bracket), 2: keep, 3: (want) => (want.position(2), want.keep()) });
    expect(text(run)).toEqual(["1: -2@100 taker market", "2: 2@99 maker cross", "4: 2@98 taker market"]);
    expect(run.run.counts).toMatchObject({ placed: 5, rejected: 2 });
    expect(doubts(run)).toContain("-2022");
  });
  it("enters at market without a price", () => expect(text(asked({ type: "bracket", side: "sell", quantity: 2, stop: 102, target: 98 }, [flat(100), [100, 100, 97, 97]]))).toEqual(["1: -2@100 taker market", "2: 2@98 maker cross"]));
  it("is refused when its prices are not in order", () => expect(doubts(asked({ ...bracket, target: 98 }, after))).toContain("-2010"));
  it("stays when it is named again, is not entered twice, and begins anew when it is over", () => {
    const again = order(bracket), run = asked(bracket, [...after, flat(100), [100, 100, 98, 98]], {}, { 1: again, 2: again, 3: again });
    expect(text(run)).toEqual(["1: 2@99 maker cross", "2: -2@101 maker cross", "4: 2@99 maker cross"]);
    expect(run.run.counts.amended).toBe(0);
  });
  it("moves its exits when they are amended after the entry", () => {
    expect(text(asked(bracket, [after[0]!, flat(98), flat(98), [98, 100, 98, 99.5]], {}, { 2: order({ ...bracket, stop: 97.5, target: 99.5 }) }))[1]).toBe("4: -2@99.5 maker cross");
  });
  it("amended while half is entered asks for the rest of its new quantity, and is kept for anything between the rest and the whole (decisions 4)", () => {
    const sized = (quantity: number) => order({ ...bracket, quantity });
    const run = asked({ ...bracket, quantity: 4 }, [[100, 100, 98, 98, 40, 20], flat(100), flat(100), flat(100), [100, 100, 97.5, 98]], { participation: 0.1 }, { 2: sized(6), 3: sized(5), 4: sized(6) });
    expect(run.run.counts.amended).toBe(1);
    expect(fillsOf(run.run).map(({ bar, quantity }) => [bar, quantity])).toEqual([[1, 2], [5, 4]]);
  });
  it("that is not wanted any more leaves the position and takes its orders away", () => {
    const run = asked(bracket, [after[0]!, flat(98), [98, 105, 90, 100]], {}, { 2: () => undefined });
    expect(text(run)).toEqual(["1: 2@99 maker cross"]);
    expect(run.run.counts).toMatchObject({ placed: 3, canceled: 2 });
  });
});

describe("what an exchange would refuse", () => {
  it("is the eleventh order that waits for a trigger (-4045)", () => {
    const many = (want: Want): void => { for (let slot = 0; slot < 11; slot++) want.order(slot, { type: "stop-limit", side: "buy", quantity: 2, trigger: 102 + slot, price: 103 + slot }); };
    const run = play([flat(100), flat(100)], { 0: many });
    expect(doubts(run)).toContain("1 order refused because too many conditional orders are armed already (-4045)");
  });
  it("is an order below the smallest notional or lot", () => {
    expect(doubts(asked({ type: "stop-limit", side: "buy", quantity: 0.5, trigger: 102, price: 103 }, [flat(100)]))).toContain("-4164");
  });
  it("and what no exchange could mean stops the run in a sentence", () => {
    expect(() => asked({ type: "limit", side: "buy", quantity: 2, price: 99, timeInForce: "GTD" }, [flat(100)])).toThrow("has expiresAt NaN: a limit needs price and expiresAt above 0");
    expect(() => asked({ type: "trailing-stop", side: "buy", quantity: 2, callback: NaN }, [flat(100)])).toThrow("has callback NaN: a trailing stop needs callback above 0");
    expect(() => asked({ type: "stop-limit", side: "buy", quantity: -2, trigger: 102, price: 103 }, [flat(100)])).toThrow("has quantity");
  });
});

describe("a slot of want.order", () => {
  it("holds one order: another kind replaces what it held", () => {
    const swap: Script = { 2: (want) => (want.order(0, { type: "limit", side: "buy", price: 95, quantity: 2 }), want.keep()) };
    const run = asked({ type: "stop-limit", side: "buy", quantity: 2, trigger: 102, price: 103 }, [flat(100), flat(100), [100, 104, 94, 100]], {}, swap);
    expect(text(run)).toEqual(["3: 2@95 maker cross"]);
    expect(run.run.counts).toMatchObject({ placed: 2, canceled: 1 });
  });
  it("is amended in its place in the queue when it only shrinks (F17)", () => {
    const until = DATED + 60 * MINUTE, gtd = (slot: number, quantity: number, price = 99) => (want: Want): void => want.order(slot, { type: "limit", side: "buy", quantity, price, timeInForce: "GTD", expiresAt: until });
    const filled = (change: (want: Want) => void) => fillsOf(play([flat(100), flat(100), flat(100), [100, 100, 98, 98]], { 0: (want) => (gtd(0, 4)(want), gtd(1, 5)(want)), 1: (want) => (change(want), want.keep()) }).run).map(({ quantity }) => quantity);
    expect(filled(gtd(0, 2)), "less at the same price").toEqual([2, 5]);
    expect(filled(gtd(0, 6)), "more goes behind").toEqual([5, 6]);
  });
});
