/** Buys what fell too fast and goes flat when it has recovered; the mirror image where shorting exists. Wilder (1978) for the index. */
import { rsi } from "../indicators/index.js";
import { int, real } from "./param.js";
import { defineStrategy, type Strategy } from "./strategy.js";

export const rsiReversion: Strategy = defineStrategy({
  name: "rsi-reversion",
  params: { period: int(14, { min: 2, max: 200 }), oversold: real(30, { min: 1, max: 49 }), overbought: real(70, { min: 51, max: 99 }), exit: real(50, { min: 40, max: 60 }) },
  indicators: (p) => ({ strength: rsi(p.period) }),
  decide({ strength }, { position }, want, { oversold, overbought, exit }) {
    if (strength < oversold && position <= 0) want.position(+1);
    else if (strength > overbought && position >= 0) want.position(-1);
    else if ((position > 0 && strength >= exit) || (position < 0 && strength <= exit)) want.position(0);
    else want.keep();
  },
});
