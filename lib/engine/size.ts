/**
 * The run's unit of size: what `want.position(1)` means. [decisions 3] Knows the account and the fee, no order and no venue.
 */
import { QuantError } from "../market/errors.js";
import type { Account } from "./account.js";
import { quantityDown } from "./grid.js";

/** `share`: of equity × leverage at each decision, `1x` being all of it. `fixed`: base currency, or contracts where they are inverse. */
export type Size = { readonly kind: "share"; readonly share: number } | { readonly kind: "fixed"; readonly quantity: number };

/** Reads `1x`, `0.25x` or `0.5BTC`. @throws QuantError BAD_SIZE */
export function parseSize(text: string, base: string): Size {
  const match = /^(\d+(?:\.\d+)?)(x|[A-Z0-9]+)$/.exec(text), number = Number(match?.[1]);
  if (match === null || !(number > 0) || (match[2] !== "x" && match[2] !== base)) {
    throw new QuantError("input", "BAD_SIZE", `'${text}' is not a size: write 1x for all of the equity, 0.5x for half of it, or a quantity such as 0.5${base}`, { text });
  }
  if (match[2] !== "x") return { kind: "fixed", quantity: number };
  if (number > 1) throw new QuantError("input", "BAD_SIZE", `size '${text}' is more than equity × leverage, which is 1x: write 1x or less`, { text });
  return { kind: "share", share: number };
}

/**
 * Of inverse contracts: reads `1x`, `0.25x`, `50contracts`, or what they stand for, `5000USD`.
 * @throws QuantError BAD_SIZE, also for an amount that is no whole number of contracts
 */
export function parseContracts(text: string, quote: string, contractSize: number): Size {
  const match = /^(\d+(?:\.\d+)?)(contracts?|[A-Z0-9]+)$/.exec(text), number = Number(match?.[1]), unit = match?.[2];
  if (/^[\d.]+x$/.test(text)) return parseSize(text, quote);
  const contracts = unit === quote ? number / contractSize : unit?.startsWith("contract") === true ? number : NaN;
  if (contracts > 0 && Number.isInteger(contracts)) return { kind: "fixed", quantity: contracts };
  throw new QuantError("input", "BAD_SIZE", `'${text}' is not a size of inverse contracts: write 1x for all of the equity, 50contracts, or ${50 * contractSize}${quote}, a whole number of contracts of ${contractSize} ${quote} each`, { text });
}

/** 3 × 0.333… may be a little above 1. */
const ROUNDING = 1e-9;

export interface SizeRules {
  readonly stepsPerUnit: number;
  readonly takerFee: number;
  readonly leverage: number;
  readonly spot: boolean;
  /** Notional that the bracket of the leverage allows; Infinity where nothing is borrowed. */
  readonly maxNotional: number;
}

/**
 * The position that `units` of the size stand for, towards zero onto the lot. A share is cut to what equity pays at `close` with the taker fee, and to what the leverage may come to:
 *     |n| * v / leverage + |n - position| * v * fee <= equity;  |n| * v <= maxNotional;  v the notional of one at `close`.
 * On spot nothing is below 0.
 * @returns base currency or contracts, signed
 */
export function targetPosition(size: Size, units: number, account: Account, close: number, rules: SizeRules): number {
  const sign = Math.sign(units);
  if (size.kind === "share" && Math.abs(units) * size.share > 1 + ROUNDING) throw tooLarge(units, size.share);
  if (sign === 0 || (sign < 0 && rules.spot)) return 0;
  const wanted = size.kind === "fixed" ? Math.abs(units) * size.quantity : Math.abs(units) * size.share * Math.max(account.equity, 0) * rules.leverage / account.notional(1, close);
  return sign * quantityDown(size.kind === "fixed" ? wanted : Math.min(wanted, mostHeld(sign, account, close, rules)), rules.stepsPerUnit);
}

function tooLarge(units: number, share: number): QuantError {
  return new QuantError("input", "BAD_POSITION", `want.position(${units}) at size ${share}x asks for more than equity × leverage: ask for at most ${1 / share} units, or give a fixed size such as 0.5BTC`, { units });
}

/** What is held already pays no fee again, when it is on the same side; when not, closing it pays one too. The fee is paid in full, whatever the leverage. */
function mostHeld(sign: number, account: Account, close: number, { takerFee, leverage, maxNotional }: SizeRules): number {
  const fee = takerFee * leverage, paid = sign * account.position * fee, one = account.notional(1, close);
  return Math.min(Math.max((Math.max(account.equity, 0) * leverage / one + paid) / (1 + fee), 0), maxNotional / one);
}
