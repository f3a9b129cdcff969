/**
 * One search from the store to its finding: choose, load, judge trials on workers, write each batch down, then every guard over what was found.
 * The same for the command line and for notebooks, and the same for any number of workers. Prints nothing and parses nothing.
 */
import { createHash, randomBytes } from "node:crypto";
import { resolveOptions } from "../backtest/options.js";
import { searchLog } from "../data/store/searchLog.js";
import type { Store } from "../data/store/store.js";
import { between, hashCandles, type Column } from "../market/candles.js";
import { canonicalJson } from "../market/run.js";
import { DAY_MS } from "../metrics/daily.js";
import { daysOf } from "../research/dailyResult.js";
import { foldRanges } from "../research/objective.js";
import type { Subject } from "../research/play.js";
import type { SearchFinding, SearchSubject } from "../research/searchFinding.js";
import { optimise, type SearchProgress } from "../research/search/optimise.js";
import { replayed } from "../research/search/replay.js";
import { evaluatorOf, judgeHere, type JudgedTrial, type TrialJudge, type TrialQuestion } from "../research/workers/judgeTrial.js";
import { openTrialPool } from "../research/workers/trialPool.js";
import type { StrategySource } from "../research/workers/trialWorker.js";
import { sourceHash } from "../strategy/source.js";
import type { Strategy } from "../strategy/strategy.js";
import { guards } from "./searchGuards.js";
import { loadTrials, SearchJournal, type DaysOfTrials, type SearchBasis } from "./searchJournal.js";
import { spaceOf, type SearchRequest } from "./searchRequest.js";
import { familyOf, hashOfRules, openMarket, ownOptions, type Listener } from "./session.js";

export interface SearchListener extends Pick<Listener, "stage" | "remedy"> {
  readonly trials?: (progress: SearchProgress) => void;
  /** The search has this id from now on, and can be taken up again by it. */
  readonly begun?: (id: string) => void;
}

export interface SearchOptions {
  readonly strategy: Strategy;
  /** How a worker finds the strategy; undefined for one that only this process has: its trials are judged here, one after the other. */
  readonly source: StrategySource | undefined;
  /** Threads. */
  readonly workers: number;
  readonly startedBy: string;
  /** Takes this search up again. */
  readonly resume?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly listener?: SearchListener | undefined;
}

/** @throws QuantError for anything that can not be chosen, loaded, searched or taken up again */
export async function finishSearch(store: Store, request: SearchRequest, options: SearchOptions): Promise<SearchFinding> {
  const { strategy, source, workers, listener = {} } = options, space = spaceOf(strategy, request); // an empty space needs no data to be refused
  const { subject, about, basis, notes } = await openSubject(store, strategy, request, listener), question: TrialQuestion = { played: "alone", days: [{ from: 0, to: basis.days }], folds: request.folds, stopHopeless: false };
  foldRanges(question.days, request.folds); // refused here, in one sentence, and not by every worker
  const stop = new AbortController(), signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  const pool = source === undefined ? undefined : openTrialPool({ data: subject.data, options: subject.options ?? {}, strategy: source }, workers), judge = pool?.judge ?? judgeHere(subject);
  try {
    const { id, trials, days } = await beginOrResume(store, request, basis, options.resume);
    listener.begun?.(id);
    listener.stage?.(`searching ${strategy.name} over ${about.bars.toLocaleString("en-US")} bars`);
    const journal = new SearchJournal(store, id, basis, options.startedBy, days, trials.length, () => stop.abort());
    const record = await optimise({
      space, method: request.search, trials: request.trials, seed: request.seed, signal, clock: () => performance.now(),
      ...(trials.length === 0 ? {} : { resume: replayed(space, request.search, request.seed, trials) }),
      evaluate: evaluatorOf(remembering(judge, days))(question),
      onProgress: (progress, done) => {
        journal.write(done.trials, Date.now());
        listener.trials?.(progress);
      },
    });
    await journal.settled();
    return await guards({ id, subject, about, record, space, request, question, days, judge, journal, notes, signal, listener });
  } finally {
    await pool?.close();
  }
}

/** The judge, with what each trial earned day by day put aside. */
const remembering = (judge: TrialJudge, days: DaysOfTrials): TrialJudge => async (question, batch, best, signal): Promise<readonly JudgedTrial[]> => {
  const judged = await judge(question, batch, best, signal);
  judged.forEach(({ returns }, i) => { if (returns.length > 0 && judged.length === batch.length) days.set(canonicalJson(batch[i]), returns); });
  return judged;
};

interface Begun { readonly id: string; readonly trials: Awaited<ReturnType<typeof loadTrials>>["trials"]; readonly days: DaysOfTrials }

async function beginOrResume(store: Store, request: SearchRequest, basis: SearchBasis, resume: string | undefined): Promise<Begun> {
  if (resume !== undefined) {
    const logged = await searchLog(store).find(resume);
    return { id: logged.id, ...await loadTrials(store, logged, basis) };
  }
  const id = randomBytes(4).toString("hex"); // a name, nothing that computes
  await searchLog(store).begin({ id, request: JSON.stringify(request), basis: canonicalJson(basis) }, Date.now());
  return { id, trials: [], days: new Map() };
}

interface OpenedSubject { readonly subject: Subject; readonly about: SearchSubject; readonly basis: SearchBasis; readonly notes: readonly string[] }

/** The bars of the window and none before them: the first days of each search only warm its indicators up, which is the pessimistic way. */
async function openSubject(store: Store, strategy: Strategy, { session }: SearchRequest, listener: SearchListener): Promise<OpenedSubject> {
  const { market, options: opened, notes } = await openMarket(store, strategy, session, listener), { from: begin, ...options } = opened;
  const candles = between(market.candles, begin ?? -Infinity, Infinity), data = { candles, funding: market.funding, mark: market.mark }, { start, days } = daysOf(candles);
  const { params: _params, onProgress: _onProgress, ...own } = ownOptions(options, session, {}), { instrument, rules } = resolveOptions(data, own), { origin, timeframe, length } = candles;
  const about: SearchSubject = {
    strategy: strategy.name, symbol: instrument.symbol, prices: origin.symbol, exchange: origin.exchange, timeframe, synthetic: origin.synthetic, from: start, to: start + days * DAY_MS, days, bars: length, fills: rules.mode,
  };
  const basis: SearchBasis = {
    family: familyOf(strategy.name, instrument.symbol, timeframe), strategyHash: sourceHash(strategy), rulesHash: hashOfRules(rules), firstDay: start / DAY_MS, days, counted: !origin.synthetic,
    dataHash: hashOfData(hashCandles(candles), [...(data.funding === undefined ? [] : [data.funding.time, data.funding.rate]), ...(data.mark === undefined ? [] : [data.mark.openTime, data.mark.close])]),
  };
  return { subject: { strategy, data, options: own }, about, basis, notes };
}

/** Of the candles alone where they are alone, so that the same bars have one name. */
function hashOfData(ofCandles: string, others: readonly Column[]): string {
  if (others.length === 0) return ofCandles;
  const hash = createHash("sha256").update(ofCandles);
  for (const column of others) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex");
}
