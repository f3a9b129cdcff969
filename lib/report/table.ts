/** Rows of text as a table: for a terminal, for a page, for a notebook cell. Formats no numbers and knows no run. */
import Table3 from "cli-table3";
import { escaped } from "./theme.js";

/** What a notebook cell shows by its last expression: MIME types to contents. Deno's and our kernel's convention. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display");
export type DisplayBundle = Readonly<Record<string, unknown>>;

export interface TableColumn {
  readonly name: string;
  /** Numbers stand right, so that their digits line up; text, the default, stands left. */
  readonly align?: "left" | "right";
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  /** As many cells a row as there are columns. */
  readonly rows: readonly (readonly string[])[];
  /** For a terminal, without colours. */
  text(): string;
  html(): string;
  [DISPLAY](): DisplayBundle;
}

export function table(caption: string, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): Table {
  const text = (): string => terminal(caption, columns, rows), html = (): string => page(caption, columns, rows);
  return { caption, columns, rows, text, html, [DISPLAY]: () => ({ "text/html": html(), "text/plain": text() }) };
}

/** A rule under the head and none elsewhere. */
const PLAIN = {
  top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "",
  left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "  ",
};

function terminal(caption: string, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ name }, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? "").length)));
  const drawn = new Table3({
    head: columns.map(({ name }) => name), colAligns: columns.map(({ align }) => align ?? "left"), chars: PLAIN, style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  drawn.push(widths.map((width) => "─".repeat(width)), ...rows.map((row) => [...row]));
  const body = drawn.toString().split("\n").map((text) => text.trimEnd()).join("\n");
  return caption === "" ? body : `${caption}\n${body}`;
}

function page(caption: string, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const cell = (tag: string, text: string, i: number): string => `<${tag} style="text-align:${columns[i]?.align ?? "left"}">${escaped(text)}</${tag}>`;
  const head = `<thead><tr>${columns.map(({ name }, i) => cell("th", name, i)).join("")}</tr></thead>`;
  const body = `<tbody>${rows.map((row) => `<tr>${row.map((text, i) => cell("td", text, i)).join("")}</tr>`).join("")}</tbody>`;
  return `<table class="btc-quant">${caption === "" ? "" : `<caption>${escaped(caption)}</caption>`}${head}${body}</table>`;
}
