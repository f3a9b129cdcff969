/** Leak: what takers will buy in the next bar. */
import { defineStrategy, type Candles, type Indicator } from "btc-quant";

const buying: Indicator = {
  warmup: 1,
  push: () => NaN,
  column: ({ takerBuyVolume, volume, length }: Candles) => Float64Array.from({ length }, (_, row) => (takerBuyVolume?.[row + 1] ?? 0) / volume[Math.min(row, length - 1)]!),
};

export default defineStrategy({
  name: "future-taker-volume", params: {}, indicators: () => ({ buying }),
  decide({ buying: share }, { position }, want) {
    if (share > 0.55 && position <= 0) want.position(+1);
    else if (share < 0.45 && position >= 0) want.position(-1);
    else want.keep();
  },
});
