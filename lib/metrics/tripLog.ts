/** Where finished round trips are written: columns, one row a trip. Knows no rule of what a trip is. */
import type { Column } from "../market/candles.js";

/** Finished round trips, in the order they ended. */
export interface TripColumns {
  readonly entryTime: Column;
  readonly exitTime: Column;
  /** Base currency, signed: above 0 a long trip. */
  readonly quantity: Column;
  /** Quote currency, averaged where a trip has several fills. */
  readonly entryPrice: Column;
  readonly exitPrice: Column;
  /** Quote currency, above 0 paid. */
  readonly fee: Column;
  /** Quote currency, above 0 received. */
  readonly funding: Column;
  /** Quote currency: quantity (exit - entry) - fee + funding. */
  readonly pnl: Column;
}

/** Holds as many trips as it was made for. Pages of the columns that are never written cost no memory. */
export class TripLog {
  private count = 0;
  private readonly columns: { readonly [name in keyof TripColumns]: Float64Array };

  constructor(capacity: number) {
    const column = (): Float64Array => new Float64Array(capacity);
    this.columns = { entryTime: column(), exitTime: column(), quantity: column(), entryPrice: column(), exitPrice: column(), fee: column(), funding: column(), pnl: column() };
  }

  add(entryTime: number, exitTime: number, quantity: number, entryPrice: number, exitPrice: number, fee: number, funding: number): void {
    const c = this.columns, row = this.count++;
    c.entryTime[row] = entryTime;
    c.exitTime[row] = exitTime;
    c.quantity[row] = quantity;
    c.entryPrice[row] = entryPrice;
    c.exitPrice[row] = exitPrice;
    c.fee[row] = fee;
    c.funding[row] = funding;
    c.pnl[row] = quantity * (exitPrice - entryPrice) - fee + funding;
  }

  /** Views of what was written. */
  trips(): TripColumns {
    const c = this.columns, view = (column: Float64Array): Column => column.subarray(0, this.count);
    return {
      entryTime: view(c.entryTime), exitTime: view(c.exitTime), quantity: view(c.quantity), entryPrice: view(c.entryPrice),
      exitPrice: view(c.exitPrice), fee: view(c.fee), funding: view(c.funding), pnl: view(c.pnl),
    };
  }
}
