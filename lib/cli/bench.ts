/** `npm run bench [-- NAME …]`: each benchmark of test/bench in a process of its own, so that none sees another's memory or compiled code. Knows no benchmark. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const ROOT: string = join(__dirname, "..", "..", "..");
const FOLDER: string = join(ROOT, "test", "bench");

/** Those of the folder that are named `*.bench.ts`. */
const names = (): readonly string[] => readdirSync(FOLDER).filter((file) => file.endsWith(".bench.ts")).map((file) => file.replace(".bench.ts", ""));

export function run(argv: readonly string[]): Promise<number> {
  const unknown = argv.find((name) => !existsSync(join(FOLDER, `${name}.bench.ts`)));
  if (unknown !== undefined) {
    process.stderr.write(`'${unknown}' is not a benchmark; there are ${names().join(", ")}\n`);
    return Promise.resolve(2);
  }
  for (const name of argv.length > 0 ? argv : names()) {
    process.stdout.write(`\n── ${name}\n`);
    const { status } = spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", join(FOLDER, `${name}.bench.ts`)], { cwd: ROOT, stdio: "inherit" });
    if (status !== 0) return Promise.resolve(status ?? 1);
  }
  return Promise.resolve(0);
}
