/**
 * A block beside what is already stored: which rows are new, which add what was unknown, which contradict.
 * Pure: columns in, row numbers out. NaN means unknown and contradicts nothing.
 */
import type { Column } from "../../market/candles.js";

export type NamedColumns = Readonly<Record<string, Column>>;

export interface Difference {
  /** Rows to be written, ascending. */
  readonly rows: Uint32Array;
  /** For each of them the stored row whose known values are kept where the block has none; -1 for a new row and for a contradicting one, which is replaced whole. */
  readonly storedRow: Int32Array;
  readonly added: number;
  /** Rows that only make unknown values known. */
  readonly completed: number;
  readonly contradicting: number;
  readonly firstContradiction: Contradiction | undefined;
}

export interface Contradiction { readonly row: number; readonly column: string; readonly given: number; readonly stored: number }

/** Both keys ascend strictly. Columns are matched by name; one that the block lacks is unknown in every row. Rows that contradict are among those to be written unless `leave` says not. */
export function difference(key: Column, given: NamedColumns, storedKey: Column, stored: NamedColumns, contradicted: "take" | "leave" = "take"): Difference {
  const rows = new Uint32Array(key.length), storedRow = new Int32Array(key.length);
  const names = Object.keys(given).filter((name) => stored[name] !== undefined), pairs = names.map((name) => [given[name]!, stored[name]!] as const);
  let length = 0, added = 0, completed = 0, contradicting = 0, at = 0, firstContradiction: Contradiction | undefined;
  for (let row = 0; row < key.length; row++) {
    while (at < storedKey.length && storedKey[at]! < key[row]!) at++;
    const exists = at < storedKey.length && storedKey[at] === key[row];
    const verdict = exists ? compareRow(pairs, row, at) : ADDED;
    if (verdict === SAME) continue;
    if (verdict === ADDED) added++;
    else if (verdict === COMPLETED) completed++;
    else {
      contradicting++;
      firstContradiction ??= { row, column: names[verdict]!, given: pairs[verdict]![0][row]!, stored: pairs[verdict]![1][at]! };
      if (contradicted === "leave") continue;
    }
    rows[length] = row;
    storedRow[length++] = verdict === COMPLETED ? at : -1;
  }
  return { rows: rows.subarray(0, length), storedRow: storedRow.subarray(0, length), added, completed, contradicting, firstContradiction };
}

const SAME = -1, COMPLETED = -2, ADDED = -3;

/** SAME, COMPLETED, or the number of the first column that contradicts. */
function compareRow(pairs: readonly (readonly [Column, Column])[], row: number, at: number): number {
  let verdict = SAME;
  for (let i = 0; i < pairs.length; i++) {
    const [given, stored] = pairs[i]!, value = given[row]!, known = stored[at]!;
    if (value === known || value !== value) continue;
    if (known === known) return i;
    verdict = COMPLETED;
  }
  return verdict;
}

/** The rows of `given` to be written, one column: what the block does not know is taken from the stored row that it completes. */
export function gather(given: Column | undefined, stored: Column | undefined, { rows, storedRow, completed }: Difference, blockLength: number): Column {
  if (given !== undefined && rows.length === blockLength && completed === 0) return given;
  const column = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = given === undefined ? NaN : given[rows[i]!]!, from = storedRow[i]!;
    column[i] = value === value || from < 0 || stored === undefined ? value : stored[from]!;
  }
  return column;
}
