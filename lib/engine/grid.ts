/**
 * Prices and quantities on the exchange's grid. Steps are whole numbers a unit, so that `n / ticksPerUnit` is the nearest double to the
 * price that people write. Knows no side: who rounds which way is the caller's business.
 */

/** A millionth of a step: what binary rounding may be off by without moving a number to the next step. */
const SLACK = 1e-6;

/** Below any exchange's lot: a remainder this small is nothing. */
export const DUST = 1e-9;

/** The highest tick at or below `price`. */
export const priceDown = (price: number, ticksPerUnit: number): number => Math.floor(price * ticksPerUnit + SLACK) / ticksPerUnit;
/** The lowest tick at or above `price`. */
export const priceUp = (price: number, ticksPerUnit: number): number => Math.ceil(price * ticksPerUnit - SLACK) / ticksPerUnit;
/** The largest whole number of lots at or below `quantity`; Infinity stays. */
export const quantityDown = (quantity: number, stepsPerUnit: number): number => Math.floor(quantity * stepsPerUnit + SLACK) / stepsPerUnit;
