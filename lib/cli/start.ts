/**
 * `npm start [-- --no-browser] [--port N]`: JupyterLab on the notebooks, our kernel and renderer in it, our compiler watching `lib/`, until Ctrl-C.
 * npm packages and the build are there already: `run.mjs` saw to it. How each part works is the kernel room's.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Command as Parser, InvalidArgumentError } from "commander";
import { choosePort, ensureVenv, KernelFailure, projectRoot, startLab, writeJupyterFiles, type LabServer, type Venv } from "../kernel/index.js";
import { guard, type Command } from "./exit.js";
import { withKernelFailures } from "./kernelFailures.js";
import { storeHint } from "./storeHint.js";

interface Options { readonly browser: boolean; readonly port?: number }

const WITHOUT_PYTHON = "Everything that needs no Python works: npm run backtest, npm run data, npm run notebooks.";
const HIGHEST_PORT = 65_535;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT) throw new InvalidArgumentError(`A port is a whole number from 1 to ${HIGHEST_PORT}.`);
  return port;
}

function parse(argv: readonly string[]): Options {
  const parser = new Parser("start").exitOverride()
    .description("Opens JupyterLab on the notebooks and keeps compiling lib/ until Ctrl-C.")
    .option("--no-browser", "print the address, open nothing")
    .option("--port <n>", "the port to listen on (default: the first free one from 8888)", parsePort)
    .option("--verbose", "show where in our code a failure came from");
  return parser.parse([...argv], { from: "user" }).opts<Options>();
}

/** Keeps `lib/dist` current. Speaks only of errors, and of their end. */
function watchLibrary(root: string): ChildProcess {
  const compiler = spawn(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", root, "--watch", "--preserveWatchOutput", "--pretty", "false"], {
    cwd: root, detached: process.platform !== "win32", stdio: ["ignore", "pipe", "ignore"],
  });
  let broken = false;
  createInterface({ input: compiler.stdout }).on("line", (line) => {
    const errors = Number(/Found (\d+) errors?/.exec(line)?.[1] ?? Number.NaN);
    if (/error TS\d+/.test(line)) say(line);
    if (broken && errors === 0) say("lib/ compiles again.");
    if (!Number.isNaN(errors)) broken = errors > 0;
  });
  return compiler;
}

/** The compiler is a native program behind a Node one: the group ends both. */
function endCompiler({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}

/** Settles at Ctrl-C, when the terminal closes, or when somebody ends this process. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}

/** Ctrl-C while pip is at work ends at once; the next start repairs what is left. */
async function venvUnlessInterrupted(root: string): Promise<Venv> {
  const leave = (): never => process.exit(130);
  process.once("SIGINT", leave).once("SIGTERM", leave);
  try {
    return await ensureVenv({ root, log: say });
  } finally {
    process.off("SIGINT", leave).off("SIGTERM", leave);
  }
}

/** A lab that was ended from its own menu ends all the rest too. */
async function untilTheEnd(lab: LabServer, compiler: ChildProcess, stop: Promise<void>): Promise<number> {
  const code = await Promise.race([lab.ended, stop.then(() => 0)]);
  say("\nEnding JupyterLab, its kernels and the compiler …");
  endCompiler(compiler);
  await lab.stop();
  return code;
}

async function startOnce(root: string, { browser, port }: Options): Promise<number> {
  await choosePort(port);
  const venv = await venvUnlessInterrupted(root);
  const stop = stopRequested();
  writeJupyterFiles(root);
  const compiler = watchLibrary(root);
  try {
    const lab = await startLab({ root, venv, browser, ...(port === undefined ? {} : { port }) });
    say(`\nJupyterLab: ${lab.url}\nEdits in lib/ reach the next cell. Ctrl-C ends everything.\n`);
    void storeHint().then((hint) => { if (hint !== undefined) say(hint); }, (error: unknown) => say(error instanceof Error ? error.message : String(error)));
    return await untilTheEnd(lab, compiler, stop);
  } finally {
    endCompiler(compiler);
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const options = parse(argv);
  try {
    return await startOnce(projectRoot(), options);
  } catch (error) {
    if (error instanceof KernelFailure && /^(PYTHON|VENV|PIP)_/.test(error.code)) throw new KernelFailure(error.kind, error.code, `${error.message} ${WITHOUT_PYTHON}`, { cause: error });
    throw error;
  }
}

export const run: Command = (argv) => guard(argv, withKernelFailures(main));
