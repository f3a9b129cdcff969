/**
 * Remembers each executed cell: its text, and the maps from the script that ran back to the lines a person typed.
 * Does not know errors or stacks; it answers one question, "what place in which cell is this place in a script?".
 */
import { SourceMap, type SourceMapPayload } from "node:module";

/** One-based, as editors count. */
export interface CellPlace { readonly cell: number; readonly line: number; readonly column: number }

interface CellSource { readonly text: string; readonly scriptLines: number; readonly toModule: SourceMap | undefined; readonly toCommonJs: SourceMap | undefined }

const SCRIPT = /^btc-quant-cell-(\d+)$/;
/** tslab puts `export {};` above each cell, and we start each script with an empty line so that the function around it shifts no column. */
const LINES_ABOVE = 1;

const read = (json: string | undefined): SourceMap | undefined => (json === undefined ? undefined : new SourceMap(JSON.parse(json) as SourceMapPayload));

/** Zero-based in, zero-based out; undefined where the compiler wrote a line of its own. */
function step(map: SourceMap | undefined, line: number, column: number): { line: number; column: number } | undefined {
  const entry = map?.findEntry(line, column);
  return entry && "originalLine" in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
}

export class CellSources {
  readonly #cells = new Map<number, CellSource>();

  /** The name under which V8 reports the script of a cell. */
  scriptName(cell: number): string {
    return `btc-quant-cell-${cell}`;
  }

  /** The compiled cell as tslab's executor is to run it: named, and one line down. */
  script(cell: number, javascript: string): string {
    return `\n${javascript}\n//# sourceURL=${this.scriptName(cell)}`;
  }

  isCell(script: string): boolean {
    return SCRIPT.test(script);
  }

  remember(cell: number, text: string, javascript: string, maps: { toModule: string | undefined; toCommonJs: string | undefined }): void {
    this.#cells.set(cell, { text, scriptLines: javascript.trimEnd().split("\n").length, toModule: read(maps.toModule), toCommonJs: read(maps.toCommonJs) });
  }

  text(cell: number): string {
    return this.#cells.get(cell)?.text ?? "";
  }

  /** Line and column (one-based) of a script → of the cell; undefined where no line of a cell stands. */
  place(script: string, line: number, column: number): CellPlace | undefined {
    const cell = Number(SCRIPT.exec(script)?.[1] ?? Number.NaN);
    const source = this.#cells.get(cell);
    // Below the last line of the cell stands only the call of the function around it.
    if (!source || line - LINES_ABOVE > source.scriptLines) return undefined;
    const inModule = step(source.toCommonJs, line - 1 - LINES_ABOVE, column - 1);
    const inCell = inModule && step(source.toModule, inModule.line, inModule.column);
    return inCell && { cell, line: inCell.line - LINES_ABOVE + 1, column: inCell.column + 1 };
  }
}
