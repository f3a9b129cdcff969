/**
 * Runs or checks a notebook in a process of its own, with Node alone: no Python, no server, the same session as in JupyterLab.
 * Knows no command line; what to do with the executed notebook is the caller's.
 */
import { fork } from "node:child_process";
import { join } from "node:path";
import { KernelFailure } from "./failure.js";
import { readNotebook, writeNotebook, type Notebook } from "./notebookFile.js";
import type { CellFailure, ProcessReport } from "./notebookProcess.js";
import { builtKernel } from "./project.js";

export interface NotebookRun {
  readonly path: string;
  /** With the outputs of the cells that ran; cells behind a failure have none. */
  readonly notebook: Notebook;
  /** Code cells in the notebook. */
  readonly cells: number;
  readonly ms: number;
  /** Empty when all is well; a run stops at its first, a check lists all. */
  readonly failures: readonly CellFailure[];
}
export interface NotebookOptions {
  /** Write the executed notebook here, also a failed one. */
  readonly out?: string;
  /** Added to this process's environment: the parameters of a notebook. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onCell?: (report: Extract<ProcessReport, { type: "cell" }>) => void;
}

const KEPT_CHARACTERS = 2000;

function inProcess(mode: "run" | "check", path: string, { env, onCell }: NotebookOptions): Promise<NotebookRun> {
  readNotebook(path);
  const before = performance.now();
  return new Promise((resolve, reject) => {
    const child = fork(join(builtKernel(), "notebookProcess.js"), [mode, path], {
      env: { ...process.env, ...env }, execArgv: ["--enable-source-maps"], stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let result: NotebookRun | undefined;
    let cell = 0;
    let words = "";
    child.stderr?.on("data", (chunk: Buffer) => { words = (words + chunk.toString()).slice(-KEPT_CHARACTERS); });
    child.on("message", (message: ProcessReport) => {
      if (message.type === "done") result = { path, notebook: message.notebook, cells: message.cells, failures: message.failures, ms: performance.now() - before };
      else { cell = message.cell; onCell?.(message); }
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (result) resolve(result);
      else reject(new KernelFailure("environment", "KERNEL_DIED", `The process of ${path} ended (${signal ?? `exit code ${code}`}) in code cell ${cell + 1} before it could answer. ${words.trim().split("\n").pop() ?? ""}`.trim()));
    });
  });
}

/** Executes all code cells, stopping at the first that fails without the tag `raises-exception`. Rejects only where no notebook can be read or its process dies. */
export async function runNotebook(path: string, options: NotebookOptions = {}): Promise<NotebookRun> {
  const run = await inProcess("run", path, options);
  if (options.out !== undefined) writeNotebook(options.out, run.notebook);
  return run;
}

/** Type-checks all code cells and executes none: for notebooks that need data or a network. */
export function checkNotebook(path: string): Promise<NotebookRun> {
  return inProcess("check", path, {});
}
