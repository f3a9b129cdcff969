/** What the lookahead test found, for a terminal. Tests nothing. */
import type { LookaheadReport, StartUp } from "../research/lookahead/report.js";
import { count } from "../report/format.js";

export function lookaheadText({ strategy, params, bars, timeframe, cuts, decisions, leaks, startUp }: LookaheadReport): string {
  const given = Object.entries(params).map(([name, value]) => ` ${name}=${value}`).join(""), asked = `${count(decisions)} decisions over ${count(bars)} ${timeframe} bars, future cut off and changed at ${count(cuts)} points`;
  const verdict = leaks.length > 0 ? [`${leaks.length === 1 ? "One leak" : `${leaks.length} leaks`}:`, ...leaks.map(({ kind, culprit, sentence }) => `- ${kind} · ${culprit}: ${sentence}`)]
    : decisions === 0 ? ["It was never asked: nothing can be said of its decisions."] : ["No leak found. That is no proof: what a strategy does only on other data was not seen."];
  return [
    `Lookahead · ${strategy}${given}\nSYNTHETIC market: ${asked}`, verdict.join("\n"),
    ...(startUp.length === 0 ? [] : [["Start-up (no leak): a live start needs more history than the warm-up, or its first values are others", ...startUp.map(startUpLine)].join("\n")]),
  ].join("\n\n");
}

const startUpLine = ({ indicator, difference, settlesAfter }: StartUp): string =>
  `- indicator '${indicator}' is off by ${difference.toPrecision(2)} standard deviations when it is first warm, ${settlesAfter === undefined ? "and does not settle within the data: it depends on where history begins" : `and within a thousandth of one after ${count(settlesAfter)} more bars`}`;
