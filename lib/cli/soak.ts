/** `npm run soak -- NAME …`: evidence that takes longer than a test may; each of test/soak prints its figures and writes them to test/evidence. */
import { runScripts } from "./scripts.js";

export const run = (argv: readonly string[]): Promise<number> => runScripts({ folder: "test/soak", ending: ".soak.ts", what: "a soak", all: false }, argv);
