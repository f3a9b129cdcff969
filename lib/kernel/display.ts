/**
 * What a cell shows of its last value: what the value says of itself by `Symbol.for("Jupyter.display")`, a danfo frame as a table, else its inspection.
 * Knows no figure and no run: those speak for themselves.
 */
import { inspect } from "node:util";

/** Mime type → content, as in Jupyter's `display_data`. An empty bundle shows nothing. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The symbol that Deno's kernel uses too. */
export const JUPYTER_DISPLAY: symbol = Symbol.for("Jupyter.display");

/** The part of a danfo DataFrame or Series that is read. */
interface Frame { readonly $data: readonly unknown[]; readonly columns: readonly string[]; readonly index: readonly (string | number)[]; readonly shape: readonly number[]; readonly $isSeries?: boolean }

const SHOWN_ROWS = 20;

const isFrame = (value: object): value is Frame => "$data" in value && "$columns" in value && "shape" in value && Array.isArray(value.shape);

const escape = (value: unknown): string =>
  String(value).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);

function frameRows(frame: Frame): unknown[][] {
  const rows = frame.index.length;
  const at = (i: number): unknown[] => [frame.index[i], ...(frame.$isSeries ? [frame.$data[i]] : (frame.$data[i] as unknown[]))];
  if (rows <= SHOWN_ROWS) return frame.index.map((_, i) => at(i));
  const half = SHOWN_ROWS / 2;
  const dots = ["…", ...frame.columns.map(() => "…")];
  return [...Array.from({ length: half }, (_, i) => at(i)), dots, ...Array.from({ length: half }, (_, i) => at(rows - half + i))];
}

/** First and last ten rows; the count of all is said below. */
function frameBundle(frame: Frame): MimeBundle {
  const rows = frameRows(frame);
  const size = `${frame.index.length} rows × ${frame.columns.length} columns`;
  const head = frame.columns.map((name) => `<th>${escape(name)}</th>`).join("");
  const body = rows.map(([label, ...cells]) => `<tr><th>${escape(label)}</th>${cells.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>`).join("\n");
  return {
    "text/html": `<table border="1" class="dataframe">\n<thead><tr><th></th>${head}</tr></thead>\n<tbody>\n${body}\n</tbody></table>\n<p>${size}</p>`,
    "text/plain": [["", ...frame.columns].join("\t"), ...rows.map((row) => row.join("\t")), size].join("\n"),
  };
}

/** The rich form of a value, when it has one; a promise only where its own display function gives one. A display function that throws is an error of the cell. */
export function richBundle(value: unknown): MimeBundle | Promise<MimeBundle> | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const display = (value as Record<symbol, unknown>)[JUPYTER_DISPLAY];
  if (typeof display === "function") return (display as () => MimeBundle | Promise<MimeBundle>).call(value);
  return isFrame(value) ? frameBundle(value) : undefined;
}

/** What `Out[n]` shows. */
export async function displayBundle(value: unknown): Promise<MimeBundle> {
  return (await richBundle(value)) ?? { "text/plain": typeof value === "string" ? value : inspect(value) };
}
