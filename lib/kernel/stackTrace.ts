/**
 * Stack traces a researcher can read: places are lines of the cell and of our TypeScript, machinery (Node, tslab, this kernel) is left out.
 * Works on V8's call sites, so it holds wherever a stack is printed, also by `console.log(error)` in a cell.
 */
import { findSourceMap } from "node:module";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { CellPlace, CellSources } from "./cellSources.js";

const DEEP_ENOUGH = 40;
const placed = new WeakMap<object, CellPlace>();

export interface StackTraceOptions {
  readonly sources: CellSources;
  /** Paths below it are written relative to it. */
  readonly root: string;
  /** Frames of these folders are machinery. */
  readonly hidden: readonly string[];
}

export const describePlace = (place: CellPlace): string => `cell [${place.cell}]:${place.line}:${place.column}`;

/** The innermost place in a cell that an error's stack passes through; known once `error.stack` was asked for. */
export function cellPlaceOf(error: unknown): CellPlace | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  void (error as Error).stack;
  return placed.get(error);
}

const pathOf = (source: string): string => (source.startsWith("file:") ? fileURLToPath(source) : source);
const shorten = (path: string, root: string): string => (path.startsWith(root + sep) ? relative(root, path) : path);

function mappedFile(file: string, line: number, column: number, root: string): string {
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (!entry || !("originalLine" in entry)) return `${shorten(pathOf(file), root)}:${line}:${column}`;
  return `${shorten(pathOf(entry.originalSource), root)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

/** V8's own words for a frame; the type of a call site does not know its toString. */
const words = (site: NodeJS.CallSite): string => (site as unknown as { toString(): string }).toString();

function frameOf(site: NodeJS.CallSite, options: StackTraceOptions): { text: string; place?: CellPlace } | undefined {
  const file = site.getScriptNameOrSourceURL() ?? "";
  const line = site.getLineNumber() ?? 0;
  const column = site.getColumnNumber() ?? 0;
  const place = options.sources.place(file, line, column);
  // A function of a cell is called as a member of tslab's table of names, a Proxy: nothing a person wrote.
  if (place) return { text: words(site).replace(`${file}:${line}:${column}`, describePlace(place)).replace(/^(async )?Proxy\./, "$1"), place };
  const path = pathOf(file);
  if (file.startsWith("node:") || file === "" || options.sources.isCell(file) || options.hidden.some((folder) => path.startsWith(folder))) return undefined;
  return { text: words(site).replace(`${file}:${line}:${column}`, mappedFile(file, line, column, options.root)) };
}

function headline(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "an error that can not be written";
  }
}

/** Installs the format for the whole process. For kernel processes only. */
export function installStackTraces(options: StackTraceOptions): void {
  Error.stackTraceLimit = DEEP_ENOUGH;
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site) => frameOf(site, options)).filter((frame) => frame !== undefined);
    const place = frames.find((frame) => frame.place)?.place;
    if (place) placed.set(error, place);
    return [headline(error), ...frames.map((frame) => `    at ${frame.text}`)].join("\n");
  };
}
