/**
 * An error as Jupyter wants it: name, message, and a traceback that begins with the line of the cell where it happened.
 * Does not decide what is an error and publishes nothing.
 */
import { inspect } from "node:util";
import type { CellSources, CellPlace } from "./cellSources.js";
import { cellPlaceOf, describePlace } from "./stackTrace.js";
import type { Diagnostic } from "./tslab.js";

/** The `error` message of Jupyter's protocol 5.3. */
export interface ErrorContent { readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] }

const CONTEXT_LINES = 2;

/** The lines around a place, the place itself marked. */
export function excerpt(text: string, line: number, column: number): string[] {
  const lines = text.split("\n");
  const from = Math.max(1, line - CONTEXT_LINES);
  const shown = lines.slice(from - 1, line);
  const width = String(line).length;
  const numbered = shown.map((content, i) => `${from + i === line ? ">" : " "} ${String(from + i).padStart(width)} | ${content}`);
  return [...numbered, `  ${" ".repeat(width)} | ${" ".repeat(Math.max(0, column - 1))}^`];
}

const placeOf = (cell: number, { fileName, start }: Diagnostic): string =>
  fileName ? `${fileName}:${start.line + 1}:${start.character + 1}` : describePlace({ cell, line: start.line + 1, column: start.character + 1 });

/** Type errors, in the order of their lines; what TypeScript adds about the same place stands with it. */
export function typeErrors(cell: number, text: string, diagnostics: readonly Diagnostic[]): ErrorContent {
  const traceback = diagnostics.flatMap((diagnostic, i) => {
    const next = diagnostics[i + 1];
    const goesOn = next !== undefined && placeOf(cell, next) === placeOf(cell, diagnostic);
    const line = `TypeCheckError: ${placeOf(cell, diagnostic)} TS${diagnostic.code}: ${diagnostic.messageText}`;
    return goesOn || diagnostic.fileName ? [line] : [line, ...excerpt(text, diagnostic.start.line + 1, diagnostic.start.character + 1)];
  });
  return {
    ename: "TypeCheckError",
    evalue: diagnostics.map((diagnostic) => `${placeOf(cell, diagnostic)} ${diagnostic.messageText}`).join("; "),
    traceback,
  };
}

/** Node and tslab each have their own words for it. */
function interruption(error: Error): string | undefined {
  if ((error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") return "The cell was interrupted.";
  if (error.message === "Interrupted asynchronously") return "The cell was interrupted; what it was waiting for goes on in the background.";
  return undefined;
}

function causes(error: Error): string[] {
  const { cause } = error;
  if (cause === undefined) return [];
  return cause instanceof Error ? [`caused by ${cause.name}: ${cause.message}`, ...causes(cause)] : [`caused by ${inspect(cause)}`];
}

const marked = (sources: CellSources, place: CellPlace | undefined): string[] =>
  place ? [`at ${describePlace(place)}`, ...excerpt(sources.text(place.cell), place.line, place.column)] : [];

/** Errors that speak to a person (QuantError) need no frames below the line that caused them. */
function frames(error: Error, place: CellPlace | undefined): string[] {
  const lines = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  if (error.name === "QuantError" || (place && lines.length <= 1)) return [];
  return lines;
}

/** Anything a cell can throw. */
export function runtimeError(error: unknown, sources: CellSources): ErrorContent {
  if (!(error instanceof Error)) {
    const value = inspect(error);
    return { ename: "Thrown", evalue: value, traceback: [`Thrown: ${value}`] };
  }
  const stopped = interruption(error);
  if (stopped) return { ename: "Interrupted", evalue: stopped, traceback: [`Interrupted: ${stopped}`] };
  const place = cellPlaceOf(error);
  const head = `${error.name}: ${error.message}`;
  return { ename: error.name, evalue: error.message, traceback: [head, ...causes(error), ...marked(sources, place), ...frames(error, place)] };
}
