/** `npm run bench [-- NAME … --bars N]`: each benchmark of test/bench. Knows no benchmark; what `--bars` means is for them to say. */
import { runScripts } from "./scripts.js";

/** Million bars, for the one that grows. */
const BARS = "--bars";

export function run(argv: readonly string[]): Promise<number> {
  const at = argv.indexOf(BARS), millions = at < 0 ? undefined : argv[at + 1], names = at < 0 ? argv : [...argv.slice(0, at), ...argv.slice(at + 2)];
  if (at >= 0 && !(Number(millions) > 0 && Number(millions) < 1000)) {
    process.stderr.write(`${BARS} is '${millions ?? ""}': millions of bars were expected, such as ${BARS} 36\n`);
    return Promise.resolve(2);
  }
  if (millions !== undefined) process.env["BENCH_BARS"] = millions;
  return runScripts({ folder: "test/bench", ending: ".bench.ts", what: "a benchmark", all: true }, names);
}
