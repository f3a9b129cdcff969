import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { run as notebooks } from "../../lib/cli/notebooks.js";
import { committedNotebook, MAX_FIGURE_CHARACTERS, PLOTLY_MIME } from "../../lib/kernel/committedNotebook.js";
import { hasChromium } from "../../lib/kernel/chromium.js";
import { isStale, linesOf, readNotebook, sourceHash, writeNotebook, type Cell, type Notebook } from "../../lib/kernel/notebookFile.js";
import { checkNotebook, runNotebook } from "../../lib/kernel/runNotebook.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "btc-quant-notebooks-"));
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["@types", "tslab"]) symlinkSync(resolve("node_modules", name), join(folder, "node_modules", name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = (source: string, tags?: readonly string[]): Cell => ({ cell_type: "code", id: `c${source.length}`, source, metadata: tags ? { tags } : {}, outputs: [], execution_count: null });
const notebook = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
function file(name: string, ...cells: Cell[]): string {
  const path = join(folder, name);
  writeNotebook(path, notebook(...cells));
  return path;
}
/** Publishes as lib/report does, through the kernel's port. */
const display = (mime: string, content: string): string => `(globalThis as any)[Symbol.for("btc-quant.kernel")].publish({ "${mime}": ${content} });`;

describe("a notebook that runs", () => {
  it("gets the outputs a front end would show: joined streams, results, the last state of what was updated", async () => {
    const path = file("good.ipynb",
      { cell_type: "markdown", source: "# Title", metadata: {} },
      code('console.log("a"); console.log("b"); console.error("c"); 6 * 7'),
      code('import * as tslab from "tslab";\nconst live = tslab.newDisplay();\nlive.text("first");'),
      code('live.text("second");'),
      code("console.log(await Promise.resolve(process.env.BTC_QUANT_SPEED), process.cwd())"));
    const out = join(folder, "good.out.ipynb");
    const { notebook: ran, failures, cells } = await runNotebook(path, { out, env: { BTC_QUANT_SPEED: "60" } });
    expect(failures).toEqual([]);
    expect(cells).toBe(4);
    expect(ran.cells.map((cell) => cell.outputs)).toEqual([
      undefined,
      [
        { output_type: "stream", name: "stdout", text: ["a\n", "b\n"] }, { output_type: "stream", name: "stderr", text: ["c\n"] },
        { output_type: "execute_result", execution_count: 1, metadata: {}, data: { "text/plain": "42" } },
      ],
      [{ output_type: "display_data", metadata: {}, data: { "text/plain": "second" } }],
      [],
      [{ output_type: "stream", name: "stdout", text: [`60 ${folder}\n`] }],
    ]);
    expect(readNotebook(out)).toEqual(ran);
    expect(readNotebook(path).cells[1]?.outputs).toEqual([]);
  });
});

describe("a notebook that fails", () => {
  it("stops at the failing cell and gives its number, code and traceback; cells that may fail do not count", async () => {
    const path = file("bad.ipynb", code('throw new Error("expected")', ["raises-exception"]), code('const x = 1;\nthrow new RangeError("no " + x);'), code("console.log('never')"));
    const { failures, notebook: ran } = await runNotebook(path);
    expect(failures).toMatchObject([{ cell: 2, code: 'const x = 1;\nthrow new RangeError("no " + x);', ename: "RangeError", evalue: "no 1" }]);
    expect(failures[0]?.traceback.join("\n")).toContain("at cell [2]:2:7");
    expect(ran.cells[0]?.outputs?.[0]).toMatchObject({ output_type: "error", evalue: "expected" });
    expect(ran.cells[2]?.outputs).toEqual([]);
  });
  it("says in which cell its process died", async () => {
    await expect(runNotebook(file("dead.ipynb", code("1"), code("process.exit(3)")))).rejects.toThrow(/dead\.ipynb ended \(exit code 3\) in code cell 2/);
  });
  it("is told apart from a file that is none", async () => {
    const path = join(folder, "none.ipynb");
    writeFileSync(path, "{}");
    await expect(runNotebook(path)).rejects.toThrow(/none\.ipynb is no notebook of format 4/);
    await expect(runNotebook(join(folder, "absent.ipynb"))).rejects.toThrow(/There is no notebook/);
  });
});

describe("checking a notebook", () => {
  it("finds every type error, with earlier declarations in sight, and executes nothing", async () => {
    const marker = join(folder, "marker");
    const path = file("check.ipynb", code(`require("fs").writeFileSync(${JSON.stringify(marker)}, "");\nconst price = 1;`), code("\nconst wrong: string = price;"), code("const fine: number = price;"), code("price.toFixed(1, 2)"));
    const { failures } = await checkNotebook(path);
    expect(failures.map(({ cell }) => cell)).toEqual([2, 4]);
    expect(failures[0]?.evalue).toContain("cell [2]:2:7 Type 'number' is not assignable to type 'string'");
    expect(existsSync(marker)).toBe(false);
  });
});

describe("the command", () => {
  const said = async (...argv: string[]): Promise<{ exit: number; text: string }> => {
    let text = "";
    const take = (chunk: string | Uint8Array): boolean => { text += String(chunk); return true; };
    vi.spyOn(process.stdout, "write").mockImplementation(take);
    vi.spyOn(process.stderr, "write").mockImplementation(take);
    const exit = await notebooks(argv);
    vi.restoreAllMocks();
    return { exit, text };
  };
  it("exits 1 with cell, code and traceback where a cell fails, and runs the others all the same", async () => {
    const bad = file("command-bad.ipynb", code('throw new Error("told")')), good = file("command-good.ipynb", code("1"));
    const { exit, text } = await said(bad, good);
    expect(exit).toBe(1);
    expect(text).toMatch(/FAILED .*command-bad\.ipynb[^]*code cell 1:\n {4}throw new Error[^]*Error: told\n {4}at cell \[1\]:1:7[^]*ok {5}.*command-good\.ipynb: 1 code cells/);
  });
  it("exits 2 with one sentence where there is no such file or option", async () => {
    expect(await said(join(folder, "absent.ipynb"))).toEqual({ exit: 2, text: `There is no notebook ${join(folder, "absent.ipynb")} that can be read.\n` });
    expect((await said("--comit")).exit).toBe(2);
  });
  it("finds outputs that were made from other code", async () => {
    const path = file("stale.ipynb", code("1"));
    const stamped = readNotebook(path);
    stamped.metadata.btc_quant = { source_sha256: sourceHash(stamped) };
    writeNotebook(path, stamped);
    expect((await said("--check", path)).exit).toBe(0);
    stamped.cells[0] = code("2");
    writeNotebook(path, stamped);
    const { exit, text } = await said("--check", path);
    expect([exit, text]).toEqual([1, expect.stringContaining("STALE")]);
  });
  it.skipIf(!hasChromium())("writes an executed notebook back with an image of its figure [needs Chromium]", async () => {
    const path = file("commit.ipynb", code(display(PLOTLY_MIME, '{ data: [{ y: [1, 3, 2] }], layout: { title: { text: "Drawn" } } }')));
    expect((await said("--commit", path)).exit).toBe(0);
    const committed = readNotebook(path);
    const [output] = committed.cells[0]?.outputs ?? [];
    const png = Buffer.from(String((output as { data: Record<string, unknown> }).data["image/png"]), "base64");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBe(880);
    expect(isStale(committed)).toBe(false);
    expect(committed.metadata).toMatchObject({ kernelspec: { name: "btc-quant" } });
  });
});

describe("a committed notebook", () => {
  const painter = { draw: async (): Promise<string> => "aW1hZ2U=", close: async (): Promise<void> => undefined };
  const figure = { data: [{ y: [1] }], layout: {} };
  const withOutput = (data: Record<string, unknown>): Notebook => notebook({ ...code("1"), metadata: { tags: ["kept"], execution: { started: "now" } }, outputs: [{ output_type: "display_data", data, metadata: {} }] });

  it("has an image instead of the script that GitHub empties, and keeps the interactive figure while it is small", async () => {
    const { cells } = await committedNotebook(withOutput({ [PLOTLY_MIME]: figure, "text/html": "<script>", "text/plain": "Figure" }), "/project", painter);
    expect(cells[0]?.outputs).toMatchObject([{ data: { [PLOTLY_MIME]: figure, "image/png": "aW1hZ2U=", "text/plain": "Figure" } }]);
    expect(JSON.stringify(cells)).not.toContain("text/html");
    const large = { ...figure, data: [{ text: "x".repeat(MAX_FIGURE_CHARACTERS) }] };
    const image = await committedNotebook(withOutput({ [PLOTLY_MIME]: large }), "/project", painter);
    expect(image.cells[0]?.outputs).toEqual([{ output_type: "display_data", metadata: {}, data: { "image/png": "aW1hZ2U=" } }]);
  });
  it("carries no path of the machine and no volatile metadata", async () => {
    const { cells, metadata } = await committedNotebook(withOutput({ "text/plain": "at /project/lib/x.ts and /project" }), "/project", painter);
    expect(cells[0]).toMatchObject({ metadata: { tags: ["kept"] }, outputs: [{ data: { "text/plain": "at ./lib/x.ts and ." } }] });
    expect(JSON.stringify(cells)).not.toContain("started");
    expect(Object.keys(metadata).sort()).toEqual(["btc_quant", "kernelspec", "language_info"]);
  });
  it("is the same when it is made again", async () => {
    const once = await committedNotebook(withOutput({ "text/plain": "1" }), "/project", painter);
    expect(await committedNotebook(once, "/project", painter)).toEqual(once);
  });
});

describe("the hash of a notebook's sources", () => {
  it("changes with code and the order of cells, not with prose or outputs", () => {
    const base = sourceHash(notebook(code("a"), code("b")));
    expect(sourceHash(notebook(code("b"), code("a")))).not.toBe(base);
    expect(sourceHash(notebook(code("a"), code("c")))).not.toBe(base);
    expect(sourceHash(notebook(code("ab")))).not.toBe(base);
    expect(sourceHash(notebook({ cell_type: "markdown", source: "prose", metadata: {} }, { ...code("a"), execution_count: 7 }, code("b")))).toBe(base);
  });
});

describe("texts on disk", () => {
  it("are cut into lines without losing a character", () => {
    fc.assert(fc.property(fc.string(), (text) => {
      expect(linesOf(text).join("")).toBe(text);
      expect(linesOf(text).slice(0, -1).every((line) => line.endsWith("\n"))).toBe(true);
    }));
  });
  it("end with a newline, indented by one as Jupyter writes them", () => {
    expect(readFileSync(file("disk.ipynb", code("1")), "utf8")).toMatch(/^\{\n "cells": \[\n[^]*\}\n$/);
  });
});
