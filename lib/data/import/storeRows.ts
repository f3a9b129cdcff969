/** Rows that an exchange answered into the store, under the rules a file's rows meet. What is stored already stays as it is. Knows no exchange. */
import { QuantError } from "../../market/errors.js";
import type { Millis } from "../../market/units.js";
import type { Series, SeriesColumns } from "../seriesTable.js";
import type { Store } from "../store/store.js";
import type { Window } from "../window.js";
import { atStoredResolution } from "./blockRules.js";
import { changeOf, writeChange } from "./change.js";
import { rowFault } from "./rowRules.js";

export interface AnsweredRows {
  readonly rows: number;
  readonly columns: SeriesColumns;
  /** What was asked, for whoever has to look at a broken answer. */
  readonly asked: string;
  /** Where the rows have to lie. */
  readonly span: Window;
  /** Bars that end after it are unfinished. */
  readonly now: Millis;
}

/** `kept`: stored rows that differ from the answer. */
export interface StoredRows { readonly added: number; readonly completed: number; readonly kept: number }

/** @throws QuantError BAD_ANSWER naming the first row that can not be right; nothing of the answer is stored then */
export async function storeRows(store: Store, series: Series, { rows, columns, asked, span, now }: AnsweredRows): Promise<StoredRows> {
  if (rows === 0) return { added: 0, completed: 0, kept: 0 };
  const { block } = atStoredResolution(series.kind, { file: asked, firstLine: 1, length: rows, columns });
  const fault = rowFault(series.kind, block, { timeframe: series.timeframe, now, previous: -Infinity, span });
  if (fault !== undefined) throw new QuantError("data", "BAD_ANSWER", `${series.exchange} answered ${asked} with a row ${fault.row + 1} that can not be right: ${fault.why}; nothing of the answer was stored`, { asked, row: fault.row });
  const change = await changeOf(store, series, series.kind, block, "keep"), { added, completed, contradicting } = change.difference;
  await writeChange(store, series, change);
  return { added, completed, kept: contradicting };
}
