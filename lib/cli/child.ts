/** One command in a process of its own, as the schedule starts it: `node lib/dist/cli/child.js data repair`. Installs and builds nothing. */
import { join } from "node:path";
import type { Command } from "./exit.js";

const [command = "", ...argv] = process.argv.slice(2);
const { run } = require(join(__dirname, `${command}.js`)) as { readonly run: Command };
run(argv).then((code) => { process.exitCode = code; }, (error: unknown) => { throw error; });
