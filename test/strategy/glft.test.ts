import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { glftHalfSpread, glftQuotes, glftSkew, type GlftParameters } from "../../lib/strategy/glft.js";
import { isQuantError } from "../../lib/market/errors.js";

/** hftbacktest's example notebook: ticks and seconds. */
const NOTEBOOK: GlftParameters = { intensity: 2.986162360812285, decay: 0.04235741115084049, riskAversion: 0.05, volatility: 10.69 };
const positive = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const parameters: fc.Arbitrary<GlftParameters> = fc.record({ intensity: positive(0.01, 50), decay: positive(0.01, 5), riskAversion: positive(1e-4, 2), volatility: positive(0.01, 50), size: positive(0.1, 10) });

describe("the GLFT quotes", () => {
  it("are those of the notebook they are known from", () => {
    expect(glftHalfSpread(NOTEBOOK)).toBeCloseTo(20.47208533844371, 10);
    expect(glftSkew(NOTEBOOK)).toBeCloseTo(9.76326865029227, 10);
  });
  it("are the formulas as the paper writes them", () => fc.assert(fc.property(parameters, (p) => {
    const { intensity: a, decay: k, riskAversion: g, volatility: s, size: d = 1 } = p;
    const c1 = Math.log(1 + (g * d) / k) / (g * d), c2 = Math.sqrt((g / (2 * a * d * k)) * (1 + (g * d) / k) ** (k / (g * d) + 1));
    expect(Math.abs(glftHalfSpread(p) / (c1 + (d / 2) * s * c2) - 1)).toBeLessThan(1e-9);
    expect(Math.abs(glftSkew(p) - s * c2)).toBeLessThanOrEqual(1e-9 * s * c2);
  })));
  it("lie one half-spread on either side of a middle that moves against the position", () => {
    const half = glftHalfSpread(NOTEBOOK), skew = glftSkew(NOTEBOOK);
    expect(glftQuotes(1000, 0, NOTEBOOK)).toEqual({ bid: 1000 - half, ask: 1000 + half });
    const long = glftQuotes(1000, 2, NOTEBOOK);
    expect(long.bid).toBeCloseTo(1000 - 2 * skew - half, 9);
    expect(long.ask).toBeCloseTo(1000 - 2 * skew + half, 9);
    expect(glftQuotes(1000, -2, NOTEBOOK).bid).toBeCloseTo(1000 + 2 * skew - half, 9);
  });
  it("without risk aversion are 1 / k away and do not lean, and small aversions come near that", () => {
    expect([glftHalfSpread({ ...NOTEBOOK, riskAversion: 0 }), glftSkew({ ...NOTEBOOK, riskAversion: 0 })]).toEqual([1 / NOTEBOOK.decay, 0]);
    expect(glftHalfSpread({ ...NOTEBOOK, riskAversion: 1e-14 })).toBeCloseTo(1 / NOTEBOOK.decay, 4);
  });
  it("widen and lean more with volatility, less where orders are hit often", () => fc.assert(fc.property(parameters, positive(1.01, 4), (p, more) => {
    const calm = { ...p, volatility: p.volatility + 0.1 }, wild = { ...calm, volatility: calm.volatility * more }, busy = { ...calm, intensity: calm.intensity * more };
    expect(glftHalfSpread(wild)).toBeGreaterThan(glftHalfSpread(calm));
    expect(glftSkew(wild) / glftSkew(calm)).toBeCloseTo(more, 9);
    expect(glftHalfSpread(busy)).toBeLessThan(glftHalfSpread(calm));
  })));
  it("keep their place when the unit of price changes", () => fc.assert(fc.property(parameters, (p) => {
    const cents = { ...p, decay: p.decay / 100, riskAversion: p.riskAversion / 100, volatility: p.volatility * 100 };
    expect(glftHalfSpread(cents) / (100 * glftHalfSpread(p))).toBeCloseTo(1, 9);
    expect(Math.abs(glftSkew(cents) - 100 * glftSkew(p))).toBeLessThanOrEqual(1e-9 * glftSkew(cents));
  })));
  it("refuse parameters that name no market", () => {
    for (const [name, value] of [["intensity", 0], ["decay", -1], ["size", NaN], ["riskAversion", -0.1], ["volatility", Infinity]] as const) {
      let code = "";
      try {
        glftHalfSpread({ ...NOTEBOOK, [name]: value });
      } catch (error) {
        if (isQuantError(error, "BAD_GLFT")) code = error.message;
      }
      expect(code).toContain(`glft: ${name} is ${value}, a finite number`);
    }
  });
});
