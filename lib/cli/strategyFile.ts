/**
 * A strategy out of a .ts or .js file: type-checked (.ts), transpiled, run with nothing to import but `btc-quant`,
 * so that its own text is all that decides what it does. Knows no catalogue and no backtest.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire, SourceMap, type SourceMapPayload } from "node:module";
import { basename, extname, resolve } from "node:path";
import { compileFunction } from "node:vm";
import type TypeScript from "@tslab/typescript-for-tslab";
import { QuantError } from "../market/errors.js";
import type { Strategy } from "../strategy/strategy.js";
import { typeError } from "./strategyTypes.js";

/** From the compiled text of each file that was read back to its own lines. */
const maps = new Map<string, SourceMap>();
const EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/** True for what can only be a path: a catalogue name has neither a slash nor a dot. */
export const isStrategyPath = (name: string): boolean => name.includes("/") || name.includes("\\") || EXTENSIONS.includes(extname(name));

/**
 * The strategy that a file exports: its default export, else its only one.
 * @param library what `import … from "btc-quant"` gives
 * @throws QuantError NO_SUCH_FILE, BAD_STRATEGY_FILE naming the file and what was expected
 */
export const strategyFromFile = (path: string, library: object): Strategy => strategyLoader(path, library)();

/** The same, read and checked once and evaluated anew at every call: no variable of the file is carried from one strategy to the next. */
export function strategyLoader(path: string, library: object): () => Strategy {
  const file = resolve(path);
  if (!EXTENSIONS.includes(extname(file))) throw bad(path, `a strategy is a ${EXTENSIONS.slice(0, -1).join(", ")} or ${EXTENSIONS.at(-1)} file`);
  if (!existsSync(file)) throw new QuantError("input", "NO_SUCH_FILE", `there is no file ${path}: --strategy takes the name of a strategy that ships or the path of a .ts or .js file`, { path });
  const code = transpiled(path, file);
  return () => exportedStrategy(path, evaluated(path, file, code, library));
}

/** What a file's own code threw, with the line of the file it was thrown at where the stack knows it. */
export function failure(path: string, error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const file = resolve(path), stack = error.stack ?? "", at = stack.indexOf(`${file}:`), place = /^:(\d+):(\d+)/.exec(at < 0 ? "" : stack.slice(at + file.length));
  if (place === null) return error.message;
  const origin = maps.get(file)?.findEntry(Number(place[1]) - 1, Number(place[2]) - 1);
  return `line ${origin !== undefined && "originalLine" in origin ? origin.originalLine + 1 : Number(place[1])}: ${error.message}`;
}

function evaluated(path: string, file: string, code: string, library: object): Readonly<Record<string, unknown>> {
  const module = { exports: {} as Record<string, unknown> };
  const importOnly = (name: string): object => {
    if (name === "btc-quant") return library;
    throw bad(path, `it imports '${name}', but only 'btc-quant' can be imported: the run is named by the text of this one file`);
  };
  try {
    const body = compileFunction(code, ["exports", "require", "module"], { filename: file }) as (exports: object, require: typeof importOnly, module: object) => void;
    body(module.exports, importOnly, module);
  } catch (error) {
    throw error instanceof QuantError ? error : bad(path, `running it failed: ${failure(path, error)}`, error);
  }
  return module.exports;
}

/** TypeScript 7 has no API in JavaScript yet; the notebook kernel's TypeScript has. */
function transpiled(path: string, file: string): string {
  const ts = createRequire(createRequire(__filename).resolve("tslab"))("@tslab/typescript-for-tslab") as typeof TypeScript, source = readFileSync(file, "utf8");
  const { outputText, sourceMapText, diagnostics = [] } = ts.transpileModule(source, {
    fileName: basename(path), reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true, strict: true, sourceMap: true },
  });
  const first = diagnostics[0];
  if (first !== undefined) throw bad(path, `line ${source.slice(0, first.start ?? 0).split("\n").length}: ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`);
  const mistyped = /^\.[mc]?ts$/.test(extname(file)) ? typeError(file) : undefined;
  if (mistyped !== undefined) throw bad(path, mistyped);
  if (sourceMapText !== undefined) maps.set(file, new SourceMap(JSON.parse(sourceMapText) as SourceMapPayload));
  return outputText;
}

function exportedStrategy(path: string, exports: Readonly<Record<string, unknown>>): Strategy {
  if (isStrategy(exports["default"])) return exports["default"];
  const found = Object.entries(exports).filter((entry): entry is [string, Strategy] => isStrategy(entry[1]));
  if (found.length === 0) throw bad(path, "it exports no strategy: write `export default defineStrategy({ … })`");
  if (found.length > 1) throw bad(path, `it exports ${found.length} strategies (${found.map(([name]) => name).join(", ")}): make the one to run the default export`);
  return found[0]![1];
}

function isStrategy(value: unknown): value is Strategy {
  const { name, params, indicators, decide } = (value ?? {}) as Partial<Strategy>;
  return typeof name === "string" && typeof params === "object" && typeof indicators === "function" && typeof decide === "function";
}

const bad = (path: string, why: string, cause?: unknown): QuantError => new QuantError("input", "BAD_STRATEGY_FILE", `${path}: ${why}`, { path }, { cause });
