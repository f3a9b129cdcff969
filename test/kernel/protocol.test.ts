import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JupyterClient, streamed, type Execution } from "./jupyterClient.js";

let kernel: JupyterClient;
beforeAll(async () => { kernel = await JupyterClient.start(); });
afterAll(() => kernel.stop());

const types = ({ messages }: Execution): string[] => messages.map((message) => message.type);
const shownIn = ({ messages }: Execution): Record<string, unknown> => (messages.at(-1)?.content["data"] ?? {}) as Record<string, unknown>;
const resultOf = ({ messages }: Execution): unknown => (messages.find((message) => message.type === "execute_result")?.content["data"] as Record<string, unknown> | undefined)?.["text/plain"];
const errorOf = ({ messages }: Execution): Record<string, unknown> => messages.find((message) => message.type === "error")?.content ?? {};
const tracebackOf = (execution: Execution): string => (errorOf(execution)["traceback"] as string[]).join("\n");

describe("a cell's messages", () => {
  it("announce the input and give the last expression as the result", async () => {
    const execution = await kernel.execute("const one = 1; one + 1");
    expect(types(execution)).toEqual(["execute_input", "execute_result"]);
    expect(execution.messages[0]?.content["execution_count"]).toBe(execution.reply["execution_count"]);
    expect(resultOf(execution)).toBe("2");
  });
  it("lose none of 200,000 lines", async () => {
    const { reply, messages } = await kernel.execute('for (let i = 0; i < 200_000; i++) console.log("line " + i);');
    const text = streamed(messages);
    expect(reply["status"]).toBe("ok");
    expect(text.split("\n").every((line, i) => line === (i === 200_000 ? "" : `line ${i}`))).toBe(true);
    expect(text.length).toBe(2_288_890);
  });
  it("lose none of many lines written between awaits", async () => {
    const { messages } = await kernel.execute('for (let i = 0; i < 5000; i++) { console.log(i); if (i % 100 === 0) await null; }');
    expect(streamed(messages)).toBe(Array.from({ length: 5000 }, (_, i) => `${i}\n`).join(""));
  });
  it("are all kept when one cell publishes thousands of displays without a pause", async () => {
    const { messages } = await kernel.execute('for (let i = 0; i < 5000; i++) (globalThis as any)[Symbol.for("btc-quant.kernel")].publish({ "text/plain": String(i) }, { id: "one", update: i > 0 });');
    expect(messages.filter(({ type }) => type === "update_display_data").length).toBe(4999);
    expect(messages.at(-1)?.content["data"]).toEqual({ "text/plain": "4999" });
  });
  it("are absent for a silent request, which is not counted either", async () => {
    const before = (await kernel.execute("0")).reply["execution_count"];
    const silent = await kernel.execute("console.log('heard'); 1", { silent: true });
    expect(types(silent).filter((type) => type !== "stream")).toEqual([]);
    expect((await kernel.execute("0")).reply["execution_count"]).toBe(Number(before) + 1);
  });
  it("show a value by its own display, a danfo-like frame as a table, and nothing for an empty bundle", async () => {
    const own = await kernel.execute('({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>x</b>" }) })');
    expect(shownIn(own)).toEqual({ "text/html": "<b>x</b>" });
    const table = await kernel.execute('({ $data: [[1, "<i>"]], $columns: ["a", "b"], columns: ["a", "b"], index: [0], shape: [1, 2] })');
    expect(shownIn(table)["text/html"]).toContain("<th>0</th><td>1</td><td>&lt;i&gt;</td>");
    expect(types(await kernel.execute('({ [Symbol.for("Jupyter.display")]: () => ({}) })'))).toEqual(["execute_input"]);
  });
});

describe("top-level await in a cell", () => {
  it("works with parentheses and in for-await, and keeps its type", async () => {
    expect(resultOf(await kernel.execute("const four = await (Promise.resolve(4)); four.toFixed(1)"))).toBe("4.0");
    expect(streamed((await kernel.execute("for await (const x of [1, 2]) console.log(x)")).messages)).toBe("1\n2\n");
    expect(errorOf(await kernel.execute("const wrong: string = await (Promise.resolve(4))"))["evalue"]).toContain("Type 'number' is not assignable to type 'string'");
  });
  it("shifts no column of an error", async () => {
    expect(tracebackOf(await kernel.execute('await (null); throw new Error("here")'))).toContain("]:1:21");
  });
});

