/** Leak: the highest price ever seen is kept in a variable of the file, where a second run finds it. */
import { defineStrategy } from "btc-quant";

let highest = 0;

export default defineStrategy({
  name: "module-state", params: {}, indicators: () => ({}),
  decide({ close }, { position }, want) {
    highest = Math.max(highest, close);
    if (close < 0.95 * highest && position <= 0) want.position(+1);
    else if (close >= highest && position >= 0) want.position(-1);
    else want.keep();
  },
});
