/**
 * tslab's converter with its holes closed: await is recognised by the parser, scripts are named and mapped, and type errors are kept as data.
 * Does not execute anything and prints nothing.
 */
import { cellCompilerOptions } from "./compilerOptions.js";
import { CellSources } from "./cellSources.js";
import { hasTopLevelAwait } from "./topLevelAwait.js";
import { loadTslab, type Converter, type ConvertResult, type Diagnostic, type Tslab } from "./tslab.js";

type FileChanged = (path: string) => void;

export class CellCompiler implements Converter {
  readonly sources: CellSources = new CellSources();
  readonly tslab: Tslab;
  /** Why the last cell was not run; empty when it was. */
  diagnostics: readonly Diagnostic[] = [];
  /** The execution count that the next cell carries. */
  cell = 0;
  readonly #converter: Converter;
  readonly #watched = new Map<string, FileChanged>();
  #maps: { toModule: string | undefined; toCommonJs: string | undefined } = { toModule: undefined, toCommonJs: undefined };

  /** `ownWatch(path)` names files whose changes are announced by `fileChanged` instead of being watched on disk. */
  constructor(ownWatch: (path: string) => boolean = () => false) {
    this.tslab = loadTslab({
      options: cellCompilerOptions,
      transpiled: (maps) => { this.#maps = maps; },
      watch: (path, callback) => {
        if (!ownWatch(path)) return true;
        this.#watched.set(path, (changed) => callback(changed, 1));
        return false;
      },
    });
    this.#converter = this.tslab.createConverter({ isJS: false, isBrowser: false });
  }

  convert(previous: string, source: string): ConvertResult {
    const result = this.#converter.convert(previous, source);
    this.diagnostics = result.diagnostics;
    this.sources.remember(this.cell, source, result.output ?? "", this.#maps);
    if (result.diagnostics.length > 0 || result.output === undefined) return result;
    return { ...result, output: this.sources.script(this.cell, result.output), hasToplevelAwait: hasTopLevelAwait(this.tslab.ts, source) };
  }

  /** Reads the library's declarations ahead of the first cell that imports them (about half a second); without the library nothing happens. */
  warm(): void {
    if (this.cell === 0) this.#converter.convert("", 'import * as library from "btc-quant"; library;');
  }

  addModule(name: string, content: string, meta?: unknown): Diagnostic[] {
    const diagnostics = this.#converter.addModule(name, content, meta);
    this.diagnostics = diagnostics;
    return diagnostics;
  }

  /** A declaration file of the library changed: the next cell is checked against its new text. */
  fileChanged(path: string): void {
    this.#watched.get(path)?.(path);
  }

  inspect(previous: string, source: string, position: number): unknown {
    return this.#converter.inspect(previous, source, position);
  }

  complete(previous: string, source: string, position: number): unknown {
    return this.#converter.complete(previous, source, position);
  }

  close(): void {
    this.#converter.close();
  }
}
