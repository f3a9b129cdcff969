/** Every member of the catalogue keeps the contract, for each of its outputs; and what the catalogue refuses. */
import { describe, expect, it } from "vitest";
import { catalogue, sma, ta, type CatalogueOptions } from "../../lib/indicators/index.js";
import { isQuantError } from "../../lib/market/errors.js";
import { columnContract, streamContract, warmupContract } from "./contract.js";
import { closes, lively, pushAll } from "./markets.js";

/** Members without an answer where nothing moves; their notes say so. */
const UNDEFINED_WHEN_FLAT = new Set(["ADX", "WilliamsR", "Renko"]);
/** Members whose first value waits for a brick or for volume. */
const WARM_BY_DATA = new Set(["Renko", "VWAP"]);
const lines = (): CatalogueOptions => ({ lineA: sma(3), lineB: sma(8) });

for (const { name, outputs, parameters, streams } of catalogue.list()) {
  for (const output of outputs) {
    const make = (options: CatalogueOptions = {}) => ta(name, { output, ...("lineA" in parameters ? lines() : {}), ...(name === "Renko" ? { brickSize: 3 } : {}), ...options });
    const of = `ta ${name} ${output}`;
    columnContract(of, make, !UNDEFINED_WHEN_FLAT.has(name));
    if (streams === true) streamContract(of, make);
    if (!WARM_BY_DATA.has(name)) warmupContract(of, make);
  }
}

const failure = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isQuantError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no failure";
};

describe("the catalogue", () => {
  it("names every member once, each with an output and a note that is a string", () => {
    const names = catalogue.list().map((entry) => entry.name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const { outputs, note } of catalogue.list()) expect([outputs.length > 0, typeof note]).toEqual([true, "string"]);
  });
  it("understands a name in any case", () => expect(ta("cci", { period: 5 }).column(lively(1, 40))).toEqual(ta("CCI", { period: 5 }).column(lively(1, 40))));
  it("refuses a misspelt name with the nearest", () => expect(failure(() => ta("BolingerBands"))).toMatch(/^UNKNOWN_INDICATOR: .*'BolingerBands'.*did you mean BollingerBands/));
  it("refuses a misspelt option with the nearest first", () => expect(failure(() => ta("BollingerBands", { stDev: 2 }))).toBe("UNKNOWN_OPTION: BollingerBands has no option 'stDev': it takes stdDev, output, of, period, timeframe"));
  it("refuses a source where the member looks at whole bars", () => expect(failure(() => ta("CCI", { of: "high" }))).toContain("CCI has no option 'of'"));
  it("refuses an unknown output", () => expect(failure(() => ta("MACD", { output: "sginal" }))).toMatch(/^BAD_OPTION: MACD: output is 'sginal', one of signal, /));
  it("refuses a period of half a bar", () => expect(failure(() => ta("RSI", { period: 1.5 }))).toMatch(/^BAD_PERIOD: RSI: period is 1.5, a whole number of bars from 1/));
  it("refuses a flag that is a word", () => expect(failure(() => ta("KeltnerChannels", { useSMA: "yes" }))).toContain("useSMA is 'yes', true or false was expected"));
  it("refuses a crossing without its lines", () => expect(failure(() => ta("CrossUp"))).toContain("lineA is undefined, an indicator, such as sma(10), was expected"));
  it("refuses what is no number a bar, by name", () => {
    expect(failure(() => ta("VolumeProfile"))).toMatch(/^NOT_AN_INDICATOR: VolumeProfile is a histogram/);
    expect(failure(() => ta("fibonacciretracement"))).toMatch(/^NOT_AN_INDICATOR: /);
  });
  it("refuses to stream Renko by name, for the library can not", () => expect(failure(() => pushAll(ta("Renko", { brickSize: 1 }), closes(1, 2)))).toMatch(/^NO_STREAM: technicalindicators can not stream Renko/));
});
