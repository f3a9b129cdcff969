/**
 * The child process in which one notebook runs (or is only type-checked): `node notebookProcess.js run|check FILE`, reporting over IPC.
 * One process a notebook: cells share globals, and the compiler fixes its folder when it loads.
 */
import { dirname, resolve } from "node:path";
import { CellOutputs, foldLines } from "./cellOutputs.js";
import { typeErrors, type ErrorContent } from "./cellError.js";
import { codeCells, mayFail, readNotebook, textOf, type Notebook } from "./notebookFile.js";
import { Session } from "./session.js";

/** `cell` counts code cells from 1, as `In [n]` does. */
export type CellFailure = { readonly cell: number; readonly code: string } & ErrorContent;
export type ProcessReport =
  | { readonly type: "cell"; readonly cell: number; readonly of: number; readonly ok: boolean; readonly ms: number }
  | { readonly type: "done"; readonly notebook: Notebook; readonly cells: number; readonly failures: readonly CellFailure[] };

const report = (message: ProcessReport): Promise<void> => new Promise((sent) => { process.send?.(message, () => sent()); });

async function execute(session: Session, notebook: Notebook): Promise<readonly CellFailure[]> {
  const outputs = new CellOutputs();
  const cells = codeCells(notebook);
  const failures: CellFailure[] = [];
  for (const cell of cells) Object.assign(cell, { outputs: [], execution_count: null });
  for (const [i, cell] of cells.entries()) {
    const code = textOf(cell.source);
    const before = performance.now();
    const reply = await session.execute(code, outputs.into(cell));
    const ok = reply.status === "ok" || mayFail(cell);
    await report({ type: "cell", cell: i + 1, of: cells.length, ok, ms: performance.now() - before });
    if (reply.status === "error" && !ok) {
      failures.push({ cell: i + 1, code, ename: reply.ename, evalue: reply.evalue, traceback: reply.traceback });
      break;
    }
  }
  session.output.flush();
  return failures;
}

/** Every cell is checked, also behind one that fails: its declarations are missing then, which is said by TypeScript itself. */
function check({ compiler }: Session, notebook: Notebook): readonly CellFailure[] {
  let declared = "";
  return codeCells(notebook).flatMap((cell, i) => {
    const code = textOf(cell.source);
    compiler.cell = i + 1;
    const { diagnostics, declOutput } = compiler.convert(declared, code);
    if (diagnostics.length > 0) return mayFail(cell) ? [] : [{ cell: i + 1, code, ...typeErrors(i + 1, code, diagnostics) }];
    declared = declOutput ?? "";
    return [];
  });
}

async function main(mode: string | undefined, file: string | undefined): Promise<void> {
  if (file === undefined || process.send === undefined) throw new Error("notebookProcess is started by runNotebook");
  const path = resolve(file);
  const notebook = readNotebook(path);
  process.chdir(dirname(path));
  const session = new Session();
  process.on("uncaughtException", (error) => session.reportBackgroundError(error));
  process.on("unhandledRejection", (reason) => session.reportBackgroundError(reason));
  const failures = mode === "check" ? check(session, notebook) : await execute(session, notebook);
  foldLines(notebook.cells);
  await report({ type: "done", notebook, cells: codeCells(notebook).length, failures });
  process.exit(0);
}

void main(process.argv[2], process.argv[3]);
