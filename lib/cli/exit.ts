/**
 * How a command ends: one sentence on stderr and an exit code, the stack only with `--verbose`.
 * 0 done, 2 the question can not be answered as asked (input, unsupported), 1 everything else. Knows no command.
 */
import { CommanderError } from "commander";
import { isQuantError } from "../market/errors.js";

export type Command = (argv: readonly string[]) => Promise<number>;

/** Runs `main` and turns whatever it throws into a sentence and a code. A reader that closed the pipe (`| head`) is no failure. */
export async function guard(argv: readonly string[], main: Command): Promise<number> {
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  try {
    return await main(argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said its sentence already
    process.stderr.write(`${sentence(error, argv.includes("--verbose"))}\n`);
    return exitCode(error);
  }
}

export function exitCode(error: unknown): number {
  return isQuantError(error) && (error.kind === "input" || error.kind === "unsupported") ? 2 : 1;
}

/** What a person reads of an error. */
export function sentence(error: unknown, verbose: boolean): string {
  if (verbose) return error instanceof Error ? (error.stack ?? error.message) + causes(error) : String(error);
  if (isQuantError(error)) return error.message;
  const first = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
  return `it failed unexpectedly: ${first === "" ? "no reason was given" : first} (--verbose shows where)`;
}

function causes(error: Error): string {
  return error.cause === undefined ? "" : `\ncaused by: ${sentence(error.cause, true)}`;
}

const quiet = new WeakSet<NodeJS.WriteStream>();

function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  if (quiet.has(stream)) return;
  quiet.add(stream);
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