describe("an error in a cell", () => {
  it("has name, message and the line of the cell where it happened, and no frame of the machinery", async () => {
    const defined = await kernel.execute('interface Order { readonly price: number }\n\nfunction check(order: Order): void {\n  if (order.price < 0) throw new RangeError("negative price");\n}');
    const execution = await kernel.execute("const orders = [{ price: 1 }, { price: -1 }];\norders.forEach(check);");
    const [definition, call] = [defined, execution].map(({ reply }) => reply["execution_count"]);
    expect(execution.reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "negative price" });
    const traceback = tracebackOf(execution);
    expect(traceback).toContain(`cell [${String(definition)}]:4:30`);
    expect(traceback).toContain(`at cell [${String(call)}]:2:8`);
    expect(traceback).toMatch(/> 4 \| {3}if \(order\.price < 0\)/);
    expect(traceback).not.toMatch(/node:|evalmachine|tslab|dist/);
  });
  it("keeps its place when it comes after an await", async () => {
    const execution = await kernel.execute('async function late(): Promise<void> {\n  await null;\n  throw new Error("late");\n}\nawait late();');
    expect(tracebackOf(execution)).toMatch(/at cell \[\d+\]:3:9\n/);
  });
  it("is placed wherever its stack is printed", async () => {
    expect(streamed((await kernel.execute('const noted = new Error("noted");\nconsole.log(noted.stack)')).messages)).toMatch(/^Error: noted\n {4}at cell \[\d+\]:1:15\n$/);
  });
  it("of types is placed and names what is wrong, strictly where null is involved", async () => {
    const execution = await kernel.execute("\nconst found: number = [1].find((x) => x > 1);");
    expect(errorOf(execution)).toMatchObject({ ename: "TypeCheckError" });
    expect(tracebackOf(execution)).toMatch(/cell \[\d+\]:2:7 TS2322: Type 'number \| undefined'/);
  });
  it("may be any thrown value, and names its cause", async () => {
    expect(errorOf(await kernel.execute('throw "a word"'))).toMatchObject({ ename: "Thrown", evalue: "'a word'" });
    expect(tracebackOf(await kernel.execute('throw new Error("outer", { cause: new TypeError("inner") })'))).toContain("caused by TypeError: inner");
  });
  it("tolerates what a notebook is full of: unused names, untyped parameters, redeclaration", async () => {
    for (const code of ["const unused = 1; function half(x) { return x / 2 }", "const unused = 2;", "try { throw new Error('m') } catch (e) { console.log(e.message) }"]) {
      expect((await kernel.execute(code)).reply["status"]).toBe("ok");
    }
  });
});

describe("cells queued behind an error", () => {
  const burst = (codes: readonly string[], more: object = {}): Promise<Execution[]> =>
    Promise.all(codes.map((code) => kernel.send("execute_request", { code, silent: false, stop_on_error: true, ...more })).map((id) => kernel.finished(id)));

  it("are aborted, and each gets its reply and its idle", async () => {
    const executions = await burst(['throw new Error("stop")', "console.log('never')", "console.log('never')"]);
    expect(executions.map(({ reply }) => reply["status"])).toEqual(["error", "aborted", "aborted"]);
    expect(executions.flatMap(({ messages }) => messages).some((message) => message.type === "stream")).toBe(false);
  });
  it("are aborted also when the failing cell kept the process busy while they arrived", async () => {
    const executions = await burst(['const until = Date.now() + 300; while (Date.now() < until); throw new Error("stop")', "1", "2"]);
    expect(executions.map(({ reply }) => reply["status"])).toEqual(["error", "aborted", "aborted"]);
  });
  it("run when the client asked not to stop", async () => {
    const executions = await burst(['throw new Error("go on")', "console.log('ran')"], { stop_on_error: false });
    expect(executions.map(({ reply }) => reply["status"])).toEqual(["error", "ok"]);
  });
  it("run when they were sent after the error was answered", async () => {
    await kernel.execute('throw new Error("stop")');
    expect((await kernel.execute("1")).reply["status"]).toBe("ok");
  });
});

