/**
 * Finds a Python that can make the virtual environment, and runs it with a time limit. Installs nothing.
 */
import { spawn } from "node:child_process";
import { KernelFailure } from "./failure.js";

export interface Finished { /** null when the limit ended it. */ readonly code: number | null; readonly output: string }

const OLDEST = [3, 10] as const;
const CANDIDATES: readonly (readonly string[])[] = process.platform === "win32" ? [["py", "-3"], ["python"]] : [["python3"], ["python"]];
const ANSWER_MS = 10_000;
const KEPT_CHARACTERS = 20_000;

/** Ends a child and everything it started. The child has to have been spawned `detached`. */
export function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Runs a program to its end or to the limit; its output is kept, not shown. Rejects when it can not be started. */
export function runLimited(command: string, args: readonly string[], limitMs: number, env: NodeJS.ProcessEnv = process.env): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, detached: process.platform !== "win32", stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let late = false;
    const keep = (chunk: Buffer): void => { output = (output + chunk.toString()).slice(-KEPT_CHARACTERS); };
    const limit = setTimeout(() => { late = true; endGroup(child.pid, "SIGKILL"); }, limitMs);
    const interrupted = (): void => endGroup(child.pid, "SIGKILL");
    process.once("exit", interrupted);
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => { clearTimeout(limit); reject(error); });
    child.on("close", (code) => {
      clearTimeout(limit);
      process.off("exit", interrupted);
      resolve({ code: late ? null : (code ?? 1), output });
    });
  });
}

async function version(candidate: readonly string[]): Promise<readonly [number, number] | undefined> {
  const [command = "", ...args] = candidate;
  try {
    const { code, output } = await runLimited(command, [...args, "-c", "import sys; print(*sys.version_info[:2])"], ANSWER_MS);
    const [major = 0, minor = 0] = output.trim().split(" ").map(Number);
    return code === 0 ? [major, minor] : undefined;
  } catch {
    return undefined;
  }
}

/** The command (and its first arguments) of a Python ≥ 3.10. Throws `PYTHON_MISSING` or `PYTHON_TOO_OLD`. */
export async function findPython(candidates: readonly (readonly string[])[] = CANDIDATES): Promise<readonly string[]> {
  const tooOld: string[] = [];
  for (const candidate of candidates) {
    const found = await version(candidate);
    if (!found) continue;
    if (found[0] > OLDEST[0] || (found[0] === OLDEST[0] && found[1] >= OLDEST[1])) return candidate;
    tooOld.push(`${candidate.join(" ")} is ${found.join(".")}`);
  }
  const where = "install it from python.org or with your package manager (Debian: apt install python3 python3-venv; macOS: brew install python)";
  if (tooOld.length > 0) throw new KernelFailure("environment", "PYTHON_TOO_OLD", `JupyterLab needs Python ${OLDEST.join(".")} or newer, but ${tooOld.join(", ")}: ${where}.`);
  throw new KernelFailure("environment", "PYTHON_MISSING", `JupyterLab needs Python ${OLDEST.join(".")} or newer, and neither ${candidates.map((c) => c.join(" ")).join(" nor ")} answers: ${where}.`);
}
