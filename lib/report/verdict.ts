/** What the numbers say, in sentences put together from them: outcome net of costs, against holding, what costs took, how sure it is. Never an opinion. */
import type { Run } from "../market/run.js";
import { parseSymbol } from "../market/symbol.js";
import type { TrialStanding } from "../research/trialStanding.js";
import { costsOf } from "./costs.js";
import { count, day, money, number, percent, signedPercent } from "./format.js";

/** Two-sided 95% of a normal: within this many standard errors a ratio can not be told from zero. */
const SURE = 1.96;

/** @param benchmark buy-and-hold over the same window; left out, nothing is said of it */
export function verdict(run: Run, benchmark?: Run): string {
  return [outcome(run), coin(run), benchmark === undefined ? "" : against(run, benchmark), costs(run), sureness(run), horizon(run)].filter((part) => part !== "").join(" ");
}

/** How many trials of its family there were, and how likely the ratio is more than the best of so many shows by luck. */
export function standingText({ trials, effective, dsr, effectiveDsr }: TrialStanding): string {
  const effectively = trials === 1 || Number.isNaN(dsr) ? "" : ` (${number(effectiveDsr)} with the ${number(effective, 1)} that they are effectively worth)`;
  return `Trials of its family so far: ${count(trials)}; deflated Sharpe ratio ${number(dsr)} with N = ${count(trials)}${effectively}.`;
}

const metric = (run: Run, name: string): number => run.metrics[name] ?? NaN;
const moneyOf = (run: Run): string => parseSymbol(run.manifest.market.symbol).settle;

function outcome(run: Run): string {
  const { strategy, account } = run.manifest, end = metric(run, "endEquity");
  if (run.status === "liquidated") return `${strategy.name} lost the account of ${money(account.cash, moneyOf(run))} on ${day(metric(run, "endTime"))}.`;
  if (run.fills.length === 0) return `${strategy.name} never traded in this window: what it ends with is the cash it began with.`;
  return `Net of costs, ${strategy.name} turned ${money(account.cash, moneyOf(run))} into ${money(end, moneyOf(run))} (${signedPercent(metric(run, "totalReturn"))}).`;
}

/** What holding means where money is the coin. */
function coin({ manifest: { market } }: Run): string {
  const { settle, quote } = parseSymbol(market.symbol);
  return market.contractSize === undefined ? "" : `All of it is counted in ${settle}: holding the coin and nothing else ends where it began, whatever it is worth in ${quote}.`;
}

function against(run: Run, benchmark: Run): string {
  const name = benchmark.manifest.strategy.name, own = metric(run, "totalReturn"), held = metric(benchmark, "totalReturn");
  if (Number.isNaN(held)) return "";
  return `${name} ${made(held)}: the strategy ${compared(own, held)}${riskCompared(metric(run, "sharpe"), metric(benchmark, "sharpe"))}.`;
}

const made = (fraction: number): string => (fraction < 0 ? `lost ${percent(-fraction)}` : `made ${percent(fraction)}`);

function compared(own: number, held: number): string {
  if (own === held) return "did the same";
  if (own < 0) return held < 0 ? `lost ${own > held ? "less" : "more"}` : "lost where holding earned";
  return held < 0 ? "earned where holding lost" : `earned ${own > held ? "more" : "less"}`;
}

/** By the plain ratio: which of the two paid more for its risk. */
function riskCompared(own: number, held: number): string {
  if (Number.isNaN(own) || Number.isNaN(held)) return "";
  return `, with ${own > held ? "a higher" : own < held ? "a lower" : "the same"} Sharpe ratio (${number(own)} against ${number(held)})`;
}

function costs(run: Run): string {
  if (run.fills.length === 0) return "";
  const { fees, funding } = costsOf(run), currency = moneyOf(run), before = metric(run, "endEquity") - run.manifest.account.cash + fees + funding;
  const paid = funding === 0 ? `Fees took ${money(fees, currency)}` : `Fees took ${money(fees, currency)} and funding ${funding > 0 ? "took" : "gave"} ${money(Math.abs(funding), currency)}`;
  const turned = before > 0 && fees + funding > before ? ": costs turned a profit into a loss" : "";
  return `${paid} over ${count(run.fills.length)} fills; before both, the same fills made ${money(before, currency)}${turned}.`;
}

function sureness(run: Run): string {
  const sharpe = metric(run, "sharpe"), error = metric(run, "sharpeStandardError");
  if (Number.isNaN(sharpe) || Number.isNaN(error) || error <= 0) return "";
  const errors = Math.abs(sharpe) / error, value = `Its Sharpe ratio is ${number(sharpe)} ± ${number(error)} a year`;
  if (errors < SURE) return `${value}: it can not be told from zero.`;
  return `${value}: ${sharpe > 0 ? "above" : "below"} zero by ${number(errors, 1)} standard errors, if this was the only trial.`;
}

function horizon(run: Run): string {
  const days = metric(run, "days");
  return days < 365 ? `${run.status === "liquidated" ? "It lived for" : "The window has"} ${number(days, 0)} days: every figure a year is an extrapolation.` : "";
}
