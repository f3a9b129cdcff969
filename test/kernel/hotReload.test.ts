import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

interface Ran { reply: { status: string; evalue?: string }; messages: { type: string; content: { text?: string; name?: string } }[] }

let root: string, process_: ChildProcess;

/** A project of its own, whose library is "built" by writing files. */
function build(file: string, javascript: string, declarations: string): void {
  const path = join(root, "lib", "dist", file);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(`${path}.js`, javascript);
  writeFileSync(`${path}.d.ts`, declarations);
}
const buildFee = (value: number): void => build("market/fee", `exports.fee = () => ${value};`, "export declare const fee: () => number;");

async function cell(code: string): Promise<Ran> {
  process_.send(code);
  const [ran] = (await once(process_, "message")) as [Ran];
  return ran;
}
const printed = async (code: string): Promise<string> => (await cell(code)).messages.filter(({ type }) => type === "stream").map(({ content }) => content.text).join("");

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "btc-quant-reload-")));
  for (const folder of ["lib", "notebooks", "node_modules"]) mkdirSync(join(root, folder));
  writeFileSync(join(root, "lib", "package.json"), JSON.stringify({ name: "btc-quant", main: "dist/index.js", types: "dist/index.d.ts" }));
  symlinkSync("../lib", join(root, "node_modules", "btc-quant"));
  symlinkSync(resolve("node_modules/@types"), join(root, "node_modules", "@types"));
  build("index", 'Object.defineProperty(exports, "__esModule", { value: true });\nObject.defineProperty(exports, "fee", { enumerable: true, get: () => require("./market/fee").fee });', 'export { fee } from "./market/fee";');
  buildFee(1);
  process_ = fork(resolve("test/kernel/sessionProcess.cjs"), [join(root, "notebooks"), root], { execArgv: ["--enable-source-maps"] });
});
afterEach(async () => {
  const gone = once(process_, "exit");
  process_.disconnect();
  await gone;
  rmSync(root, { recursive: true, force: true });
});

describe("an edit in the library", () => {
  it("reaches the next cell, at any depth, without importing again", async () => {
    expect(await printed('import { fee } from "btc-quant";\nimport * as all from "btc-quant";\nconsole.log(fee(), all.fee())')).toBe("1 1\n");
    buildFee(2);
    expect(await printed("console.log(fee(), all.fee())")).toBe("2 2\n");
  });
  it("brings its types with it", async () => {
    await cell('import { fee } from "btc-quant"; fee()');
    expect((await cell('fee("maker")')).reply.evalue).toContain("Expected 0 arguments, but got 1");
    build("market/fee", "exports.fee = (kind) => kind.length;", "export declare const fee: (kind: string) => number;");
    expect(await printed('import { fee } from "btc-quant"; console.log(fee("maker"))')).toBe("5\n");
  });
  it("leaves a name alone that a cell has given a value of its own", async () => {
    await cell('import { fee } from "btc-quant"; fee()');
    await cell("const fee = () => 7;");
    buildFee(2);
    expect(await printed("console.log(fee())")).toBe("7\n");
  });
  it("that does not load is told, keeps the old names and does not stop the cell", async () => {
    await cell('import { fee } from "btc-quant"; fee()');
    build("market/fee", 'throw new Error("half written");', "export declare const fee: () => number;");
    const { reply, messages } = await cell("console.log(fee())");
    expect(reply.status).toBe("ok");
    expect(messages.filter(({ type }) => type === "stream").map(({ content }) => `${content.name}: ${content.text}`)).toEqual([
      expect.stringMatching(/^stderr: The library was rebuilt but does not load.*half written/), "stdout: 1\n",
    ]);
  });
  it("does not touch the kernel's own room", async () => {
    build("kernel/marker", "globalThis.loads = (globalThis.loads ?? 0) + 1;", "export {};");
    build("index", 'require("./kernel/marker"); exports.fee = () => 1;', 'export { fee } from "./market/fee";');
    await cell('import { fee } from "btc-quant"; fee()');
    build("index", 'require("./kernel/marker"); exports.fee = () => 2;', 'export { fee } from "./market/fee";');
    expect(await printed("console.log(fee(), (globalThis as { loads?: number }).loads)")).toBe("2 1\n");
  });
});
