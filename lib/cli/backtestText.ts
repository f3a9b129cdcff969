/** A finished backtest for people and for programs. Computes nothing that the run does not hold. */
import { count, duration } from "../report/format.js";
import { runHeading } from "../report/labels.js";
import { makerOf } from "../report/makerRun.js";
import { report } from "../report/runReport.js";
import type { TrialStanding } from "../research/trialStanding.js";
import type { FinishedBacktest } from "../workbench/session.js";
import type { BacktestRequest } from "./backtestRequest.js";
import { doubtsText, jsonOf, manifestJson } from "./runsText.js";

export interface CountedBacktest extends FinishedBacktest {
  /** Undefined where it is not counted. */
  readonly trials: TrialStanding | undefined;
}

/** One object and nothing else: what was asked, what it amounts to, how much of everything, how long it took. */
export function backtestJson({ run, timing, trials }: CountedBacktest): string {
  const { bars, gapBars } = run.manifest.market;
  return jsonOf({
    manifest: manifestJson(run), metrics: { ...run.metrics, ...trialMetrics(trials) },
    counts: { bars, gapBars, orders: run.counts.placed, fills: run.fills.length, roundTrips: run.metrics["roundTrips"] ?? NaN },
    timing: { loadMs: rounded(timing.loadMs), runMs: rounded(timing.runMs) },
  });
}

/** Beside the run's own: they change with each further trial of the family, so they are not kept with it. */
const trialMetrics = (trials: TrialStanding | undefined): Readonly<Record<string, number>> =>
  (trials === undefined ? {} : { trials: trials.trials, effectiveTrials: trials.effective, deflatedSharpe: trials.dsr, deflatedSharpeEffective: trials.effectiveDsr });

export function backtestText({ run, benchmark, benchmarkMissing, candles, notes, timing, trials }: CountedBacktest, { save, html }: BacktestRequest): string {
  const shown = report(run, { candles, benchmark, trials }), { title, about, warnings } = runHeading("Backtest", run);
  return [
    [title, about, ...warnings.map((warning) => `! ${warning}`), ...(notes.length === 0 ? [] : [`Chosen for you: ${notes.join("; ")}.`])].join("\n"),
    shown.table().text(),
    ...(makerOf(run) === undefined ? [] : [`As a maker\n${shown.makerTable().text()}`]),
    [shown.verdict(), benchmarkMissing ?? ""].join(" ").trim(),
    doubtsText(run.manifest.doubts),
    [
      save ? `Kept as run ${run.id}: npm run runs -- show ${run.id.slice(0, 8)}` : "Not kept (--no-save).",
      ...(html === undefined ? [] : [`Report: ${html}`]),
      `Loaded ${count(candles.length)} bars in ${duration(timing.loadMs)}, ran in ${duration(timing.runMs)}.`,
    ].join("\n"),
  ].filter((part) => part !== "").join("\n\n");
}

/** ms to the microsecond. */
export const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