describe("other requests", () => {
  it("are answered, each in its own type", async () => {
    expect(await kernel.answer(kernel.send("kernel_info_request", {}))).toMatchObject({ status: "ok", implementation: "btc-quant", language_info: { name: "typescript" } });
    expect(await kernel.answer(kernel.send("comm_info_request", {}))).toEqual({ status: "ok", comms: {} });
    expect(await kernel.answer(kernel.send("history_request", {}))).toEqual({ status: "ok", history: [] });
    expect(await kernel.answer(kernel.send("is_complete_request", { code: "function f() {" }))).toMatchObject({ status: "incomplete" });
    expect(((await kernel.answer(kernel.send("complete_request", { code: "Math.ab", cursor_pos: 7 })))["matches"] as string[])[0]).toBe("abs");
  });
  it("without an answer still end in idle", async () => {
    const id = kernel.send("debug_request", {});
    await expect.poll(() => kernel.published.filter(({ parent }) => parent === id).map(({ content }) => content["execution_state"])).toEqual(["busy", "idle"]);
  });
});

describe("interrupt", () => {
  it("stops a loop at once and names itself", async () => {
    const id = kernel.send("execute_request", { code: "console.log('looping'); for (;;);", silent: false });
    await expect.poll(() => kernel.published.some((message) => message.parent === id && message.type === "stream")).toBe(true);
    kernel.process.kill("SIGINT");
    expect((await kernel.finished(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
  });
  it("returns from an await, says that it goes on in the background, and leaves the kernel usable", async () => {
    const id = kernel.send("execute_request", { code: "console.log('waiting'); await new Promise(() => {});", silent: false });
    await expect.poll(() => kernel.published.some((message) => message.parent === id && message.type === "stream")).toBe(true);
    await kernel.answer(kernel.send("interrupt_request", {}, "control"));
    expect((await kernel.finished(id)).reply).toMatchObject({ status: "error", ename: "Interrupted", evalue: expect.stringContaining("in the background") });
    expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
  });
});

describe("an error that nobody awaits", () => {
  it("is told below the cell, with its place, and does not end the kernel", async () => {
    const id = kernel.send("execute_request", { code: 'setTimeout(() => { throw new Error("later"); }, 1);\nvoid Promise.reject(new Error("unheard"));', silent: false });
    await kernel.finished(id);
    const heard = (): string => streamed(kernel.published.filter(({ parent }) => parent === id), "stderr");
    await expect.poll(heard).toMatch(/In the background: Error: later\nat cell \[\d+\]:1:26/);
    expect(heard()).toMatch(/In the background: Error: unheard\nat cell \[\d+\]:2:21/);
  });
});

describe("the end of a kernel", () => {
  it("comes with a shutdown, also while timers of a cell are alive", async () => {
    const other = await JupyterClient.start();
    await other.execute("setInterval(() => {}, 1000)");
    const ended = once(other.process, "exit");
    expect(await other.answer(other.send("shutdown_request", { restart: false }, "control"))).toMatchObject({ status: "ok" });
    expect(await ended).toEqual([0, null]);
    await other.stop();
  });
  it("comes with the end of its parent", async () => {
    const main = resolve("lib/dist/kernel/main.js");
    const parent = spawn(process.execPath, ["-e", `
      const ports = [0, 0, 0, 0, 0].map((_, i) => 20000 + ((process.pid * 5 + i) % 30000));
      const [shell_port, iopub_port, control_port, stdin_port, hb_port] = ports;
      const file = require("path").join(require("fs").mkdtempSync(require("os").tmpdir() + "/btc-quant-parent-"), "c.json");
      require("fs").writeFileSync(file, JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: "k", shell_port, iopub_port, control_port, stdin_port, hb_port }));
      const child = require("child_process").spawn(process.execPath, ["--enable-source-maps", ${JSON.stringify(main)}, file], { stdio: "ignore", env: { ...process.env, JPY_PARENT_PID: String(process.pid) } });
      console.log(child.pid); setInterval(() => {}, 1000);`], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    const alive = (): boolean => { try { process.kill(pid, 0); return true; } catch { return false; } };
    expect(alive()).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(alive, { timeout: 20_000 }).toBe(false);
  });
});
