/**
 * Own orders, fills and balances in memory: a live session's own, gone with its process, read in the same words as the store's.
 * Bounded: the longest untouched rows go first, orders that may still rest never.
 */
import { columnsOfRows, type ColumnsOf, type OwnOrder } from "../../market/accountRecords.js";
import { isClosed } from "../../market/order.js";
import { ACCOUNT_SHAPES, accountFilter, type AccountFilter, type AccountKind, type AccountQuery, type AccountRecords, type AccountRows } from "./accountRecords.js";

const MOST_ROWS = 200_000;

/** Told of every row that is taken. */
type Follower = (kind: AccountKind, key: string, row: object) => void;

/** @param most rows of each kind; default 200,000 */
export function memoryRecords(most: number = MOST_ROWS): AccountRecords {
  const rows: { readonly [K in AccountKind]: Map<string, AccountRows[K]> } = { orders: new Map(), fills: new Map(), balances: new Map() };
  const followers = new Set<Follower>();
  const take = <K extends AccountKind>(kind: K, row: AccountRows[K]): void => {
    const kept: Map<string, AccountRows[K]> = rows[kind], key = keyOf(kind, row);
    if (isOlder(kind, row, kept.get(key))) return;
    kept.delete(key); // to the end: the least touched stand first
    kept.set(key, row);
    if (kept.size > most) dropOldest(kind, kept);
    for (const tell of followers) tell(kind, key, row);
  };
  const read = <K extends AccountKind>(kind: K, filter: AccountFilter): ColumnsOf<AccountRows[K]> => inOrder(kind, [...rows[kind].values()].filter((row) => matches(kind, row, filter)));
  return {
    put: (kind, given) => {
      for (const row of given) take(kind, row);
      return Promise.resolve();
    },
    read: async (kind, query = {}) => read(kind, accountFilter(kind, query)),
    async *follow(kind, query: AccountQuery = {}, signal?: AbortSignal) {
      const filter = accountFilter(kind, query), changed = new Changes();
      const tell: Follower = (of, key, row) => { if (of === kind && matches(kind, row, filter)) changed.add(key, row); };
      followers.add(tell);
      try {
        const before = read(kind, filter);
        if (before.length > 0) yield before;
        while (await changed.some(signal)) yield inOrder(kind, changed.drain() as AccountRows[typeof kind][]);
      } finally {
        followers.delete(tell);
      }
    },
  };
}

/** Rows that a follower has not taken yet, the latest word on each: as many as there are names, however slow it is. */
class Changes {
  private waiting = new Map<string, object>();
  private wake: (() => void) | undefined;

  add(key: string, row: object): void {
    this.waiting.set(key, row);
    this.wake?.();
  }

  /** Waits for a change; false when `signal` ends it. */
  async some(signal: AbortSignal | undefined): Promise<boolean> {
    if (this.waiting.size === 0 && signal?.aborted !== true) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        signal?.addEventListener("abort", () => resolve(), { once: true });
      });
    }
    return signal?.aborted !== true;
  }

  drain(): readonly object[] {
    const rows = [...this.waiting.values()];
    this.waiting = new Map();
    return rows;
  }
}

const field = (row: object, name: string): unknown => (row as Readonly<Record<string, unknown>>)[name];
const keyOf = (kind: AccountKind, row: object): string => ACCOUNT_SHAPES[kind].key.map((name) => String(field(row, name))).join("\n");

function isOlder(kind: AccountKind, row: object, kept: object | undefined): boolean {
  return kind === "orders" && kept !== undefined && (row as OwnOrder).updated < (kept as OwnOrder).updated;
}

function matches(kind: AccountKind, row: object, { equal, assets, window }: AccountFilter): boolean {
  const time = field(row, ACCOUNT_SHAPES[kind].time) as number;
  return time >= window.from && time < window.to && Object.entries(equal).every(([name, value]) => field(row, name) === value) && (assets === undefined || assets.includes(field(row, "asset") as string));
}

function inOrder<K extends AccountKind>(kind: K, rows: readonly AccountRows[K][]): ColumnsOf<AccountRows[K]> {
  const { fields, time } = ACCOUNT_SHAPES[kind], at = (row: object): number => field(row, time) as number;
  return columnsOfRows<AccountRows[K]>(fields, [...rows].sort((a, b) => at(a) - at(b) || (keyOf(kind, a) < keyOf(kind, b) ? -1 : 1)));
}

function dropOldest<K extends AccountKind>(kind: K, rows: Map<string, AccountRows[K]>): void {
  for (const [key, row] of rows) {
    if (kind === "orders" && !isClosed((row as OwnOrder).state)) continue;
    rows.delete(key);
    return;
  }
}
