/** Long while the fast average is above the slow one, short (on spot: flat) while below. The seed strategy. */
import { sma } from "../indicators/index.js";
import { int } from "./param.js";
import { defineStrategy, type Strategy } from "./strategy.js";

export const smaCrossover: Strategy = defineStrategy({
  name: "sma-crossover",
  params: { fast: int(10, { min: 2, max: 200 }), slow: int(30, { min: 3, max: 400 }) }, // bars
  indicators: (p) => ({ fast: sma(p.fast), slow: sma(p.slow) }),
  decide({ fast, slow }, { position }, want) {
    if (fast > slow && position <= 0) want.position(+1);
    else if (fast < slow && position >= 0) want.position(-1);
    else want.keep();
  },
});
