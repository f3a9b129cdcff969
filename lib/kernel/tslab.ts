/**
 * The door to tslab 1.0.22: the few internals we build on, typed, with its frozen TypeScript 5.0.4.
 * tslab hard-codes its compiler options and drops its source maps; both are put right here, by handing it a TypeScript of ours.
 * The version is pinned: these are internals, and no newer release exists.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type ts from "@tslab/typescript-for-tslab";

export type TypeScript = typeof ts;

export interface Position { readonly offset: number; /** Zero-based. */ readonly line: number; /** Zero-based. */ readonly character: number }
export interface Diagnostic { readonly start: Position; readonly end: Position; readonly messageText: string; readonly code: number; readonly fileName?: string }
export interface ConvertResult {
  output?: string; declOutput?: string; diagnostics: Diagnostic[]; lastExpressionVar?: string; hasToplevelAwait?: boolean;
  sideOutputs?: readonly { readonly path: string; readonly data: string }[];
}
/** Turns a cell's TypeScript into JavaScript, given the declarations of all cells before it. */
export interface Converter {
  convert(previous: string, source: string): ConvertResult;
  inspect(previous: string, source: string, position: number): unknown;
  complete(previous: string, source: string, position: number): unknown;
  addModule(name: string, content: string, meta?: unknown): Diagnostic[];
  close(): void;
}
export interface Executor {
  execute(source: string): Promise<boolean>;
  interrupt(): void;
  close(): void;
  /** Everything the cells have declared, by name; assignable. */
  readonly locals: Record<string, unknown>;
}
export interface Handler {
  handleKernel(): Readonly<Record<string, unknown>>;
  handleIsComplete(request: unknown): unknown;
  handleInspect(request: unknown): unknown;
  handleComplete(request: unknown): unknown;
}
/** A ZeroMQ socket, the part we use. */
export interface Socket { sendHighWaterMark: number; send(frames: readonly (string | Buffer)[]): Promise<void> }
/** Reads the connection file, binds the five sockets and hands on what arrives. */
export interface Server {
  connInfo: { key: string };
  iopub: Socket;
  init(): Promise<void>;
  close(): void;
  handleShellMessage(socket: Socket, ...frames: Buffer[]): Promise<void>;
}

export interface Tslab {
  readonly ts: TypeScript;
  createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter;
  createExecutor(folder: string, converters: { node: Converter; browser: Converter; close(): void }, console: { log(value: unknown): void; error(...values: unknown[]): void }): Executor;
  readonly jupyter: {
    JupyterHandlerImpl: new (executor: Executor, isJavaScript: boolean) => Handler;
    ZmqServer: new (handler: Handler, connectionFile: string) => Server;
    /** What `tslab.display.*` in a cell writes to. */
    lastWriteDisplayData: ((data: unknown, update: boolean) => void) | null;
  };
}

/** What tslab's TypeScript does differently for us. */
export interface TypeScriptHooks {
  options(ts: TypeScript): ts.CompilerOptions;
  /** tslab compiles a cell twice, to ES module and then to CommonJS; this sees the second step with the maps of both. */
  transpiled(maps: { toModule: string | undefined; toCommonJs: string | undefined }): void;
  /** Called for every file that the compiler would watch; false leaves it unwatched until `callback` is called. */
  watch(path: string, callback: ts.FileWatcherCallback): boolean;
}

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;
const OUTER_MAP = /\n?\/\/# sourceMappingURL=\S+\s*$/;

function transpileKeepingMaps(ts: TypeScript, hooks: TypeScriptHooks): TypeScript["transpileModule"] {
  return (source, options) => {
    const inline = INLINE_MAP.exec(source)?.[1];
    const compilerOptions = { ...options.compilerOptions, sourceMap: true };
    const result = ts.transpileModule(source.replace(INLINE_MAP, "\n"), { ...options, compilerOptions });
    hooks.transpiled({ toModule: inline && Buffer.from(inline, "base64").toString(), toCommonJs: result.sourceMapText });
    return { ...result, outputText: result.outputText.replace(OUTER_MAP, "\n") };
  };
}

function hostWithOurOptions(ts: TypeScript, hooks: TypeScriptHooks): (...args: unknown[]) => unknown {
  const create = ts.createWatchCompilerHost as unknown as (...args: unknown[]) => unknown;
  return (files, options, system, ...rest) => {
    const host = system as ts.System;
    const watchFile = host.watchFile?.bind(host);
    host.watchFile = (path, callback, interval, watchOptions) =>
      hooks.watch(path, callback) && watchFile ? watchFile(path, callback, interval, watchOptions) : { close: () => undefined };
    return create(files, { ...(options as object), ...hooks.options(ts) }, host, ...rest);
  };
}

/** Loads tslab once a process; a second call with other hooks is a mistake of the caller and is not noticed. */
export function loadTslab(hooks: TypeScriptHooks): Tslab {
  const ours = createRequire(__filename);
  const folder = dirname(ours.resolve("tslab/package.json"));
  const theirs = createRequire(join(folder, "dist", "main.js"));
  const tsPath = theirs.resolve("@tslab/typescript-for-tslab");
  const ts = theirs(tsPath) as TypeScript;
  const patched = { ...ts, createWatchCompilerHost: hostWithOurOptions(ts, hooks), transpileModule: transpileKeepingMaps(ts, hooks) };
  const cached = theirs.cache[tsPath];
  if (cached) cached.exports = patched;
  const { createConverter } = theirs("./converter.js") as Pick<Tslab, "createConverter">;
  const { createExecutor } = theirs("./executor.js") as Pick<Tslab, "createExecutor">;
  return { ts, createConverter, createExecutor, jupyter: theirs("./jupyter.js") as Tslab["jupyter"] };
}
