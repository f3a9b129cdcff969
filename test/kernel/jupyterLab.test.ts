import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, hasChromium, launchChromium } from "../../lib/kernel/chromium.js";
import { writeJupyterFiles } from "../../lib/kernel/jupyterFiles.js";
import { choosePort, startLab, type LabServer } from "../../lib/kernel/labServer.js";
import { writeNotebook } from "../../lib/kernel/notebookFile.js";
import { ensureVenv, type Venv } from "../../lib/kernel/venv.js";

const ROOT = resolve(".");
const SETUP_MS = 240_000;
const SEED = 'import { show, progress } from "btc-quant";';
const CELLS = [
  `${SEED}
const sine = (title: string, points: number) => {
  const x = Array.from({ length: points }, (_, i) => i);
  return { data: [{ type: "scatter", x, y: x.map((i) => Math.sin(i / 10)) }], layout: { title: { text: title }, height: 300 } };
};
const chart = show(sine("before", 50));`,
  `import { existsSync } from "node:fs";
const bar = progress(10, "working");
bar.update(0);
while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 50));
for (let i = 1; i <= 10; i++) bar.update(i);`,
  'chart.update(sine("after", 100));',
  "const price = (quote: { last?: number }) => {\n  if (quote.last === undefined) throw new RangeError(\"no price\");\n  return quote.last;\n};\nprice({});",
  'console.log("never");',
];
/** What JupyterLab's own page does, without drawing: a WebSocket to the kernel through the server, a cell, everything it streams. */
const STREAM = (kernel: string, token: string, code: string): string => `new Promise((resolve, reject) => {
  const socket = new WebSocket("ws://" + location.host + "/api/kernels/${kernel}/channels?session_id=test&token=${token}");
  const header = { msg_id: "many", msg_type: "execute_request", session: "test", username: "", version: "5.3", date: new Date().toISOString() };
  let text = "";
  socket.onerror = () => reject(new Error("no connection"));
  socket.onopen = () => socket.send(JSON.stringify({ channel: "shell", header, parent_header: {}, metadata: {}, content: { code: ${JSON.stringify(code)}, silent: false } }));
  socket.onmessage = ({ data }) => {
    const { msg_type, parent_header, content } = JSON.parse(data);
    if (parent_header.msg_id !== "many") return;
    if (msg_type === "stream") text += content.text;
    if (content.execution_state === "idle") { socket.close(); resolve(text); }
  };
})`;

let folder: string, venv: Venv | undefined, why = "", lab: LabServer | undefined, browser: Browser | undefined;

/** A folder with a notebook in it, in which `btc-quant` is found. */
function project(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "btc-quant-lab-")));
  symlinkSync(join(ROOT, "node_modules"), join(made, "node_modules"));
  writeNotebook(join(made, "small.ipynb"), {
    cells: CELLS.map((source, i) => ({ cell_type: "code", id: `cell-${i}`, source, metadata: {}, outputs: [], execution_count: null })),
    metadata: { kernelspec: { name: "btc-quant", display_name: "TypeScript (btc-quant)", language: "typescript" } }, nbformat: 4, nbformat_minor: 5,
  });
  return made;
}

