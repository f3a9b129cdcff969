/** A liquidation price moved towards the entry, to leave before the exchange acts. Knows no venue: it takes any liquidation price. */
import type { Fraction } from "../../market/units.js";

/** `liquidation + s * buffer * |entry - liquidation|`, which is that share of the way from liquidation to entry; same unit as the prices. Source: freqtrade's `liquidation_buffer`. */
export const bufferedLiquidationPrice = (liquidationPrice: number, entryPrice: number, buffer: Fraction): number =>
  liquidationPrice + buffer * (entryPrice - liquidationPrice);
