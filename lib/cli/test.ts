/** `npm test`: types, lint, then every test. Arguments go to vitest: `npm test -- test/market`. Knows no test. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT: string = join(__dirname, "..", "..", "..");

interface Step { readonly name: string; readonly script: string; readonly args: readonly string[] }

const STEPS: readonly Step[] = [
  { name: "types", script: "node_modules/typescript/bin/tsc", args: ["-p", "."] },
  { name: "types of the tests", script: "node_modules/typescript/bin/tsc", args: ["-p", "test"] },
  { name: "lint", script: "node_modules/oxlint/bin/oxlint", args: ["--type-aware", "--max-warnings", "0"] },
];

export function run(argv: readonly string[]): Promise<number> {
  const vitest: Step = { name: "tests", script: "node_modules/vitest/vitest.mjs", args: ["run", ...argv] };
  for (const { name, script, args } of [...STEPS, vitest]) {
    process.stdout.write(`\n── ${name}\n`);
    const { status } = spawnSync(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, stdio: "inherit" });
    if (status !== 0) return Promise.resolve(status ?? 1);
  }
  return Promise.resolve(0);
}
