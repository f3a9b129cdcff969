/** Leak: funding written down in one run is read eight hours early in the next. */
import { defineStrategy } from "btc-quant";

const settled = new Map<number, number>(), HOURS = 3_600_000;

export default defineStrategy({
  name: "future-funding", params: {}, indicators: () => ({}),
  decide({ time, funding }, { position }, want) {
    settled.set(time, funding);
    const next = settled.get(time + 8 * HOURS) ?? funding;
    if (next > 0 && position >= 0) want.position(-1);
    else if (next < 0 && position <= 0) want.position(+1);
    else want.keep();
  },
});
