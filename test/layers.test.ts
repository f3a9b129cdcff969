import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const LIB = resolve("lib");

/** The table of docs/architecture.md: which room may import which. A room may always import itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  market: [],
  data: ["market"],
  indicators: ["market"],
  strategy: ["market", "indicators"],
  engine: ["market", "indicators", "strategy"],
  metrics: ["market"],
  backtest: ["market", "engine", "strategy", "metrics", "indicators"],
  exchange: ["market", "engine", "backtest"],
  research: ["market", "indicators", "strategy", "metrics", "backtest"],
  live: ["market", "data", "engine", "strategy", "metrics", "backtest"],
  report: ["market", "strategy", "metrics", "research"],
  kernel: [],
};

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "dist" || entry.name === "node_modules" ? [] : files(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });

const room = (path: string): string => relative(LIB, path).split("/")[0] as string;

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import|import\(|require\()\s*"(\.{1,2}\/[^"]+)"/g)].map((match) => resolve(file, "..", match[1] as string));
}

describe("the house", () => {
  for (const file of files(LIB)) {
    const from = room(file);
    if (from.endsWith(".ts") || from === "cli" || from === "workbench") continue; // the index, the workbench and the commands may import everything
    it(`${relative(LIB, file)} imports only what ${from} may`, () => {
      const wrong = importsOf(file).map(room).filter((to) => to !== from && !(MAY[from] ?? []).includes(to));
      expect(wrong, `${from} may import ${MAY[from]?.join(", ") || "nothing"}`).toEqual([]);
    });
    it(`${relative(LIB, file)} is not above 300 lines and opens by saying what it is for`, () => {
      const text = readFileSync(file, "utf8");
      expect(text.split("\n").length).toBeLessThanOrEqual(301);
      expect(text.trimStart().startsWith("/*"), "an opening comment").toBe(true);
    });
  }
});
