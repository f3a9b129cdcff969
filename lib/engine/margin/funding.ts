/**
 * Funding: what holders pay one another at each funding time. Rate above 0: longs pay. Quantities are positive long, negative short; the mark is that of the funding time.
 * Knows no schedule: rates and times are data (they were 8-hourly, hourly and 4-hourly), and an isolated position's wallet is the one that is debited.
 */
import type { Fraction } from "../../market/units.js";

/** Cash to the holder in quote currency: `-quantity * mark * rate`. */
export const linearFunding = (quantity: number, mark: number, rate: Fraction): number => -quantity * mark * rate;

/** Coin to the holder: `-contracts * multiplier / mark * rate`. */
export const inverseFunding = (contracts: number, multiplier: number, mark: number, rate: Fraction): number => ((-contracts * multiplier) / mark) * rate;
