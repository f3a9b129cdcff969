/** Leak: `state` hands out one and the same object, so that a run goes on where the one before it ended. */
import { defineStrategy, sma } from "btc-quant";

const shared = { bars: 0 };

export default defineStrategy({
  name: "carried-state", params: {}, indicators: () => ({ mean: sma(10) }), state: () => shared,
  decide({ close, mean }, { position }, want, _params, state) {
    state.bars++;
    if (state.bars % 7 === 0 && close > mean && position <= 0) want.position(+1);
    else if (state.bars % 11 === 0 && position > 0) want.position(0);
    else want.keep();
  },
});
