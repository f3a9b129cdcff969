import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openStore } from "../lib/data/store/open.js";
import { storeSynthetic } from "../lib/data/storeSynthetic.js";
import { command } from "./cli/command.js";
import { temporaryHome } from "./data/store/temporaryHome.js";

const README = readFileSync("README.md", "utf8"), home = temporaryHome(), folder = mkdtempSync(join(tmpdir(), "btc-quant-readme-"));
afterAll(async () => {
  await home.remove();
  rmSync(folder, { recursive: true });
});

/** Text of the first fenced block of a language behind a heading. */
const block = (language: string, heading: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(README.slice(README.indexOf(heading)))?.[1] ?? "";

describe("the README", () => {
  it("shows a strategy of at most 15 lines that runs as it stands", async () => {
    const text = block("ts", "## A backtest in 15 lines"), file = join(folder, "cross.ts");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(15);
    writeFileSync(file, text);
    const store = await openStore({ home: home.path });
    await storeSynthetic(store, { seed: 7, from: Date.UTC(2024, 0), to: Date.UTC(2024, 1), timeframe: "1m" });
    await store.close();
    const { code, stdout } = await command("backtest", ["--strategy", file, "--exchange", "synthetic", "--json"], home.path);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ manifest: { strategy: { name: "my-cross" }, market: { synthetic: true } } });
  });

  it("names no command that is not there", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Readonly<Record<string, string>> };
    const named = [...README.matchAll(/npm (?:run )?([a-z]+)(?= |`|$)/gm)].map(([, name]) => name!);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
