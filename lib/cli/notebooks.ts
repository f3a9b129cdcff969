/**
 * `npm run notebooks [-- FILES] [--check] [--commit]`: executes notebooks with Node alone, each in a process of its own.
 * Exit 1 with cell, code and traceback where one fails. How a cell runs is the kernel's.
 */
import { readdirSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { Command as Parser } from "commander";
import { checkNotebook, committedNotebook, isStale, openPainter, projectRoot, readNotebook, runNotebook, writeNotebook, type FigurePainter, type NotebookRun } from "../kernel/index.js";
import { guard, type Command } from "./exit.js";
import { withKernelFailures } from "./kernelFailures.js";

interface Options { readonly check?: true; readonly commit?: true }

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const shown = (path: string): string => relative(process.cwd(), path) || path;
const indent = (text: string): string => text.split("\n").map((line) => `    ${line}`).join("\n");

function allNotebooks(): string[] {
  const folder = join(projectRoot(), "notebooks");
  return readdirSync(folder).filter((name) => name.endsWith(".ipynb")).sort().map((name) => join(folder, name));
}

function printRun({ path, cells, ms, failures }: NotebookRun): void {
  say(`${failures.length === 0 ? "ok    " : "FAILED"} ${shown(path)}: ${cells} code cells in ${(ms / 1000).toFixed(1)} s`);
  for (const { cell, code, traceback } of failures) say(`\n  code cell ${cell}:\n${indent(code.trimEnd())}\n\n${indent(traceback.join("\n"))}\n`);
}

/** A stamp of other sources means that the outputs in the file are not of the code above them. */
function printStale(path: string): boolean {
  const stale = isStale(readNotebook(path));
  if (stale) say(`STALE  ${shown(path)}: its code changed after its outputs were made; npm run notebooks -- --commit ${shown(path)} makes them again`);
  return stale;
}

async function checked(path: string): Promise<boolean> {
  const run = await checkNotebook(path);
  printRun(run);
  return !printStale(path) && run.failures.length === 0;
}

async function executed(path: string): Promise<boolean> {
  const run = await runNotebook(path);
  printRun(run);
  return run.failures.length === 0;
}

/** A notebook that fails keeps the outputs it had. */
async function committed(path: string, painter: FigurePainter): Promise<boolean> {
  const run = await runNotebook(path);
  printRun(run);
  if (run.failures.length > 0) return false;
  writeNotebook(path, await committedNotebook(run.notebook, projectRoot(), painter));
  say(`       written, ${Math.ceil(statSync(path).size / 1024)} kB`);
  return true;
}

async function each(paths: readonly string[], one: (path: string) => Promise<boolean>): Promise<number> {
  let failed = 0;
  for (const path of paths) if (!(await one(path))) failed++;
  return failed === 0 ? 0 : 1;
}

async function commitAll(paths: readonly string[]): Promise<number> {
  const painter = await openPainter();
  try {
    return await each(paths, (path) => committed(path, painter));
  } finally {
    await painter.close();
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const parser = new Parser("notebooks").exitOverride()
    .description("Executes notebooks (all of notebooks/ by default) with Node alone and says which cell fails.")
    .argument("[files...]", "notebooks, *.ipynb")
    .option("--check", "type-check the cells and look for stale outputs; execute nothing")
    .option("--commit", "write the executed notebook back, with a static image of each figure, fit for git")
    .option("--verbose", "show where in our code a failure came from");
  parser.parse([...argv], { from: "user" });
  const options = parser.opts<Options>();
  const paths = parser.args.length > 0 ? parser.args.map((file) => resolve(file)) : allNotebooks();
  for (const path of paths) readNotebook(path);
  if (paths.length === 0) say("There are no notebooks in notebooks/.");
  if (options.check) return each(paths, checked);
  return options.commit ? commitAll(paths) : each(paths, executed);
}

export const run: Command = (argv) => guard(argv, withKernelFailures(main));
