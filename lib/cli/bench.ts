/** `npm run bench [-- NAME …]`: each benchmark of test/bench. */
import { runScripts } from "./scripts.js";

export const run = (argv: readonly string[]): Promise<number> => runScripts({ folder: "test/bench", ending: ".bench.ts", what: "a benchmark", all: true }, argv);
