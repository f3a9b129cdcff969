/**
 * The types of a strategy file, checked by the compiler that builds the library against the library's own declarations: a misspelt
 * indicator would otherwise be `undefined`, and every comparison with it false. Runs nothing of the file.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { packageFolder } from "../data/store/home.js";

const packageOf = (name: string): string => dirname(createRequire(__filename).resolve(`${name}/package.json`));
const COMPILER = join(packageOf("typescript"), "bin", "tsc");
const DECLARATIONS = join(packageFolder(), "dist", "index.d.ts");
const OPTIONS = { noEmit: true, strict: true, target: "es2022", lib: ["es2023"], module: "esnext", moduleResolution: "bundler", skipLibCheck: true };

/** @returns the first thing that does not fit, with its line; undefined when all does */
export function typeError(path: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "btc-quant-types-")), project = join(folder, "tsconfig.json");
  try {
    writeFileSync(project, JSON.stringify({ compilerOptions: { ...OPTIONS, types: ["node"], typeRoots: [dirname(packageOf("@types/node"))], paths: { "btc-quant": [DECLARATIONS] } }, files: [resolve(path)] }));
    const { stdout } = spawnSync(process.execPath, [COMPILER, "-p", project, "--pretty", "false"], { encoding: "utf8" });
    const found = /\((\d+),\d+\): error TS\d+: (.+)/.exec(stdout);
    return found === null ? undefined : `line ${found[1]}: ${found[2]}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
