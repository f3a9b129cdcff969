/** Buys once and never sells: what every other strategy is measured against. */
import { defineStrategy, type Strategy } from "./strategy.js";

export const buyAndHold: Strategy = defineStrategy({
  name: "buy-and-hold",
  params: {},
  indicators: () => ({}),
  state: () => ({ asked: false }),
  decide(_now, _account, want, _params, state) {
    if (state.asked) return want.keep();
    state.asked = true;
    want.position(+1);
  },
});
