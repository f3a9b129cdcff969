/**
 * Executed trades and funding as columns, and the position they add up to.
 * Knows no orders, no venue and no contract: an inverse contract is converted to base quantity and quote money before it comes here.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import type { Millis } from "../market/units.js";

/** Fills in the order they happened; the account is flat before the first. */
export interface FillColumns {
  /** ms, UTC, not descending. */
  readonly time: Column;
  /** Base currency, signed: above 0 bought, below 0 sold; never 0. */
  readonly quantity: Column;
  /** Quote currency, above 0. */
  readonly price: Column;
  /** Quote currency, above 0 paid, below 0 a rebate. */
  readonly fee: Column;
}

/** Funding as it was booked. */
export interface FundingPayments {
  /** ms, UTC, not descending. At an instant shared with a fill, funding comes first: it is charged on the position held before. */
  readonly time: Column;
  /** Quote currency, above 0 received, below 0 paid. */
  readonly amount: Column;
}

export const NO_FUNDING: FundingPayments = { time: new Float64Array(0), amount: new Float64Array(0) };

/** @throws QuantError BAD_FILLS naming the first row that breaks a promise of `FillColumns` */
export function checkFills({ time, quantity, price, fee }: FillColumns): void {
  if (quantity.length !== time.length || price.length !== time.length || fee.length !== time.length) {
    throw badRows("BAD_FILLS", -1, `fills: columns have ${time.length} times, ${quantity.length} quantities, ${price.length} prices and ${fee.length} fees, as many of each were expected`);
  }
  for (let i = 0; i < time.length; i++) {
    const q = quantity[i]!, p = price[i]!;
    if (!(time[i]! >= (i > 0 ? time[i - 1]! : -Infinity) && time[i]! < Infinity)) throw badRows("BAD_FILLS", i, `fill ${i}: its time is ${time[i]}, the fill before it came later or the time is no number: fills must ascend`);
    if (q === 0 || !Number.isFinite(q)) throw badRows("BAD_FILLS", i, `fill ${i}: its quantity is ${q}, a signed amount other than 0 was expected`);
    if (!(p > 0 && p < Infinity)) throw badRows("BAD_FILLS", i, `fill ${i}: its price is ${p}, a finite price above 0 was expected`);
    if (!Number.isFinite(fee[i]!)) throw badRows("BAD_FILLS", i, `fill ${i}: its fee is ${fee[i]}, a finite amount was expected`);
  }
}

/** @throws QuantError BAD_FUNDING naming the first row that breaks a promise of `FundingPayments` */
export function checkFunding({ time, amount }: FundingPayments): void {
  if (time.length !== amount.length) throw badRows("BAD_FUNDING", -1, `funding: there are ${time.length} times and ${amount.length} amounts, as many of each were expected`);
  for (let i = 0; i < time.length; i++) {
    const ascends = time[i]! >= (i > 0 ? time[i - 1]! : -Infinity) && time[i]! < Infinity;
    if (!ascends || !Number.isFinite(amount[i]!)) throw badRows("BAD_FUNDING", i, `funding payment ${i}: time ${time[i]}, amount ${amount[i]}: finite numbers with ascending times were expected`);
  }
}

const badRows = (code: string, row: number, message: string): QuantError => new QuantError("data", code, message, { row });

/** The fills up to and including an instant. Views, no copy. */
export function fillsUntil(fills: FillColumns, until: Millis): FillColumns {
  const rows = countUntil(fills.time, until), view = (column: Column): Column => column.subarray(0, rows);
  return { time: view(fills.time), quantity: view(fills.quantity), price: view(fills.price), fee: view(fills.fee) };
}

/** The payments up to and including an instant. Views, no copy. */
export function fundingUntil(funding: FundingPayments, until: Millis): FundingPayments {
  const rows = countUntil(funding.time, until);
  return { time: funding.time.subarray(0, rows), amount: funding.amount.subarray(0, rows) };
}

function countUntil(time: Column, until: Millis): number {
  let low = 0, high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle]! <= until) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What is left of a quantity counts as nothing below this share of it: 0.1 + 0.2 - 0.3 is flat. Far below any lot. */
export const DUST = 1e-10;

/** The position that signed quantities add up to, exactly 0 where they cancel. */
export class RunningPosition {
  quantity = 0;
  private largest = 0;

  add(signed: number): void {
    this.quantity += signed;
    this.largest = Math.max(this.largest, Math.abs(this.quantity), Math.abs(signed));
    if (Math.abs(this.quantity) <= DUST * this.largest) this.quantity = this.largest = 0;
  }
}
