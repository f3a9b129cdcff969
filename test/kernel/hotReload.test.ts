import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Ran { reply: { status: string; evalue?: string }; messages: { type: string; content: { text?: string; name?: string } }[] }

let root: string, process_: ChildProcess;

/** One module of the library for each test, all behind the same index. */
const NAMES = ["deep", "typed", "own", "broken", "counted"] as const;
type Name = (typeof NAMES)[number];

/** "Builds" by writing what a compiler would. */
function write(file: string, javascript: string, declarations: string): void {
  const path = join(root, "lib", "dist", file);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(`${path}.js`, javascript);
  writeFileSync(`${path}.d.ts`, declarations);
}
const build = (name: Name, value: number): void => write(`market/${name}`, `exports.${name} = () => ${value};`, `export declare const ${name}: () => number;`);

function writeIndex(): void {
  const getters = NAMES.map((name) => `Object.defineProperty(exports, "${name}", { enumerable: true, get: () => require("./market/${name}").${name} });`);
  write("index", ['Object.defineProperty(exports, "__esModule", { value: true });', 'require("./kernel/marker");', ...getters].join("\n"), NAMES.map((name) => `export { ${name} } from "./market/${name}";`).join("\n"));
}

async function cell(code: string): Promise<Ran> {
  process_.send(code);
  const [ran] = (await once(process_, "message")) as [Ran];
  return ran;
}
const streams = ({ messages }: Ran): string[] => messages.filter(({ type }) => type === "stream").map(({ content }) => `${content.name}: ${content.text}`);

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "btc-quant-reload-")));
  for (const folder of ["lib", "notebooks", "node_modules"]) mkdirSync(join(root, folder));
  writeFileSync(join(root, "lib", "package.json"), JSON.stringify({ name: "btc-quant", main: "dist/index.js", types: "dist/index.d.ts" }));
  symlinkSync("../lib", join(root, "node_modules", "btc-quant"));
  symlinkSync(resolve("node_modules/@types"), join(root, "node_modules", "@types"));
  for (const name of NAMES) build(name, 1);
  write("kernel/marker", "globalThis.loads = (globalThis.loads ?? 0) + 1;", "export {};");
  writeIndex();
  process_ = fork(resolve("test/kernel/sessionProcess.cjs"), [join(root, "notebooks"), root], { execArgv: ["--enable-source-maps"] });
});
afterAll(async () => {
  const gone = once(process_, "exit");
  process_.disconnect();
  await gone;
  rmSync(root, { recursive: true, force: true });
});

describe("an edit in the library", () => {
  it("reaches the next cell, at any depth, without importing again", async () => {
    expect(streams(await cell('import { deep } from "btc-quant";\nimport * as all from "btc-quant";\nconsole.log(deep(), all.deep())'))).toEqual(["stdout: 1 1\n"]);
    build("deep", 2);
    expect(streams(await cell("console.log(deep(), all.deep())"))).toEqual(["stdout: 2 2\n"]);
  });
  it("brings its types with it", async () => {
    await cell('import { typed } from "btc-quant";');
    expect((await cell('typed("maker")')).reply.evalue).toContain("Expected 0 arguments, but got 1");
    write("market/typed", "exports.typed = (kind) => kind.length;", "export declare const typed: (kind: string) => number;");
    expect(streams(await cell('import { typed } from "btc-quant"; console.log(typed("maker"))'))).toEqual(["stdout: 5\n"]);
  });
  it("leaves a name alone that a cell has given a value of its own", async () => {
    await cell('import { own } from "btc-quant"; own()');
    await cell("const own = () => 7;");
    build("own", 2);
    expect(streams(await cell("console.log(own())"))).toEqual(["stdout: 7\n"]);
  });
  it("does not reload the kernel's own room", async () => {
    await cell('import { counted } from "btc-quant"; counted()');
    build("counted", 2);
    expect(streams(await cell("console.log(counted(), (globalThis as { loads?: number }).loads)"))).toEqual(["stdout: 2 1\n"]);
  });
  it("that does not load is told, keeps the old names and does not stop the cell", async () => {
    await cell('import { broken } from "btc-quant"; broken()');
    write("market/broken", 'throw new Error("half written");', "export declare const broken: () => number;");
    const ran = await cell("console.log(broken())");
    expect(ran.reply.status).toBe("ok");
    expect(streams(ran)).toEqual([expect.stringMatching(/^stderr: The library was rebuilt but does not load.*half written/), "stdout: 1\n"]);
  });
});
