/**
 * `npm run cases -- FILE [--json]`: works out every reference case of a file and prints expected, got and verdict by id.
 * Ends with 0 when all pass, 1 when one fails or its kind is not supported, 2 for a file that is not of that form. Knows no kind.
 */
import { Command } from "commander";
import { readCases, type Answer } from "./casesFile.js";
import { judge, type Verdict } from "./casesVerdict.js";
import { guard } from "./exit.js";

export const run = (argv: readonly string[]): Promise<number> => guard(argv, cases);

async function cases(argv: readonly string[]): Promise<number> {
  const command = new Command("cases").description("Works out reference cases and compares").exitOverride()
    .argument("<file>", "JSON: { cases: [{ id, kind, inputs, expected, tolerance }] }")
    .option("--json", "print one JSON object").option("--verbose", "show where an error came from");
  await command.parseAsync(argv, { from: "user" });
  const [file = ""] = command.args, verdicts = readCases(file).map(judge);
  const failed = verdicts.filter(({ verdict }) => verdict === "fail").length, total = verdicts.length;
  if (command.opts<{ json?: boolean }>().json === true) process.stdout.write(`${JSON.stringify({ total, passed: total - failed, failed, cases: verdicts })}\n`);
  else process.stdout.write(`${tableOf(verdicts)}\n${summary(total, failed)}\n`);
  return failed === 0 ? 0 : 1;
}

const summary = (total: number, failed: number): string =>
  `${total} case${total === 1 ? "" : "s"}: ${total - failed} passed${failed === 0 ? "" : `, ${failed} failed`}`;

/** Columns as wide as their longest entry. A long list is cut: `--json` has it whole. */
function tableOf(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ id, expected, got, verdict, reason }) => [id, shown(expected), reason === undefined ? shown(got) : "-", reason === undefined ? verdict : `${verdict}: ${reason}`]);
  const all = [["id", "expected", "got", "verdict"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}

function shown(answer: Answer): string {
  if (answer === null) return "none";
  const text = JSON.stringify(answer);
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
