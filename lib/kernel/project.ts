/**
 * Where the project stands on this disk. Looks for the folder itself, so that it holds from `lib/` (tests) and from `lib/dist` (everything else).
 * Knows no working directory: a kernel's is the notebook's folder.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { KernelFailure } from "./failure.js";

const isRoot = (folder: string): boolean => {
  const manifest = join(folder, "lib", "package.json");
  return existsSync(manifest) && (JSON.parse(readFileSync(manifest, "utf8")) as { name?: string }).name === "btc-quant";
};

/** The folder that holds `lib/`, `notebooks/` and `.venv/`, as an absolute path. */
export function projectRoot(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) if (isRoot(folder)) return folder;
  throw new KernelFailure("environment", "PROJECT_MISSING", `No folder above ${__dirname} holds lib/package.json of btc-quant; run this inside the project.`);
}

/** The compiled library: what notebooks load and what hot reload watches. */
export const builtLibrary = (root: string = projectRoot()): string => join(root, "lib", "dist");

/** This room, compiled: the kernel process runs from here and never reloads itself. */
export const builtKernel = (root: string = projectRoot()): string => join(builtLibrary(root), "kernel");
