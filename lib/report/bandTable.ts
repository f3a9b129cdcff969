/** A band of fill rules in words: a row a rule, and the verdict as a sentence. Computes nothing. */
import type { Run } from "../market/run.js";
import { parseSymbol } from "../market/symbol.js";
import { count, money, number, percent } from "./format.js";
import { DISPLAY, table, type DisplayBundle, type Table } from "./table.js";

/** As `backtest/band.ts` makes it. */
export interface ShownBand {
  readonly members: readonly { readonly name: string; readonly run: Run; readonly netProfit: number; readonly sharpe: number; readonly fillRatio: number }[];
  readonly verdict: "agrees" | "not-evidence" | "no-fills";
}

export function bandTable({ members }: ShownBand): Table {
  const right = "right" as const;
  return table("", [{ name: "Fill rules" }, ...["Net profit", "Sharpe ratio", "Filled of orders", "Fills", "Run"].map((name) => ({ name, align: right }))], members.map(({ name, run, netProfit, sharpe, fillRatio }) => [
    `${name}${run.status === "liquidated" ? " (liquidated)" : ""}`, money(netProfit, parseSymbol(run.manifest.market.symbol).settle), number(sharpe), percent(fillRatio), count(run.fills.length), run.id.slice(0, 8),
  ]));
}

/** What R3 says of it. */
export function bandVerdict({ members: [pessimistic, neutral], verdict }: ShownBand): string {
  const { settle } = parseSymbol(pessimistic!.run.manifest.market.symbol), earned = (profit: number): string => `${profit < 0 ? "lost" : "earned"} ${money(Math.abs(profit), settle)}`;
  if (verdict === "no-fills") return "Nothing was filled under pessimistic or neutral rules, so there is nothing to judge.";
  const both = `pessimistic fills ${earned(pessimistic!.netProfit)}, neutral ones ${earned(neutral!.netProfit)}`;
  if (verdict === "not-evidence") return `Not evidence: ${both}. The sign hangs on how resting orders are taken to fill, which bars can not show.`;
  return `The sign does not hang on the fill rules: ${both}. That alone proves nothing more.`;
}

/** A band as a cell shows it. */
export interface BandReport extends ShownBand {
  table(): Table;
  /** R3 as a sentence. */
  conclusion(): string;
  [DISPLAY](): DisplayBundle;
}

export function bandReport<B extends ShownBand>(band: B): B & BandReport {
  const shown = (): Table => bandTable(band), conclusion = (): string => bandVerdict(band);
  return { ...band, table: shown, conclusion, [DISPLAY]: () => ({ "text/html": `${shown().html()}<p>${conclusion()}</p>`, "text/plain": `${shown().text()}\n\n${conclusion()}` }) };
}
