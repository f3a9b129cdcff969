/** Own orders, fills and balances in the store's tables. Followed by asking again every second: whoever writes may be another process. */
import { setTimeout as sleep } from "node:timers/promises";
import { columnsOfRows, type ColumnsOf, type FieldType } from "../../market/accountRecords.js";
import type { Millis } from "../../market/units.js";
import type { InsertColumn, QueryParams, Store } from "../store/store.js";
import { sqlTime } from "../window.js";
import { ACCOUNT_SHAPES, accountFilter, type AccountFilter, type AccountKind, type AccountQuery, type AccountRecords, type AccountRows } from "./accountRecords.js";

/** Rows may be stored a little after a look that did not see them yet. */
const OVERLAP: Millis = 5_000;

/** @param everyMs between two looks of a follower; default 1,000 */
export function storedRecords(store: Store, everyMs: Millis = 1_000): AccountRecords {
  return {
    async put(kind, rows) {
      if (rows.length > 0) await store.insertColumns(kind, insertOf(kind, columnsOfRows<AccountRows[typeof kind]>(ACCOUNT_SHAPES[kind].fields, rows)));
    },
    read: async (kind, query = {}) => columns(kind, await select(store, kind, accountFilter(kind, query), 0)),
    follow: (kind, query = {}, signal) => follow(store, kind, query, everyMs, signal),
  };
}

async function* follow<K extends AccountKind>(store: Store, kind: K, query: AccountQuery, everyMs: Millis, signal: AbortSignal | undefined): AsyncGenerator<ColumnsOf<AccountRows[K]>> {
  const filter = accountFilter(kind, query), told = new Map<string, string>();
  for (let since: Millis = 0; signal?.aborted !== true;) {
    const found = await select(store, kind, filter, Math.max(0, since - OVERLAP)), news = found.filter(({ name, word }) => told.get(name) !== word);
    if (news.length > 0) yield columns(kind, news);
    told.clear(); // what a look can see again is what this one saw
    for (const { name, word, stored } of found) {
      told.set(name, word);
      since = Math.max(since, stored);
    }
    await sleep(everyMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

/** A row, the name it goes by, what it says, and when it was stored. */
interface Found { readonly row: object; readonly name: string; readonly word: string; readonly stored: Millis }

async function select(store: Store, kind: AccountKind, filter: AccountFilter, storedSince: Millis): Promise<readonly Found[]> {
  const { fields, time, key } = ACCOUNT_SHAPES[kind], { where, params } = conditions(kind, filter);
  const wanted = Object.entries<FieldType>(fields).map(([name]) => (isTime(name) ? `toUnixTimestamp64Milli(${columnName(name)}) AS ${quoted(name)}` : `${columnName(name)} AS ${quoted(name)}`));
  const order = [columnName(time), ...key.map(columnName)].map((name) => `t.${name}`).join(", ");
  const rows = await store.rows<Record<string, unknown>>(`SELECT ${wanted.join(", ")}, toUnixTimestamp64Milli(stored) AS _stored FROM ${kind} AS t FINAL
    WHERE ${where} AND stored >= {since: DateTime64(3, 'UTC')} ORDER BY ${order}`, { ...params, since: sqlTime(storedSince) });
  return rows.map(({ _stored, ...row }) => ({ row: typed(fields, row), name: key.map((name) => String(row[name])).join("\n"), word: JSON.stringify(row), stored: Number(_stored) }));
}

function conditions(kind: AccountKind, { equal, assets, window }: AccountFilter): { readonly where: string; readonly params: QueryParams } {
  const time = `t.${columnName(ACCOUNT_SHAPES[kind].time)}`, texts = Object.keys(equal).map((name) => `t.${name} = {${name}: String}`);
  const where = [`${time} >= {from: DateTime64(3, 'UTC')}`, `${time} < {to: DateTime64(3, 'UTC')}`, ...texts, ...(assets === undefined ? [] : ["t.asset IN {assets: Array(String)}"])];
  return { where: where.join(" AND "), params: { ...equal, from: sqlTime(window.from), to: sqlTime(window.to), ...(assets === undefined ? {} : { assets }) } };
}

/** NaN comes as null, a 64-bit time as text, a flag as a number. */
function typed(fields: Readonly<Record<string, FieldType>>, row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).map(([name, type]) => {
    const value = row[name];
    return [name, type === "flag" ? value === 1 : type === "number" ? (value === null ? NaN : Number(value)) : value];
  }));
}

const columns = <K extends AccountKind>(kind: K, found: readonly Found[]): ColumnsOf<AccountRows[K]> => columnsOfRows<AccountRows[K]>(ACCOUNT_SHAPES[kind].fields, found.map(({ row }) => row as AccountRows[K]));

function insertOf(kind: AccountKind, given: { readonly length: number }): Readonly<Record<string, InsertColumn>> {
  const { length: _, ...named } = given as { readonly length: number } & Readonly<Record<string, InsertColumn>>, insert = Object.fromEntries(Object.entries(named).map(([name, column]) => [columnName(name), column]));
  return kind === "orders" ? { ...insert, ver: named["updated"]! } : insert;
}

const isTime = (field: string): boolean => field === "time" || field === "placed" || field === "updated";
/** `clientId` is `client_id` in a table, a time is `ts` where it is the only one. */
const columnName = (field: string): string => (field === "time" ? "ts" : field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
const quoted = (name: string): string => `\`${name}\``;
