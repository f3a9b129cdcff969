/** Leak: the period of the average is the one that earns the most over the very data it is then run on. */
import { defineStrategy, sma, type Candles, type Indicator } from "btc-quant";

function earned(candles: Candles, period: number): number {
  const mean = sma(period).column(candles), { close } = candles;
  let total = 0;
  for (let row = period; row + 1 < close.length; row++) total += Math.sign(close[row]! - mean[row]!) * Math.log(close[row + 1]! / close[row]!);
  return total;
}

const trend: Indicator = {
  warmup: 50,
  push: () => NaN,
  column: (candles: Candles) => {
    const periods = [5, 8, 13, 21, 34, 50], best = periods.reduce((a, b) => (earned(candles, b) > earned(candles, a) ? b : a));
    return sma(best).column(candles).fill(NaN, 0, 49);
  },
};

export default defineStrategy({
  name: "chosen-by-outcome", params: {}, indicators: () => ({ trend }),
  decide(now, { position }, want) {
    if (now.close > now.trend && position <= 0) want.position(+1);
    else if (now.close < now.trend && position >= 0) want.position(-1);
    else want.keep();
  },
});
