import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseBacktestArguments } from "../../lib/cli/backtestArguments.js";

const folder = mkdtempSync(join(tmpdir(), "btc-quant-arguments-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function runFile(contents: unknown): string {
  const path = join(folder, "run.json");
  writeFileSync(path, typeof contents === "string" ? contents : JSON.stringify(contents));
  return path;
}
const SMA = ["--strategy", "sma-crossover"];

describe("the command line of a backtest", () => {
  it("reads every option into its unit", () => {
    expect(parseBacktestArguments([
      ...SMA, "--exchange", "binance", "--symbol", "BTC/USDT:USDT", "--prices", "BTC/USDT", "--timeframe", "1m", "--from", "2020", "--to", "2021-02-03T04:05", "--param", "fast=12", "--param", "slow=40",
      "--maker-bp", "-0.5", "--taker-bp", "5", "--cash", "1e6", "--leverage", "5", "--margin", "cross", "--liquidation", "binance", "--size", "0.5BTC", "--fill-rules", "neutral", "--path", "worst", "--seed", "3", "--allow-missing-funding", "--json", "--html", "a.html", "--no-save",
    ])).toEqual({
      strategy: "sma-crossover", exchange: "binance", symbol: "BTC/USDT:USDT", prices: "BTC/USDT", timeframe: "1m", from: Date.UTC(2020, 0), to: Date.UTC(2021, 1, 3, 4, 5), params: { fast: 12, slow: 40 },
      makerBp: -0.5, takerBp: 5, cash: 1e6, leverage: 5, margin: "cross", liquidation: "binance", size: "0.5BTC", fillRules: "neutral", band: false, path: "worst", seed: 3, allowMissingFunding: true, json: true, html: "a.html", save: false,
    });
  });

  it("saves, prints for people and asks for funding unless told otherwise", () => expect(parseBacktestArguments(SMA)).toMatchObject({ save: true, json: false, allowMissingFunding: false, params: {} }));

  it("asks for every fill rule at once by the word all, in a run file too", () => {
    for (const argv of [[...SMA, "--fill-rules", "all"], ["--config", runFile({ strategy: "sma-crossover", fillRules: "all" })]]) expect(parseBacktestArguments(argv)).toMatchObject({ band: true, fillRules: undefined });
  });

  it("wins over the run file, parameter by parameter", () => {
    const config = runFile({ strategy: "rsi-reversion", cash: 5, save: false, params: { fast: 1, slow: 2 } });
    expect(parseBacktestArguments(["--config", config, ...SMA, "--param", "slow=9"])).toMatchObject({ strategy: "sma-crossover", cash: 5, save: false, params: { fast: 1, slow: 9 } });
  });

  it.each([
    [["--cash", "lots"], "--cash is \"lots\": a number above 0 was expected"],
    [["--cash", "-1"], "--cash is -1: a number above 0 was expected"],
    [["--maker-bp", ""], "--maker-bp is \"\": a number was expected"],
    [["--fill-rules", "hopeful"], "--fill-rules is \"hopeful\": pessimistic, neutral, optimistic or all was expected"],
    [["--size", "big"], "--size is \"big\": a multiple of the account such as 1x, or a quantity such as 0.5BTC, was expected"],
    [["--seed", "1.5"], "--seed is 1.5: a whole number was expected"],
    [["--param", "fast"], "--param is 'fast': a name and a number were expected, such as --param fast=10"],
    [["--param", "fast=ten"], "--param is \"ten\" for fast: a number was expected"],
    [["--from", "yesterday"], "'yesterday' is not a date: write 2020-01-31"],
    [["--to", "2024-02-30"], "'2024-02-30' is not a date"],
    [["sma"], "'sma' belongs to no option"],
    [["--config", "no-such.json"], "--config: no-such.json can not be read"],
  ])("refuses %j in one sentence", (argv, sentence) => expect(() => parseBacktestArguments([...SMA, ...argv])).toThrow(sentence));

  it("asks which strategy, naming those there are", () => expect(() => parseBacktestArguments([])).toThrow("Write --strategy NAME, one of sma-crossover"));
});

describe("a run file", () => {
  it.each([
    [{ strategi: "x" }, "'strategi' in the run file is not a setting of a backtest: did you mean 'strategy'?"],
    [{ cash: "10" }, "'cash' in the run file is \"10\": a number above 0 was expected"],
    [{ params: { fast: "10" } }, "'params' in the run file is \"10\" for fast: a number was expected"],
    ["[1]", "the run file holds no JSON object"],
    ["{", "is not JSON"],
  ])("%j is refused in one sentence", (contents, sentence) => expect(() => parseBacktestArguments(["--config", runFile(contents)])).toThrow(sentence));
});
