/**
 * A notebook made fit for git: static images beside the figures, no machine's paths, no volatile metadata, a stamp of its sources.
 * Changes no source and no number in an output.
 */
import { homedir } from "node:os";
import type { FigureJson, FigurePainter } from "./figureImages.js";
import { sourceHash, type Bundle, type Cell, type Notebook, type Output } from "./notebookFile.js";

export const PLOTLY_MIME = "application/vnd.plotly.v1+json";
/** Above it a figure is kept as its image alone: interactive JSON of this size makes a notebook too heavy to read on the web. */
export const MAX_FIGURE_CHARACTERS = 400_000;

/** Deep replacement in every string. */
function mapStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => mapStrings(item, change)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings<unknown>(item, change)])) as T;
}

/** The project becomes `.`, the home folder `~`. */
function withoutPaths<T>(value: T, root: string): T {
  const home = homedir();
  return mapStrings(value, (text) => {
    const inProject = text.replaceAll(`${root}/`, "./").replaceAll(root, ".");
    return home.length > 1 ? inProject.replaceAll(home, "~") : inProject;
  });
}

/** GitHub shows the html branch of a bundle, emptied of its script, before any image: it goes where an image stands. */
async function withImage(bundle: Bundle, painter: FigurePainter): Promise<Bundle> {
  const figure = bundle[PLOTLY_MIME] as FigureJson | undefined;
  if (!figure) return bundle;
  const { "text/html": _html, [PLOTLY_MIME]: _figure, ...rest } = bundle;
  const interactive = JSON.stringify(figure).length <= MAX_FIGURE_CHARACTERS ? { [PLOTLY_MIME]: figure } : {};
  return { ...interactive, "image/png": await painter.draw(figure), ...rest };
}

async function committedOutput(output: Output, painter: FigurePainter): Promise<Output> {
  return "data" in output ? { ...output, data: await withImage(output.data, painter) } : output;
}

async function committedCell(cell: Cell, root: string, painter: FigurePainter): Promise<Cell> {
  const { tags } = cell.metadata;
  const metadata = tags ? { tags } : {};
  if (cell.cell_type !== "code") return { ...cell, metadata };
  const outputs: Output[] = [];
  for (const output of cell.outputs ?? []) outputs.push(withoutPaths(await committedOutput(output, painter), root));
  return { ...cell, metadata, outputs };
}

/** Does the notebook hold figures, that is: is a painter needed? */
export const hasFigures = (notebook: Notebook): boolean =>
  notebook.cells.some((cell) => cell.outputs?.some((output) => "data" in output && PLOTLY_MIME in output.data));

/** `root` is the project's folder. The painter is asked once a figure. */
export async function committedNotebook(notebook: Notebook, root: string, painter: FigurePainter): Promise<Notebook> {
  const cells: Cell[] = [];
  for (const cell of notebook.cells) cells.push(await committedCell(cell, root, painter));
  const metadata = {
    kernelspec: { display_name: "TypeScript (btc-quant)", language: "typescript", name: "btc-quant" },
    language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" },
    btc_quant: { source_sha256: sourceHash(notebook) },
  };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}
