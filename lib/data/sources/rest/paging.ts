/**
 * The laws by which exchanges page, carried out: answers put together into stretches that follow each other without a hole.
 * A short answer is never taken for the end of history: what it leaves out at either side is asked for once more, and only an empty answer ends it.
 * Knows no exchange, no clock and no network.
 */
import { QuantError } from "../../../market/errors.js";
import { utc, type Millis } from "../../../market/units.js";
import { badAnswer } from "./answer.js";
import type { Ask, Paging, Question, Row } from "./dialect.js";

export interface Answer { readonly rows: readonly Row[]; readonly asked: string }
/** Asks; the rows that come are `ascending`. */
export type Call = (question: Question) => Promise<Answer>;

/** The whole answer for [from, to): rows ascending, nothing twice. */
export interface Stretch { readonly from: Millis; readonly to: Millis; readonly rows: readonly Row[]; readonly asked: string }

/** What to read: [from, to), and the least time between two rows. */
export interface Extent { readonly from: Millis; readonly to: Millis; readonly step: Millis }

/** @throws QuantError HISTORY_TOO_SHORT, BAD_ANSWER, and those of `call` */
export function readStretches(paging: Paging, extent: Extent, call: Call): AsyncGenerator<Stretch> {
  switch (paging.law) {
    case "oldest first": return oldestFirst(paging.ask, extent, call);
    case "stretches": return stretches(paging, extent, call);
    case "newest only": return newestOnly(paging, extent, call);
    case "ids": return byIds(paging, extent, call);
  }
}

async function* oldestFirst(ask: Ask, { from, to: end, step }: Extent, call: Call): AsyncGenerator<Stretch> {
  for (let cursor = from; cursor < end;) {
    const answer = await call(ask(cursor, end)), rows = within(answer.rows, { from: cursor, to: end }), first = rows[0]?.[0], last = rows.at(-1)?.[0];
    if (first !== undefined && first - cursor >= step) {
      yield* oldestFirst(ask, { from: cursor, to: first, step }, call);
      cursor = first;
    }
    const to = last === undefined ? end : Math.min(end, last + step);
    yield { from: cursor, to, rows, asked: answer.asked };
    cursor = to;
  }
}

async function* stretches({ span, ask }: { readonly span: Millis; readonly ask: Ask }, { from, to: end, step }: Extent, call: Call): AsyncGenerator<Stretch> {
  for (let cursor = from; cursor < end;) {
    const to = Math.min(end, cursor + span);
    yield { from: cursor, to, ...(await wholeStretch(ask, { from: cursor, to, step }, call)) };
    cursor = to;
  }
}

async function wholeStretch(ask: Ask, { from, to, step }: Extent, call: Call): Promise<Answer> {
  const answer = await call(ask(from, to)), rows = within(answer.rows, { from, to }), first = rows[0], last = rows.at(-1);
  if (first === undefined || last === undefined) return { rows, asked: answer.asked };
  const part = async (start: Millis, end: Millis): Promise<readonly Row[]> => (end - start < step ? [] : (await wholeStretch(ask, { from: start, to: end, step }, call)).rows);
  return { rows: [...(await part(from, first[0]!)), ...rows, ...(await part(last[0]! + step, to))], asked: answer.asked };
}

async function* newestOnly(paging: Extract<Paging, { law: "newest only" }>, extent: Extent, call: Call): AsyncGenerator<Stretch> {
  let { rows, asked } = await call(paging.ask());
  if (rows.length < paging.most) rows = longer(rows, (await call(paging.ask())).rows);
  const first = rows[0]?.[0];
  if (rows.length >= paging.most && first !== undefined && first > extent.from) {
    throw tooShort(`only its newest ${paging.most} bars are served, from ${utc(first)} on; bars from ${utc(extent.from)} were asked for`, paging.instead, first);
  }
  yield { from: extent.from, to: extent.to, rows: within(rows, extent), asked };
}

const longer = (a: readonly Row[], b: readonly Row[]): readonly Row[] => (b.length > a.length ? b : a);

async function* byIds(paging: Extract<Paging, { law: "ids" }>, { from, to: end }: Extent, call: Call): AsyncGenerator<Stretch> {
  let cursor = from, held: readonly Row[] = [], asked = "";
  while (held.length === 0) {
    if (cursor >= end) return;
    const to = Math.min(end, cursor + paging.span), answer = await call(paging.ask(cursor, to));
    held = answer.rows.filter((row) => row[0]! >= cursor);
    asked = answer.asked;
    if (held.length > 0) break;
    yield { from: cursor, to, rows: [], asked };
    cursor = to;
  }
  for (;;) {
    const last = held.at(-1)!, lastTime = last[0]!;
    // Trades of the last ms wait: the next answer may begin with more of them, and no two stretches share a ms.
    const to = Math.min(end, lastTime);
    if (to > cursor) yield { from: cursor, to, rows: held.filter((row) => row[0]! < to), asked };
    cursor = to;
    if (lastTime >= end) return;
    const answer = await call(paging.after(last[1]!, lastTime)), more = answer.rows.filter((row) => row[1]! > last[1]!);
    asked = answer.asked;
    held = [...held.filter((row) => row[0]! >= to), ...more];
    if (more.length > 0) continue;
    yield { from: cursor, to: end, rows: held, asked };
    return;
  }
}

const within = (rows: readonly Row[], { from, to }: { readonly from: Millis; readonly to: Millis }): readonly Row[] => rows.filter((row) => row[0]! >= from && row[0]! < to);

/**
 * Rows in the order of their time or, for trades, of their id; a row that came twice once.
 * @throws QuantError BAD_ANSWER for two different rows of one key, and for a later id with an earlier time
 */
export function ascending(rows: readonly Row[], key: "time" | "id"): readonly Row[] {
  const at = key === "time" ? 0 : 1, name = (row: Row): string => (key === "time" ? utc(row[0]!) : `trade ${row[1]}`);
  const sorted = unrepeated([...rows].sort((a, b) => a[at]! - b[at]!), at, name), fall = sorted.findIndex((row, i) => i > 0 && row[0]! < sorted[i - 1]![0]!);
  if (fall >= 0) throw badAnswer(`${name(sorted[fall]!)} is earlier than ${name(sorted[fall - 1]!)}, whose id is lower`);
  return sorted;
}

function unrepeated(sorted: readonly Row[], key: number, name: (row: Row) => string): readonly Row[] {
  return sorted.filter((row, i) => {
    const previous = sorted[i - 1];
    if (previous === undefined || row[key] !== previous[key]) return true;
    if (row.every((value, column) => Object.is(value, previous[column]))) return false;
    throw badAnswer(`${name(row)} came twice with different numbers`);
  });
}

export function tooShort(what: string, instead: string, serves: Millis): QuantError {
  return new QuantError("data", "HISTORY_TOO_SHORT", `${what}: ${instead}`, { serves });
}
