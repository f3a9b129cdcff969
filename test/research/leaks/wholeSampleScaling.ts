/** Leak: a z-score by the mean and deviation of the whole sample. */
import { defineStrategy, type Candles, type Indicator } from "btc-quant";

const score: Indicator = {
  warmup: 1,
  push: () => NaN,
  column: ({ close, length }: Candles) => {
    const mean = close.reduce((a, b) => a + b, 0) / length, deviation = Math.sqrt(close.reduce((a, b) => a + (b - mean) ** 2, 0) / length);
    return close.map((c) => (c - mean) / deviation);
  },
};

export default defineStrategy({
  name: "whole-sample-scaling", params: {}, indicators: () => ({ score }),
  decide({ score: z }, { position }, want) {
    if (z < -1 && position <= 0) want.position(+1);
    else if (z > 1 && position >= 0) want.position(-1);
    else want.keep();
  },
});
