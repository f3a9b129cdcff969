/** `npm run doctor`: whether machine, store, clock, data and keys are as they should be, one line each. Words only; data/doctor examines. */
import { Command } from "commander";
import { examine } from "../data/doctor/doctor.js";
import type { Finding } from "../data/doctor/finding.js";
import { guard } from "./exit.js";

/** Ends with 1 when anything is an error; warnings are told and pass. */
export const run = (argv: readonly string[]): Promise<number> => guard(argv, async () => {
  const program = new Command("npm run doctor --").description("examines Node, disk, store, clock, data and keys: one line each, exit code 1 when anything is an error").exitOverride()
    .option("--json", "one array").option("--verbose", "show the stack of a failure").allowExcessArguments(false);
  const { json } = program.parse([...argv], { from: "user" }).opts<{ json?: boolean }>(), findings = await examine();
  process.stdout.write(`${json === true ? JSON.stringify(findings, null, 2) : findingsText(findings)}\n`);
  return findings.some(({ verdict }) => verdict === "error") ? 1 : 0;
});

const SIGNS: Readonly<Record<Finding["verdict"], string>> = { ok: "ok     ", warning: "warning", error: "ERROR  " };

function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  return findings.map(({ subject, verdict, sentence }) => `${SIGNS[verdict]}  ${subject.padEnd(width)}  ${sentence}`).join("\n");
}
