/** Leak: the close of the day, read from its first hour on. */
import { defineStrategy, resample, type Candles, type Indicator } from "btc-quant";

const dayClose: Indicator = {
  warmup: 1,
  push: (bar) => bar.close,
  column: (candles: Candles) => {
    const days = resample(candles, "1d");
    let day = 0;
    return Float64Array.from(candles.openTime, (time) => {
      while (day + 1 < days.length && days.openTime[day + 1]! <= time) day++;
      return days.close[day] ?? NaN;
    });
  },
};

export default defineStrategy({
  name: "unfinished-higher-bar", params: {}, indicators: () => ({ dayClose }),
  decide(now, _account, want) {
    want.position(now.dayClose > now.close ? +1 : -1);
  },
});