beforeAll(async () => {
  if (!hasChromium()) { why = `there is no Chromium at ${chromiumPath()}`; return; }
  try {
    venv = await ensureVenv();
  } catch (error) {
    why = `.venv can not be made: ${(error as Error).message}`;
    return;
  }
  writeJupyterFiles();
  folder = project();
  [lab, browser] = await Promise.all([startLab({ root: ROOT, folder, venv, browser: false, env: { JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces") } }), launchChromium()]);
}, SETUP_MS);
afterAll(async () => {
  await Promise.all([browser?.close(), lab?.stop()]);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function openNotebook(path: string): Promise<{ page: Page; outside: string[] }> {
  if (!browser || !lab) throw new Error("no browser or no JupyterLab");
  const page = await browser.newPage({ viewport: { width: 1300, height: 3000 } });
  const outside: string[] = [];
  page.on("request", (request) => { if (!/^(https?|wss?):\/\/127\.0\.0\.1|^(data|blob):/.test(request.url())) outside.push(request.url()); });
  await page.goto(`http://127.0.0.1:${lab.port}/lab/tree/${path}?reset&token=${lab.token}`, { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 60_000 });
  await page.waitForFunction(() => /\| Idle/.test((globalThis as unknown as { document: { body: { innerText: string } } }).document.body.innerText), null, { timeout: 60_000 });
  return { page, outside };
}
const runAll = async (page: Page): Promise<void> => {
  await page.click("text=Run >> nth=0");
  await page.click('text="Run All Cells"');
};
const prompts = (page: Page): Promise<string[]> => page.locator(".jp-CodeCell .jp-InputPrompt").allTextContents();
const outputs = (page: Page, cell: number): Promise<string> => page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea").innerText();

describe("JupyterLab with our kernel and renderer", () => {
  it("draws a figure, redraws it live, moves a progress bar in place and shows where an error is", async ({ skip }) => {
    skip(why !== "", why);
    const { page, outside } = await openNotebook("small.ipynb");
    await runAll(page);
    const figure = page.locator(".jp-CodeCell").first().locator(".js-plotly-plot");
    await figure.locator(".main-svg").first().waitFor({ timeout: 60_000 });
    const bar = page.locator("progress");
    await bar.waitFor({ timeout: 60_000 });
    expect(await bar.getAttribute("value")).toBe("0");
    expect(await figure.locator(".gtitle").textContent()).toBe("before");
    writeFileSync(join(folder, "go"), "");
    await expect.poll(() => bar.getAttribute("value"), { timeout: 30_000 }).toBe("10");
    expect(await bar.count()).toBe(1);
    await expect.poll(() => figure.locator(".gtitle").textContent(), { timeout: 30_000 }).toBe("after");
    expect(await figure.count()).toBe(1);
    await expect.poll(() => outputs(page, 3), { timeout: 60_000 }).toMatch(/RangeError: no price\nat cell \[4\]:2:39/);
    // The error is drawn a moment before JupyterLab takes the star off the cells that it will not run.
    await expect.poll(() => prompts(page), { timeout: 30_000 }).not.toContain("[*]:");
    expect(await page.locator(".jp-CodeCell").nth(4).locator(".jp-OutputArea-output").count()).toBe(0);
    expect(outside).toEqual([]);
    await page.close();
  }, SETUP_MS);

  it("passes on every one of 200,000 lines through the server", async ({ skip }) => {
    skip(why !== "", why);
    if (!browser || !lab) throw new Error("no browser or no JupyterLab");
    const { port, token } = lab;
    const started = await fetch(`http://127.0.0.1:${port}/api/kernels`, { method: "POST", headers: { Authorization: `token ${token}` }, body: JSON.stringify({ name: "btc-quant" }) });
    const { id } = (await started.json()) as { id: string };
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/login`);
    const code = 'for (let i = 0; i < 200_000; i++) console.log("a line of a length that is usual for a log, number " + i);';
    const text = (await page.evaluate(STREAM(id, token, code))) as string;
    expect(text.split("\n").length).toBe(200_001);
    expect(text.endsWith("number 199999\n")).toBe(true);
    await page.close();
  }, SETUP_MS);

  it("redraws a figure to the width of its cell", async ({ skip }) => {
    skip(why !== "", why);
    const { page } = await openNotebook("small.ipynb");
    await page.locator(".jp-CodeCell").first().click();
    await page.keyboard.press("Shift+Enter");
    const svg = page.locator(".js-plotly-plot .main-svg").first();
    await svg.waitFor({ timeout: 60_000 });
    const wide = Number(await svg.getAttribute("width"));
    await page.setViewportSize({ width: 900, height: 1000 });
    await expect.poll(async () => Number(await svg.getAttribute("width")), { timeout: 20_000 }).toBeLessThan(wide);
    await page.close();
  }, SETUP_MS);
});

describe("npm start", () => {
  it("prints the address with its token, answers there, and leaves no process behind after Ctrl-C", async ({ skip }) => {
    skip(venv === undefined, why);
    const port = await choosePort(undefined);
    const child = spawn(process.execPath, ["lib/cli/run.mjs", "start", "--no-browser", "--port", String(port)], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"], detached: true });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => { said += chunk.toString(); });
    await expect.poll(() => said, { timeout: 120_000 }).toMatch(new RegExp(`http://127.0.0.1:${port}/lab/tree/notebooks\\?token=[0-9a-f]{48}`));
    const url = /http:\S+/.exec(said)?.[0] ?? "";
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/api/contents`)).status).toBe(403);
    const headers = { Authorization: `token ${new URL(url).searchParams.get("token") ?? ""}`, "Content-Type": "application/json" };
    expect((await fetch(`http://127.0.0.1:${port}/api/kernels`, { method: "POST", headers, body: JSON.stringify({ name: "btc-quant" }) })).status).toBe(201);
    const group = descendants(child.pid ?? 0);
    expect(group.length).toBeGreaterThanOrEqual(3);
    const ended = once(child, "exit");
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    await expect.poll(() => group.filter(alive), { timeout: 20_000 }).toEqual([]);
  }, SETUP_MS);
});

/** Everything that a process has started, from /proc; nothing where there is none. */
function descendants(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  const children = existsSync(file) ? readFileSync(file, "utf8").trim().split(" ").filter((text) => text !== "").map(Number) : [];
  return [...children, ...children.flatMap(descendants)];
}
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
