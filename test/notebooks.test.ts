import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importFile } from "../lib/data/import/importFile.js";
import { openStore } from "../lib/data/store/open.js";
import { storeSynthetic } from "../lib/data/storeSynthetic.js";
import { chromiumPath, ensureVenv, hasChromium, isStale, launchChromium, PLOTLY_MIME, readNotebook, runNotebook, startLab, writeJupyterFiles, type Notebook } from "../lib/kernel/index.js";
import { temporaryHome } from "./data/store/temporaryHome.js";

const FOLDER = resolve("notebooks"), DATA = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".ipynb"));
const YEAR = join(DATA, "binance-BTCUSDT-spot-1m-2023.csv.gz"), FUNDING = join(DATA, "binance-BTCUSDT-perp-funding-8h-2019-2025.csv.gz");

/** A real year where the data is, else a made-up market under the same symbols: the same cells run either way. */
const real = existsSync(YEAR);
const parameters = real ? { from: "2023-01-01", to: "2024-01-01" } : { exchange: "synthetic", from: "2023-01-01", to: "2023-03-01" };
const home = temporaryHome(), env = { BTC_QUANT_HOME: home.path, BTC_QUANT_PARAMETERS: JSON.stringify(parameters) };

beforeAll(async () => {
  const store = await openStore({ home: home.path });
  if (real) {
    await importFile(store, YEAR, { exchange: "binance", symbol: "BTC/USDT", timeframe: "1m" });
    await importFile(store, FUNDING, { exchange: "binance", symbol: "BTC/USDT:USDT", kind: "funding" });
  } else {
    await storeSynthetic(store, { seed: 7, from: Date.UTC(2023, 0), to: Date.UTC(2023, 2), timeframe: "1m" });
  }
  await store.close();
});
afterAll(() => home.remove());

const figuresOf = ({ cells }: Notebook): number => cells.flatMap((cell) => cell.outputs ?? []).filter((output) => "data" in output && PLOTLY_MIME in (output.data as object)).length;
const committed = (name: string): Notebook => readNotebook(join(FOLDER, name));

describe.each(NAMES)("%s", (name) => {
  it("runs from its first to its last cell, with as many figures as the committed one", async () => {
    const { failures, notebook } = await runNotebook(join(FOLDER, name), { env });
    expect(failures).toEqual([]);
    expect(figuresOf(notebook)).toBe(figuresOf(committed(name)));
  });

  it("is committed as executed: outputs of the cells that stand there, a picture beside each figure, small, no path of a machine", () => {
    const text = readFileSync(join(FOLDER, name), "utf8"), pictures = text.split('"image/png"').length - 1;
    expect(isStale(committed(name)), "run npm run notebooks -- --commit").toBe(false);
    expect(pictures).toBe(figuresOf(committed(name)));
    expect(text.length).toBeLessThan(1_500_000);
    expect(text).not.toContain(resolve("."));
  });
});

describe("02-sma-crossover in JupyterLab", () => {
  it("draws every figure when all its cells are run", async (test) => {
    if (!hasChromium()) return test.skip(`there is no Chromium at ${chromiumPath()}`);
    const venv = await ensureVenv().catch((error: Error) => test.skip(`.venv can not be made: ${error.message}`));
    writeJupyterFiles();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "btc-quant-notebooks-"))), browser = await launchChromium();
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    mkdirSync(join(folder, "notebooks"));
    cpSync(join(FOLDER, "02-sma-crossover.ipynb"), join(folder, "notebooks", "02-sma-crossover.ipynb"));
    const lab = await startLab({ root: resolve("."), folder, venv, browser: false, env: { ...env, JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces") } });
    try {
      const page = await browser.newPage({ viewport: { width: 1300, height: 20_000 } });
      await page.goto(`http://127.0.0.1:${lab.port}/lab/tree/notebooks/02-sma-crossover.ipynb?reset&token=${lab.token}`, { waitUntil: "domcontentloaded" });
      await runAllCells(page);
      const drawn = await page.$$eval(".jp-OutputArea .js-plotly-plot .gtitle", (titles) => titles.map((title) => title.textContent));
      expect(drawn.length).toBe(figuresOf(committed("02-sma-crossover.ipynb")));
    } finally {
      await Promise.all([browser.close(), lab.stop()]);
      rmSync(folder, { recursive: true, force: true });
    }
  }, 240_000);
});

/** Clears what was committed first, so that what is drawn was drawn here. */
async function runAllCells(page: Page): Promise<void> {
  await page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 60_000 });
  await page.waitForFunction("/\\| Idle/.test(document.body.innerText)", null, { timeout: 60_000 });
  await page.click("text=Edit >> nth=0");
  await page.click('text="Clear Outputs of All Cells"');
  await page.click("text=Run >> nth=0");
  await page.click('text="Run All Cells"');
  await page.waitForFunction("[...document.querySelectorAll('.jp-OutputArea-output')].some((output) => output.innerText.includes('By the rule above')) && /\\| Idle/.test(document.body.innerText)", null, { timeout: 180_000 });
  await page.waitForTimeout(2_000);
}
