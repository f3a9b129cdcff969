/** Starts client.mjs and listens to it. */
import { spawn } from "node:child_process";
import { join } from "node:path";

export type Line = Readonly<Record<string, unknown>>;
export interface ClientProcess { readonly pid: number; readonly lines: Line[]; readonly ended: Promise<readonly Line[]>; kill(): void }

const SCRIPT = join(__dirname, "client.mjs");

export function client(home: string, ...args: readonly string[]): ClientProcess {
  return listen([process.execPath, SCRIPT, home, ...args]);
}

export function listen([command, ...args]: readonly string[]): ClientProcess {
  const child = spawn(command as string, args, { stdio: ["ignore", "pipe", "inherit"] }), lines: Line[] = [];
  let rest = "";
  child.stdout.on("data", (part: Buffer) => {
    const parts = (rest + part.toString()).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts.map((line) => JSON.parse(line) as Line));
  });
  return { pid: child.pid as number, lines, kill: () => child.kill("SIGKILL"), ended: new Promise((resolve) => { child.on("close", () => resolve(lines)); }) };
}
