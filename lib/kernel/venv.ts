/**
 * `.venv`: JupyterLab in its pinned versions, made once, repaired when a run before was cut off. Touches nothing outside of the project but pip's cache.
 * Knows nothing of the kernel that will run in it.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KernelFailure } from "./failure.js";
import { projectRoot } from "./project.js";
import { findPython, runLimited } from "./python.js";

export interface Venv { readonly folder: string; readonly python: string; /** False when all of it stood already. */ readonly made: boolean }
export interface VenvOptions {
  /** Default: the project's. */
  readonly root?: string;
  /** All of it together, in ms; default 110 s, or BTC_QUANT_PIP_SECONDS. */
  readonly limitMs?: number;
  readonly log?: (line: string) => void;
  readonly candidates?: readonly (readonly string[])[];
}

const DEFAULT_LIMIT_S = 110;
const STAMP = "btc-quant.json";

const requirementsOf = (root: string): string => join(root, "lib", "kernel", "requirements.txt");
export const venvFolder = (root: string = projectRoot()): string => join(root, ".venv");
export const venvPython = (folder: string): string => (process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python"));

/** Written last, so that whatever is cut off before leaves none. The folder is in it: an environment that was moved does not run. */
const stampOf = (root: string): string =>
  `${JSON.stringify({ folder: venvFolder(root), requirements: createHash("sha256").update(readFileSync(requirementsOf(root))).digest("hex") })}\n`;

export function venvStands(root: string = projectRoot()): boolean {
  const folder = venvFolder(root);
  const stamp = join(folder, STAMP);
  return existsSync(venvPython(folder)) && existsSync(stamp) && readFileSync(stamp, "utf8") === stampOf(root);
}

const lastLine = (output: string): string => output.trim().split("\n").filter((line) => !line.startsWith("[notice]")).pop()?.trim() ?? "no message";

async function create(folder: string, candidates: VenvOptions["candidates"], limitMs: number): Promise<void> {
  const [command = "", ...args] = await findPython(candidates);
  const { code, output } = await runLimited(command, [...args, "-m", "venv", "--clear", folder], limitMs);
  if (code === 0) return;
  const hint = /ensurepip/.test(output) ? "on Debian and Ubuntu: apt install python3-venv" : `its last words: ${lastLine(output)}`;
  throw new KernelFailure("environment", "VENV_FAILED", `Python could not make the virtual environment ${folder} (${code === null ? "it took too long" : hint}); then run npm start again.`);
}

async function install(root: string, folder: string, limitMs: number): Promise<void> {
  const args = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--timeout", "15", "--retries", "2", "-r", requirementsOf(root)];
  const { code, output } = await runLimited(venvPython(folder), args, limitMs);
  if (code === 0) return;
  const again = "npm start again goes on with what was downloaded";
  if (code === null) throw new KernelFailure("environment", "PIP_TIMEOUT", `The Python package index did not deliver JupyterLab in time: check the network or set PIP_INDEX_URL to an index that you can reach; ${again}, and BTC_QUANT_PIP_SECONDS=600 gives a slow line more time.`);
  throw new KernelFailure("environment", "PIP_FAILED", `pip could not install JupyterLab (${lastLine(output)}): check the network or set PIP_INDEX_URL to an index that you can reach; ${again}.`);
}

/** Makes or repairs `.venv`; at once when it stands. Throws PYTHON_MISSING, PYTHON_TOO_OLD, VENV_FAILED, PIP_TIMEOUT or PIP_FAILED, each one sentence, within the limit. */
export async function ensureVenv(options: VenvOptions = {}): Promise<Venv> {
  const { root = projectRoot(), log = (): void => undefined, candidates } = options;
  const folder = venvFolder(root);
  if (venvStands(root)) return { folder, python: venvPython(folder), made: false };
  const limitMs = options.limitMs ?? Number(process.env["BTC_QUANT_PIP_SECONDS"] ?? DEFAULT_LIMIT_S) * 1000;
  const deadline = performance.now() + limitMs;
  log("Making .venv with JupyterLab (about half a minute the first time) …");
  await create(folder, candidates, limitMs);
  await install(root, folder, Math.max(1, deadline - performance.now()));
  writeFileSync(join(folder, STAMP), stampOf(root));
  return { folder, python: venvPython(folder), made: true };
}
