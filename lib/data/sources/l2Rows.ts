/** The messages of a Binance stream collected into columns: trades, best quotes, changes of the book. Reads fields; knows no file. */
import type { DepthColumns, QuoteColumns, TradeColumns } from "../../market/tape.js";

type Fields = Readonly<Record<string, unknown>>;
type Level = readonly [price: string, size: string];

/** The field as a number. @throws Error naming the field */
function numberOf(fields: Fields, name: string, least: number): number {
  const value = Number(fields[name] ?? NaN);
  if (value >= least && value < Infinity) return value;
  throw new Error(`field ${name} is ${JSON.stringify(fields[name])}, a number of at least ${least} was expected`);
}

/** Exchange time of a message: of the match or change, else of the sending; when it was received where it says neither (spot bookTicker). */
const timeOf = (fields: Fields, received: number): number => (fields["T"] !== undefined ? numberOf(fields, "T", 1) : fields["E"] !== undefined ? numberOf(fields, "E", 1) : received);

export class TradeRows {
  private readonly rows: number[] = [];

  push(fields: Fields): void {
    this.rows.push(numberOf(fields, "T", 1), numberOf(fields, "p", 0), numberOf(fields, "q", 0), fields["m"] === true ? 1 : 0);
  }

  columns(): TradeColumns {
    const { rows } = this, length = rows.length / 4, column = (at: number): Float64Array => Float64Array.from({ length }, (_, i) => rows[i * 4 + at]!);
    return { length, time: column(0), price: column(1), quantity: column(2), buyerIsMaker: Uint8Array.from(column(3)) };
  }
}

export class QuoteRows {
  private readonly rows: number[] = [];
  private readonly ids: number[] = [];

  push(fields: Fields, received: number): void {
    this.ids.push(numberOf(fields, "u", 0));
    this.rows.push(timeOf(fields, received), numberOf(fields, "b", 0), numberOf(fields, "B", 0), numberOf(fields, "a", 0), numberOf(fields, "A", 0));
  }

  columns(): QuoteColumns {
    const { rows } = this, length = rows.length / 5, column = (at: number): Float64Array => Float64Array.from({ length }, (_, i) => rows[i * 5 + at]!);
    return { length, time: column(0), bid: column(1), bidSize: column(2), ask: column(3), askSize: column(4) };
  }

  /** Number of the book update each quote came from. */
  updateIds(): Float64Array {
    return Float64Array.from(this.ids);
  }
}

interface Update { readonly time: number; readonly first: number; readonly last: number; readonly previous: number; readonly snapshot: boolean; readonly bids: readonly Level[]; readonly asks: readonly Level[] }

export class DepthRows {
  private readonly updates: Update[] = [];

  update(fields: Fields, received: number): void {
    const previous = fields["pu"] === undefined ? NaN : numberOf(fields, "pu", 0);
    this.updates.push({ time: timeOf(fields, received), first: numberOf(fields, "U", 0), last: numberOf(fields, "u", 0), previous, snapshot: false, bids: levelsOf(fields, "b"), asks: levelsOf(fields, "a") });
  }

  snapshot(fields: Fields, received: number): void {
    const last = numberOf(fields, "lastUpdateId", 0);
    this.updates.push({ time: timeOf(fields, received), first: last, last, previous: NaN, snapshot: true, bids: levelsOf(fields, "bids"), asks: levelsOf(fields, "asks") });
  }

  /** By update number, which is the book's own order: a snapshot is asked for apart and arrives behind changes that came after it. */
  columns(): DepthColumns {
    const updates = [...this.updates].sort((a, b) => a.last - b.last || Number(b.snapshot) - Number(a.snapshot)), length = updates.length;
    const float = (of: (update: Update) => number): Float64Array => Float64Array.from(updates, of);
    const start = new Int32Array(length + 1);
    updates.forEach(({ bids, asks }, i) => (start[i + 1] = start[i]! + bids.length + asks.length));
    const levels = updates.flatMap(({ bids, asks }) => [...bids, ...asks]);
    return {
      length, time: float((u) => u.time), firstId: float((u) => u.first), lastId: float((u) => u.last), previousId: float((u) => u.previous), start,
      snapshot: Uint8Array.from(updates, (u) => Number(u.snapshot)), isBid: Uint8Array.from(updates.flatMap(({ bids, asks }) => [...bids.map(() => 1), ...asks.map(() => 0)])),
      price: Float64Array.from(levels, ([price]) => Number(price)), size: Float64Array.from(levels, ([, size]) => Number(size)),
    };
  }
}

function levelsOf(fields: Fields, name: string): readonly Level[] {
  const levels = fields[name];
  if (!Array.isArray(levels)) throw new Error(`field ${name} is no list of levels`);
  for (const level of levels as unknown[]) if (!Array.isArray(level) || !(Number(level[0]) > 0) || !(Number(level[1]) >= 0)) throw new Error(`level ${JSON.stringify(level)} of ${name}: a price above 0 and a size of at least 0 were expected`);
  return levels as readonly Level[];
}
