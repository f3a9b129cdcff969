import { describe, expect, it } from "vitest";
import { ema, sma } from "../../lib/indicators/index.js";
import { strategyNamed } from "../../lib/strategy/catalogue.js";
import { int, real, resolveParams } from "../../lib/strategy/param.js";
import { sourceHash } from "../../lib/strategy/source.js";
import { defineStrategy } from "../../lib/strategy/strategy.js";

// Compiles, or the contract's inference is broken.
export const typed = defineStrategy({
  name: "typed",
  params: { fast: int(10, { min: 2, max: 200 }) },
  indicators: (p) => ({ fast: sma(p.fast), slow: ema(30) }),
  state: (p) => ({ anchor: NaN, limit: p.fast }),
  decide({ fast, close, mark }, { position }, want, params, state) {
    state.anchor = fast + close + mark + params.fast + position + state.limit;
    // @ts-expect-error an indicator nobody declared
    want.bid(0, ({} as Parameters<typeof typed.decide>[0]).slw, 1);
  },
});
defineStrategy({ name: "a", params: {}, indicators: () => ({ fast: sma(3) }), decide(now) {
  // @ts-expect-error misspelt
  void now.fats;
  // @ts-expect-error read only
  now.fast = 1;
} });
// @ts-expect-error `close` is the bar's
defineStrategy({ name: "b", params: {}, indicators: () => ({ close: sma(3) }), decide() {} });
// @ts-expect-error no such parameter
defineStrategy({ name: "c", params: { n: int(1, { min: 1, max: 2 }) }, indicators: (p) => ({ x: sma(p.m) }), decide() {} });

describe("a strategy's parameters", () => {
  const params = { fast: int(10, { min: 2, max: 200 }), edge: real(0.5, { min: 0, max: 1 }) };
  it("are the defaults with what was given laid over them", () => expect(resolveParams("x", params, { fast: 20 })).toEqual({ fast: 20, edge: 0.5 }));
  it("are refused by name, with the nearest one", () => expect(() => resolveParams("x", params, { fats: 20 })).toThrow("'fats' is not a parameter of x: did you mean 'fast'?"));
  it.each([[1], [201], [10.5], [NaN]])("are refused outside their range or kind: %d", (fast) => expect(() => resolveParams("x", params, { fast })).toThrow("a whole number from 2 to 200 was expected"));
  it("refuse a default outside its own range", () => expect(() => int(1, { min: 2, max: 3 })).toThrow("must be a whole number in 2..3"));
});

describe("the catalogue", () => {
  it("finds each strategy by its name", () => expect(strategyNamed("sma-crossover").name).toBe("sma-crossover"));
  it("names the nearest where there is none", () => expect(() => strategyNamed("sma-crosover")).toThrow("did you mean 'sma-crossover'?"));
});

describe("a strategy's source hash", () => {
  const written = { one: () => 1, another: () => 2, again: () => 1 };
  const make = (text: keyof typeof written) => defineStrategy({ name: "h", params: {}, indicators: () => ({}), decide: written[text] as never });
  it("is the same for the same text", () => expect(sourceHash(make("one"))).toBe(sourceHash(make("again"))));
  it("changes with any word of a function", () => expect(sourceHash(make("one"))).not.toBe(sourceHash(make("another"))));
});
