/** Runs TypeScript files of a folder, each in a process of its own, so that none sees another's memory or compiled code. Knows no file. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const ROOT: string = join(__dirname, "..", "..", "..");

export interface Scripts {
  /** Below the project's root. */
  readonly folder: string;
  /** What the files' names end with: `.bench.ts`. */
  readonly ending: string;
  /** For the sentence that refuses a name: `a benchmark`. */
  readonly what: string;
  /** Run when none is named. */
  readonly all: boolean;
}

/** Those named, in that order; the first that fails ends it. */
export function runScripts({ folder, ending, what, all }: Scripts, named: readonly string[]): Promise<number> {
  const names = readdirSync(join(ROOT, folder)).filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length)), unknown = named.find((name) => !names.includes(name));
  if (unknown !== undefined || (named.length === 0 && !all)) {
    process.stderr.write(`${unknown === undefined ? `name ${what}` : `'${unknown}' is not ${what}`}; there are ${names.join(", ")}\n`);
    return Promise.resolve(2);
  }
  for (const name of named.length > 0 ? named : names) {
    process.stdout.write(`\n── ${name}\n`);
    const { status } = spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", join(ROOT, folder, `${name}${ending}`)], { cwd: ROOT, stdio: "inherit" });
    if (status !== 0) return Promise.resolve(status ?? 1);
  }
  return Promise.resolve(0);
}
