/**
 * JupyterLab as a child process: started on a known port with a token of ours, ended with its kernels. Prints nothing.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { KernelFailure } from "./failure.js";
import { jupyterEnvironment } from "./jupyterFiles.js";
import { endGroup } from "./python.js";
import type { Venv } from "./venv.js";

export interface LabOptions {
  readonly root: string;
  /** What the browser sees as its root; default the project. */
  readonly folder?: string;
  readonly venv: Venv;
  readonly port?: number;
  readonly browser: boolean;
  /** Over Jupyter's environment in `.venv`; a test keeps its workspaces apart by it. */
  readonly env?: Readonly<Record<string, string>>;
}
export interface LabServer {
  /** Opens notebooks in a browser, token included. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Settles when the server has ended, for whatever reason. */
  readonly ended: Promise<number>;
  /** Ends server and kernels; settles when they are gone. */
  stop(): Promise<void>;
}

const FIRST_PORT = 8888;
const PORTS_TRIED = 20;
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
const KEPT_CHARACTERS = 4000;

const isFree = (port: number): Promise<boolean> => new Promise((resolve) => {
  const probe = createServer();
  probe.once("error", () => resolve(false));
  probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
});

/** A port that was asked for is taken as it is or refused (`PORT_BUSY`); without a wish the first free one from 8888 on. */
export async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new KernelFailure("environment", "PORT_BUSY", `Port ${wanted} is in use; name another one with --port, or leave it out and the first free one from ${FIRST_PORT} is taken.`);
  }
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port++) if (await isFree(port)) return port;
  throw new KernelFailure("environment", "PORT_BUSY", `All ports from ${FIRST_PORT} to ${FIRST_PORT + PORTS_TRIED - 1} are in use; name another one with --port.`);
}

function serverArguments({ root, folder = root, browser }: LabOptions, port: number): string[] {
  return [
    "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", `--ServerApp.port=${port}`, "--ServerApp.port_retries=0",
    `--ServerApp.root_dir=${folder}`, "--LabApp.default_url=/lab/tree/notebooks",
    ...(browser ? [] : ["--no-browser"]),
    // Root is refused by default for fear of open servers; ours listens on loopback and asks for a token.
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ];
}

/** The process group of its own keeps Ctrl-C from reaching the server, which would ask a question instead of ending. */
function launch(options: LabOptions, port: number, token: string): ChildProcess {
  const env = { ...process.env, ...jupyterEnvironment(options.root), ...options.env, JUPYTER_TOKEN: token };
  return spawn(options.venv.python, serverArguments(options, port), { cwd: options.root, env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/api`)).ok;
  } catch {
    return false;
  }
}

/** Starts the server and waits until it answers. Throws PORT_BUSY or LAB_FAILED. */
export async function startLab(options: LabOptions): Promise<LabServer> {
  const port = await choosePort(options.port);
  const token = randomBytes(24).toString("hex");
  const child = launch(options, port, token);
  let words = "";
  child.stderr?.on("data", (chunk: Buffer) => { words = (words + chunk.toString()).slice(-KEPT_CHARACTERS); });
  let running = true;
  const ended = new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code) => resolve(code ?? 0));
  }).finally(() => { running = false; });
  const stop = async (): Promise<void> => {
    if (running) child.kill("SIGTERM");
    await Promise.race([ended, pause(STOP_LIMIT_MS, undefined, { ref: false })]);
    if (running) endGroup(child.pid, "SIGKILL");
    await ended;
  };
  const deadline = performance.now() + START_LIMIT_MS;
  while (running && performance.now() < deadline && !(await answers(port))) await pause(100);
  if (running && (await answers(port))) return { url: `http://127.0.0.1:${port}/lab/tree/notebooks?token=${token}`, port, token, ended, stop };
  await stop();
  throw new KernelFailure("environment", "LAB_FAILED", `JupyterLab did not start; its last words: ${words.trim().split("\n").slice(-3).join(" ") || "none"}. Remove .venv and run npm start again.`);
}
