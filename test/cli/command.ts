/** A command as a user runs it: a process of its own, over a store of its own. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

const HAND_OVER = "const [file, ...argv] = process.argv.slice(1); require(file).run(argv).then((code) => { process.exitCode = code; });";

export interface Ended { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** `npm run <name> -- …argv` without npm and without the build before it: that `npm test` has made. */
export function command(name: string, argv: readonly string[], home: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return ended(started(name, argv, home, env));
}

/** The same, to be listened to and to be killed. */
export function started(name: string, argv: readonly string[], home: string, env: Readonly<Record<string, string>> = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ["-e", HAND_OVER, join(ROOT, "lib", "dist", "cli", `${name}.js`), ...argv], { cwd: ROOT, env: { ...process.env, BTC_QUANT_HOME: home, CLICKHOUSE_URL: "", ...env } });
}

function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = "", stderr = "";
    child.stdout.on("data", (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr.on("data", (chunk: Buffer) => { stderr += chunk.toString(); });
    child.on("error", reject).on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** What no user is ever shown. */
export const STACK_LINE = /^\s+at .+:\d+:\d+\)?$/m;
