/**
 * Notebooks as files: nbformat 4.5, read, written byte-stable, and the hash that ties outputs to the sources they came from.
 * Runs nothing. https://nbformat.readthedocs.io/en/latest/format_description.html
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { KernelFailure } from "./failure.js";

type MultilineText = string | readonly string[];
export type Bundle = Record<string, unknown>;

export type Output =
  | { output_type: "stream"; name: string; text: MultilineText }
  | { output_type: "display_data"; data: Bundle; metadata: object }
  | { output_type: "execute_result"; data: Bundle; metadata: object; execution_count: number | null }
  | { output_type: "error"; ename: string; evalue: string; traceback: readonly string[] };

export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  id?: string;
  source: MultilineText;
  metadata: { tags?: readonly string[] } & Record<string, unknown>;
  outputs?: Output[];
  execution_count?: number | null;
}

export interface Notebook {
  cells: Cell[];
  metadata: { btc_quant?: { source_sha256: string } } & Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

export const textOf = (text: MultilineText): string => (typeof text === "string" ? text : text.join(""));

/** nbformat keeps long texts as one string a line, so that a diff shows lines. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

export const codeCells = (notebook: Notebook): readonly Cell[] => notebook.cells.filter((cell) => cell.cell_type === "code");

/** A cell that is meant to fail says so by this tag, as for nbclient. */
export const mayFail = (cell: Cell): boolean => cell.metadata.tags?.includes("raises-exception") ?? false;

/** Throws NOTEBOOK_MISSING or NOTEBOOK_BROKEN. */
export function readNotebook(path: string): Notebook {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new KernelFailure("input", "NOTEBOOK_MISSING", `There is no notebook ${path} that can be read.`, { cause });
  }
  try {
    const notebook = JSON.parse(text) as Notebook;
    if (notebook.nbformat === 4 && Array.isArray(notebook.cells)) return notebook;
  } catch {
    // Said below.
  }
  throw new KernelFailure("input", "NOTEBOOK_BROKEN", `${path} is no notebook of format 4 (JSON with nbformat and cells).`);
}

export function writeNotebook(path: string, notebook: Notebook): void {
  writeFileSync(path, `${JSON.stringify(notebook, null, 1)}\n`);
}

/** SHA-256 of the code cells in their order; markdown may change without making outputs stale. */
export function sourceHash(notebook: Notebook): string {
  const hash = createHash("sha256");
  for (const cell of codeCells(notebook)) hash.update(textOf(cell.source).trimEnd()).update("\0");
  return hash.digest("hex");
}

/** True when the outputs that stand in the file were made from other sources. False where no stamp stands. */
export function isStale(notebook: Notebook): boolean {
  const stamp = notebook.metadata.btc_quant?.source_sha256;
  return stamp !== undefined && stamp !== sourceHash(notebook);
}
