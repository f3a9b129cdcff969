/** A search that can show itself: in sample always beside out of sample, the guards, the best trials, what failed, the verdict. Computes nothing that the finding does not hold. */
import { failures } from "../research/search/trialRecord.js";
import { median, objections, type SearchFinding } from "../research/searchFinding.js";
import { count, day, number, percent } from "./format.js";
import { parameterText } from "./labels.js";
import { DISPLAY, table, type DisplayBundle, type Table } from "./table.js";

export interface SearchReport extends SearchFinding {
  /** Strategy, market, window, how it was searched; a warning a line where there is one. */
  heading(): string;
  /** In sample beside out of sample, and each guard with what it says. */
  guards(): Table;
  /** The best trials by score. */
  best10(): Table;
  /** Trials without a score, with what they said; the first ten. */
  failed(): Table;
  verdict(): string;
  text(): string;
  [DISPLAY](): DisplayBundle;
}

const SHOWN = 10;

export function searchReport(finding: SearchFinding): SearchReport {
  const heading = (): string => headingOf(finding), guards = (): Table => guardsTable(finding), best10 = (): Table => bestTable(finding), failed = (): Table => failedTable(finding), verdict = (): string => verdictOf(finding);
  const tables = (): readonly Table[] => [guards(), best10(), failed()].filter(({ rows }) => rows.length > 0);
  const notes = (): string => (finding.notes.length === 0 ? "" : ["Chosen or left out:", ...finding.notes.map((note) => `- ${note}`)].join("\n"));
  const text = (): string => [heading(), ...tables().map((one) => one.text()), verdict(), notes()].filter((part) => part !== "").join("\n\n");
  return { ...finding, heading, guards, best10, failed, verdict, text, [DISPLAY]: () => ({ "text/html": [...tables().map((one) => one.html()), `<p>${verdict()}</p>`].join("\n"), "text/plain": text() }) };
}

function headingOf({ id, subject, record }: SearchFinding): string {
  const { strategy, symbol, exchange, timeframe, from, to, days, fills, synthetic, prices } = subject, { trials, seed, search } = record;
  const repeats = trials.filter((trial) => trial.repeats !== undefined).length, ended = { budget: "", exhausted: ", the space is exhausted", interrupted: ", INTERRUPTED" }[record.ended];
  return [
    `Search ${id} · ${strategy}`, `${symbol} on ${exchange}, ${timeframe} bars, ${day(from)} to ${day(to)} UTC (${count(days)} days), ${fills} fills, net of costs`,
    `${count(trials.length)} trials by ${search.method}, seed ${seed}${ended}; ${count(repeats)} repeated, ${count(failures(trials).length)} without a score`,
    ...(synthetic ? ["! SYNTHETIC market: prices made by a random generator; its trials are not counted"] : []), ...(prices === symbol ? [] : [`! Prices of ${prices} stand in for ${symbol}`]),
  ].join("\n");
}

function guardsTable({ best, standing, overfitting, plateau, walkForward, combinatorial }: SearchFinding): Table {
  const rows: string[][] = [], row = (name: string, inSample: string, outOfSample: string, says: string): void => { rows.push([name, inSample, outOfSample, says]); };
  if (best !== undefined) row("Best trial, all days", number(best.sharpe), "–", parameterText(best.params));
  if (walkForward !== undefined) row("Walk-forward", number(walkForward.inSample), number(walkForward.outOfSample), `${walkForward.splits.length} splits, searched anew; efficiency ${number(walkForward.efficiency)}`);
  if (combinatorial !== undefined) row("CPCV, median of paths", number(combinatorial.inSample), number(median(combinatorial.sharpes)), `${combinatorial.splits.length} splits, ${combinatorial.paths.length} paths from ${number(Math.min(...combinatorial.sharpes))} to ${number(Math.max(...combinatorial.sharpes))}`);
  if (overfitting !== undefined) row("Probability of overfitting (PBO)", "–", number(overfitting.pbo), `${percent(overfitting.lossProbability)} of the chosen lose out of sample`);
  if (standing !== undefined) row("Deflated Sharpe ratio (DSR)", number(standing.dsr), "–", `N = ${count(standing.trials)} trials of its family; ${number(standing.effectiveDsr)} with the ${number(standing.effective, 1)} they are effectively worth`);
  if (plateau !== undefined) row("Worst neighbour over best score", number(plateau.worstShare), "–", plateau.holds ? "a plateau: every neighbour within 30 %" : "no plateau");
  return table("Sharpe ratios a year, net", [{ name: "" }, { name: "in sample", align: "right" }, { name: "out of sample", align: "right" }, { name: "" }], rows);
}

function bestTable({ ranked }: SearchFinding): Table {
  return table("Best trials", [{ name: "trial", align: "right" }, { name: "parameters" }, { name: "score", align: "right" }, { name: "Sharpe, in sample", align: "right" }],
    ranked.slice(0, SHOWN).map(({ trial: { number: id, params, outcome }, sharpe }) => [String(id), parameterText(params), number("score" in outcome ? outcome.score : NaN, 3), number(sharpe)]));
}

function failedTable({ record }: SearchFinding): Table {
  const failed = failures(record.trials);
  return table(`Without a score: ${count(failed.length)}${failed.length > SHOWN ? `, the first ${SHOWN}` : ""} (seed ${record.seed})`, [{ name: "trial", align: "right" }, { name: "parameters" }, { name: "why" }],
    failed.slice(0, SHOWN).map(({ number: id, params, outcome }) => [String(id), parameterText(params), "why" in outcome ? outcome.why : ""]));
}

function verdictOf(finding: SearchFinding): string {
  const against = objections(finding);
  return against.length === 0 ? "Every guard holds: what was found is worth a look at days that nobody has seen." : `Not accepted: ${against.join("; ")}.`;
}

/** For a program: plain data, the trials among it. */
export function searchJson(finding: SearchFinding): unknown {
  const { id, subject, record, best, standing, overfitting, plateau, walkForward, combinatorial, notes } = finding;
  const splits = (judged: NonNullable<SearchFinding["walkForward"]>["splits"]): unknown => judged.map(({ params, trials, failed, inSample, outOfSample }) => ({ params, trials, failed, inSample, outOfSample }));
  return {
    id, ...subject, method: record.search.method, seed: record.seed, ended: record.ended,
    best: best === undefined ? null : { params: best.params, trial: best.trial.number, score: "score" in best.trial.outcome ? best.trial.outcome.score : null, sharpe: best.sharpe },
    standing: standing ?? null, pbo: overfitting?.pbo ?? null, plateau: plateau === undefined ? null : { worstShare: plateau.worstShare, holds: plateau.holds },
    walkForward: walkForward === undefined ? null : { inSample: walkForward.inSample, outOfSample: walkForward.outOfSample, efficiency: walkForward.efficiency, splits: splits(walkForward.splits) },
    cpcv: combinatorial === undefined ? null : { inSample: combinatorial.inSample, paths: [...combinatorial.sharpes], splits: splits(combinatorial.splits) },
    accepted: objections(finding).length === 0,
    trials: record.trials.map(({ number: trial, params, outcome, repeats }) => ({ trial, params, ...outcome, ...(repeats === undefined ? {} : { repeats }) })), notes,
  };
}
