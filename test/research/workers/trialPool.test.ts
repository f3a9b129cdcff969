import { describe, expect, it } from "vitest";
import { searchSpace } from "../../../lib/research/search/space.js";
import { optimise, type SearchResult } from "../../../lib/research/search/optimise.js";
import { foldObjective } from "../../../lib/research/objective.js";
import { playedAlone, type Subject } from "../../../lib/research/play.js";
import { sharedData } from "../../../lib/research/workers/sharedData.js";
import { evaluatorOf, judgeHere, type TrialJudge, type TrialQuestion } from "../../../lib/research/workers/judgeTrial.js";
import { openTrialPool } from "../../../lib/research/workers/trialPool.js";
import { randomWalk } from "../../../lib/research/worlds/nullWorlds.js";
import { sourceOf } from "../../../lib/cli/strategyCalled.js";
import { hashCandles } from "../../../lib/market/candles.js";
import { smaCrossover } from "../../../lib/strategy/smaCrossover.js";
import { validateWalkForward } from "../../../lib/research/validation/crossValidation.js";

const subject: Subject = { strategy: smaCrossover, data: { candles: randomWalk({ seed: 5, bars: 60 * 24 }) } }, space = searchSpace(smaCrossover.params, { fast: { min: 2, max: 40 }, slow: { min: 5, max: 100 } });
const question: TrialQuestion = { played: "alone", days: [{ from: 0, to: 60 }], folds: 3, stopHopeless: false };
const searched = (judge: TrialJudge): Promise<SearchResult> => optimise({ space, method: "tpe", trials: 40, seed: 3, evaluate: evaluatorOf(judge)(question) });
async function withWorkers<T>(workers: number, work: (judge: TrialJudge) => Promise<T>): Promise<T> {
  const pool = openTrialPool({ data: subject.data, strategy: sourceOf("sma-crossover") }, workers);
  try {
    return await work(pool.judge);
  } finally {
    await pool.close();
  }
}

describe("a search on workers", () => {
  it("is the same for 1, 2 and 3 workers as in this process, bit for bit", async () => {
    const alone = await searched(judgeHere(subject));
    expect(alone.trials.length).toBe(40);
    for (const workers of [1, 2, 3]) expect(await withWorkers(workers, searched)).toStrictEqual(alone);
  });

  it("gives walk-forward the same splits as the search in this process", async () => {
    const fit = { space, method: "random", trials: 8, seed: 2, folds: 2, stopHopeless: false } as const, window = { train: 30, test: 15 };
    const workers = await withWorkers(2, (judge) => validateWalkForward(subject, window, { ...fit, evaluator: evaluatorOf(judge) }));
    expect(workers).toStrictEqual(await validateWalkForward(subject, window, fit));
  });

  it("answers nothing of a batch once it is interrupted", async () => {
    const judged = await withWorkers(1, (judge) => judge(question, Array.from({ length: 8 }, (_, i) => ({ fast: 2 + i, slow: 50 })), undefined, AbortSignal.timeout(1)));
    expect(judged.length).toBeLessThan(8);
  });

  it("refuses a number of workers that is none", async () => {
    await expect(withWorkers(0, searched)).rejects.toThrow("the number of workers is 0: a whole number from 1 to 256 was expected");
  });
});

describe("judgeTrial", () => {
  it("gives the days of every fold, end to end, and the objective's own outcome", async () => {
    const params = { fast: 5, slow: 20 }, [judged] = await judgeHere(subject)(question, [params], undefined, undefined), play = playedAlone(subject);
    expect(judged!.outcome).toEqual(foldObjective(play, question)(params, undefined));
    expect([...judged!.returns]).toEqual([0, 20, 40].flatMap((from) => [...play(params, { from, to: from + 20 }).returns]));
  });

  it("keeps what a strategy throws as the trial's outcome, without days", async () => {
    const throwing = { ...subject, strategy: { ...smaCrossover, indicators: () => { throw new Error("no average"); } } };
    expect(await judgeHere(throwing as unknown as Subject)(question, [{ fast: 5, slow: 20 }], undefined, undefined)).toEqual([{ outcome: { status: "failed", why: "no average" }, returns: new Float64Array(0) }]);
  });
});

describe("sharedData", () => {
  it("holds the same numbers in memory that threads share, and copies it once", () => {
    const shared = sharedData(subject.data);
    expect(shared.candles.close.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(hashCandles(shared.candles)).toBe(hashCandles(subject.data.candles));
    expect(sharedData(shared).candles.close).toBe(shared.candles.close);
  });
});
