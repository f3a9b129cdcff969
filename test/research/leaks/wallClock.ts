/** Leak: trades by the hour of the machine's clock and not of the bar's. */
import { defineStrategy } from "btc-quant";

export default defineStrategy({
  name: "wall-clock", params: {}, indicators: () => ({}),
  decide(_now, { position }, want) {
    const hour = new Date().getUTCHours();
    if (hour < 12 && position <= 0) want.position(+1);
    else if (hour >= 12 && position > 0) want.position(0);
    else want.keep();
  },
});
