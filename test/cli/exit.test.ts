import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCode, sentence } from "../../lib/cli/exit.js";
import { QuantError } from "../../lib/market/errors.js";
import { STACK_LINE } from "./command.js";

const EXIT = JSON.stringify(join(__dirname, "..", "..", "lib", "dist", "cli", "exit.js"));

/** A process of its own that runs `main` under the guard. */
function guarded(main: string, argv: readonly string[] = [], closeStdout = false): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, ["-e", `const { guard } = require(${EXIT}); guard(process.argv.slice(1), ${main}).then((code) => { process.exitCode = code; });`, "--", ...argv]);
  if (closeStdout) child.stdout.destroy();
  return new Promise((resolve, reject) => {
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => { stderr += chunk.toString(); });
    child.on("error", reject).on("close", (code) => resolve({ code, stderr }));
  });
}

describe("the end of a command", () => {
  it.each([["input", 2], ["unsupported", 2], ["data", 1], ["environment", 1], ["broken", 1]] as const)("by a failure of kind %s is exit %d", (kind, code) => expect(exitCode(new QuantError(kind, "X", "why"))).toBe(code));
  it("by anything unforeseen is exit 1", () => expect(exitCode(new TypeError("x is not a function"))).toBe(1));
  it("by our own error is its sentence alone", () => expect(sentence(new QuantError("input", "X", "the month is 13"), false)).toBe("the month is 13"));
  it("by anything unforeseen is one line that names it", () => expect(sentence(new TypeError("x is not a function\nand more"), false)).toBe("it failed unexpectedly: x is not a function (--verbose shows where)"));
  it("tells with --verbose where it happened and what caused it", () => {
    const told = sentence(new QuantError("data", "X", "the file is broken", {}, { cause: new RangeError("offset 7") }), true);
    expect(told).toMatch(STACK_LINE);
    expect(told).toContain("caused by: RangeError: offset 7");
  });
  it("by a wrong option is exit 2 and by --help exit 0", async () => {
    const commander = (code: number): string => `async () => { throw new (require("commander").CommanderError)(${code}, "x", "x"); }`;
    expect([(await guarded(commander(1))).code, (await guarded(commander(0))).code]).toEqual([2, 0]);
  });
  it("shows no stack in a process", async () => expect(await guarded("async () => { null.x; }")).toEqual({ code: 1, stderr: "it failed unexpectedly: Cannot read properties of null (reading 'x') (--verbose shows where)\n" }));
  it("goes on in silence when its reader closes the pipe", async () => {
    expect(await guarded("async () => { for (let i = 0; i < 200; i++) { process.stdout.write('x'.repeat(10_000)); await new Promise((r) => setImmediate(r)); } return 0; }", [], true)).toEqual({ code: 0, stderr: "" });
  });
});
