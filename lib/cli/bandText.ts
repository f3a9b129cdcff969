/** A finished band of fill rules for people and for programs. Computes nothing that the runs do not hold. */
import { bandTable, bandVerdict } from "../report/bandTable.js";
import { count, duration } from "../report/format.js";
import { runHeading } from "../report/labels.js";
import { makerOf } from "../report/makerRun.js";
import { makerTable } from "../report/makerTable.js";
import type { FinishedBand } from "../workbench/bandSession.js";
import type { BacktestRequest } from "./backtestRequest.js";
import { rounded } from "./backtestText.js";
import { doubtsText, jsonOf, manifestJson } from "./runsText.js";

/** One object and nothing else: the verdict, and of each member what a single run would print. */
export function bandJson({ band, timing }: FinishedBand): string {
  return jsonOf({
    verdict: band.verdict, conclusion: bandVerdict(band), timing: { loadMs: rounded(timing.loadMs), runMs: rounded(timing.runMs) },
    members: band.members.map(({ name, run, netProfit, sharpe, fillRatio }) => ({ name, id: run.id, netProfit, sharpe, fillRatio, fills: run.fills.length, manifest: manifestJson(run), metrics: run.metrics })),
  });
}

export function bandText({ band, candles, notes, timing }: FinishedBand, { save, html }: BacktestRequest): string {
  const { run } = band.members[0]!, { title, about, warnings } = runHeading("Fill rules side by side", run), makers = band.members.map((member) => makerOf(member.run)), made = makers.filter((maker) => maker !== undefined);
  return [
    [title, about.replace(", pessimistic fills", ""), ...warnings.map((warning) => `! ${warning}`), ...(notes.length === 0 ? [] : [`Chosen for you: ${notes.join("; ")}.`])].join("\n"),
    bandTable(band).text(), bandVerdict(band),
    made.length === 0 ? "" : `As a maker\n${makerTable(made, band.members.flatMap(({ name }, i) => (makers[i] === undefined ? [] : [name]))).text()}`,
    doubtsText(run.manifest.doubts),
    [
      save ? "Each is kept as a run: npm run runs -- show RUN" : "Not kept (--no-save).",
      ...(html === undefined ? [] : [`Report of the pessimistic run: ${html}`]),
      `Loaded ${count(candles.length)} bars in ${duration(timing.loadMs)}, ran ${band.members.length} times in ${duration(timing.runMs)}.`,
    ].join("\n"),
  ].filter((part) => part !== "").join("\n\n");
}
