/** How much of the trading made liquidity rather than took it (K5). Knows no fee. */
import { FILL_REASONS } from "../market/run.js";
import type { MakerFills } from "./makerFills.js";

export interface MakerShare {
  /** Maker notional / all notional, 0 to 1; NaN without fills. */
  readonly makerShare: number;
  /** Taker fills that no stop and no liquidation explains: 0 for a strategy that is maker only but for its kill switch. */
  readonly strayTakerFills: number;
}

const EXCUSED: readonly number[] = [FILL_REASONS.indexOf("stop"), FILL_REASONS.indexOf("liquidation")];

export function makerShare({ quantity, price, maker, reason }: Pick<MakerFills, "quantity" | "price" | "maker" | "reason">): MakerShare {
  let made = 0, all = 0, strayTakerFills = 0;
  for (let i = 0; i < quantity.length; i++) {
    const notional = Math.abs(quantity[i]!) * price[i]!;
    all += notional;
    if (maker[i] === 1) made += notional;
    else if (!EXCUSED.includes(reason[i]!)) strayTakerFills++;
  }
  return { makerShare: made / all, strayTakerFills };
}
