/**
 * One notebook session: compiles and runs cells one after another and publishes what happens as Jupyter messages.
 * Knows no sockets and no files: the protocol and the notebook runner each hand it a `publish`.
 */
import { CellCompiler } from "./cellCompiler.js";
import { runtimeError, typeErrors, type ErrorContent } from "./cellError.js";
import { displayBundle } from "./display.js";
import { HotReload } from "./hotReload.js";
import { OutputStream } from "./outputStream.js";
import { openPort } from "./port.js";
import { builtKernel, builtLibrary, projectRoot } from "./project.js";
import { installStackTraces } from "./stackTrace.js";
import type { Executor } from "./tslab.js";

/** Message type and content as in Jupyter's messaging protocol 5.3: `execute_input`, `stream`, `display_data`, `execute_result`, `error` … */
export type Publish = (type: string, content: Readonly<Record<string, unknown>>) => void;
export type CellReply =
  | { readonly status: "ok"; readonly execution_count: number; readonly user_expressions: object; readonly payload: readonly [] }
  | ({ readonly status: "error"; readonly execution_count: number } & ErrorContent);

const machinery: readonly string[] = ["tslab/package.json", "@tslab/typescript-for-tslab/package.json"].map((id) => require.resolve(id).replace(/package\.json$/, ""));
const NOTHING = Symbol("nothing was thrown or left as last value");

/** Takes over stdout, stderr and the stack format of this process; make one a process, in the notebook's folder. */
export class Session {
  readonly compiler: CellCompiler;
  readonly executor: Executor;
  readonly output: OutputStream = new OutputStream();
  readonly #reload: HotReload;
  #count = 0;
  #publish: Publish = () => undefined;
  #last: unknown = NOTHING;
  #thrown: unknown = NOTHING;

  constructor(folder: string = process.cwd(), root: string = projectRoot()) {
    this.#reload = new HotReload(builtLibrary(root), builtKernel(root), folder);
    this.compiler = new CellCompiler((path) => this.#reload.covers(path));
    const converters = { node: this.compiler, browser: this.compiler, close: (): void => this.compiler.close() };
    this.executor = this.compiler.tslab.createExecutor(folder, converters, {
      log: (value) => { this.#last = value; },
      error: (value) => { if (this.compiler.diagnostics.length === 0) this.#thrown = value; },
    });
    installStackTraces({ sources: this.compiler.sources, root, hidden: [builtKernel(root), ...machinery] });
    this.#takeOutput();
  }

  /** The execution count of the last cell. */
  get count(): number {
    return this.#count;
  }

  /** Never rejects: whatever a cell does is in the reply. A silent cell is not counted and not announced. */
  async execute(code: string, publish: Publish, silent: boolean = false): Promise<CellReply> {
    const cell = silent ? 0 : ++this.#count;
    this.#begin(cell, publish);
    if (!silent) publish("execute_input", { code, execution_count: cell });
    await this.#renewLibrary();
    const error = await this.#run(code, cell, silent);
    this.output.flush();
    if (!error) return { status: "ok", execution_count: cell, user_expressions: {}, payload: [] };
    publish("error", { ...error });
    return { status: "error", execution_count: cell, ...error };
  }

  /** For what goes wrong after its cell has ended: a timer, a promise nobody awaits. */
  reportBackgroundError(error: unknown): void {
    this.output.push("stderr", `In the background: ${runtimeError(error, this.compiler.sources).traceback.join("\n")}\n`);
  }

  close(): void {
    this.output.flush();
    this.executor.close();
  }

  #begin(cell: number, publish: Publish): void {
    this.output.redirect((name, text) => publish("stream", { name, text }));
    this.#publish = publish;
    this.#last = NOTHING;
    this.#thrown = NOTHING;
    this.compiler.cell = cell;
    this.compiler.diagnostics = [];
  }

  async #run(code: string, cell: number, silent: boolean): Promise<ErrorContent | undefined> {
    try {
      if (await this.executor.execute(code)) {
        this.#reload.track(this.compiler.tslab.ts, code);
        if (!silent) await this.#showLast(cell);
        return undefined;
      }
    } catch (error) {
      return runtimeError(error, this.compiler.sources);
    }
    const { diagnostics } = this.compiler;
    return diagnostics.length > 0 ? typeErrors(cell, code, diagnostics) : runtimeError(this.#thrown, this.compiler.sources);
  }

  async #showLast(cell: number): Promise<void> {
    if (this.#last === NOTHING) return;
    const data = await displayBundle(this.#last);
    this.output.flush();
    if (Object.keys(data).length > 0) this.#publish("execute_result", { data, metadata: {}, execution_count: cell });
  }

  async #renewLibrary(): Promise<void> {
    try {
      for (const path of await this.#reload.refresh(this.executor.locals)) this.compiler.fileChanged(path);
    } catch (error) {
      this.output.push("stderr", `The library was rebuilt but does not load; names imported before stay the old ones. ${String(error)}\n`);
    }
  }

  #takeOutput(): void {
    const real = { stdout: process.stdout.write.bind(process.stdout), stderr: process.stderr.write.bind(process.stderr) };
    this.output.redirect((name, text) => void real[name](text));
    process.stdout.write = this.output.writer("stdout");
    process.stderr.write = this.output.writer("stderr");
    const display = (content: object, update: boolean): void => {
      this.output.flush();
      this.#publish(update ? "update_display_data" : "display_data", { ...content });
    };
    this.compiler.tslab.jupyter.lastWriteDisplayData = (content, update): void => display(content as object, update);
    openPort((data, { id, update = false } = {}) => display({ data, metadata: {}, transient: id === undefined ? {} : { display_id: id } }, update));
  }
}
