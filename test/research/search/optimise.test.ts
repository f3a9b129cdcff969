/** A search as a whole: what is written down, what a failure does to it, and that neither workers nor interruptions change what comes out. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { inProcess } from "../../../lib/research/search/inProcess.js";
import { optimise, type EvaluateBatch, type OptimiseOptions, type SearchProgress } from "../../../lib/research/search/optimise.js";
import { searchNames } from "../../../lib/research/search/search.js";
import { searchSpace, type ParamValues } from "../../../lib/research/search/space.js";
import { distinctTrials, failures, requireBest, type SearchRecord } from "../../../lib/research/search/trialRecord.js";
import type { Objective } from "../../../lib/research/objective.js";
import { int, real } from "../../../lib/strategy/param.js";

const space = searchSpace({ n: int(1, { min: 1, max: 30 }), x: real(0, { min: -1, max: 1 }) });
const peak = ({ n, x }: ParamValues): number => -((n! - 12) ** 2) / 50 - (x! - 0.3) ** 2;
const objective: Objective = (params) => ({ status: "scored", score: peak(params), values: [] });
const search = (more: Partial<OptimiseOptions> = {}): ReturnType<typeof optimise> => optimise({ space, method: "tpe", trials: 48, seed: 3, evaluate: inProcess(objective), ...more });
const plain = (record: SearchRecord): SearchRecord => JSON.parse(JSON.stringify(record)) as SearchRecord;

/** Several workers that finish in an order of their own. */
const workers = (count: number): EvaluateBatch => async (batch, best) => {
  const outcomes = batch.map(() => undefined as ReturnType<Objective> | undefined), queue = batch.map((_, i) => i);
  await Promise.all(Array.from({ length: count }, async (_, worker) => {
    for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
      await new Promise((resolve) => setTimeout(resolve, (worker * 7 + i * 3) % 4));
      outcomes[i] = objective(batch[i]!, best);
    }
  }));
  return outcomes as ReturnType<Objective>[];
};

describe("a search run to its budget", () => {
  it.each(searchNames.filter((name) => name !== "grid"))("by %s is the same to the last bit with 1, 2 and 5 workers", async (method) => {
    const alone = await search({ method }), two = await search({ method, evaluate: workers(2) }), five = await search({ method, evaluate: workers(5) });
    expect(two).toEqual(alone);
    expect(five).toEqual(alone);
  });
  it("interrupted anywhere and taken up again from JSON ends as if it had not been", () => fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.constantFrom(...searchNames.filter((name) => name !== "grid")), async (batches, method) => {
    const stop = new AbortController(), half = await search({ method, signal: stop.signal, onProgress: ({ done }) => { if (done >= batches * 8) stop.abort(); } });
    expect([half.ended, half.trials.length]).toEqual(["interrupted", batches * 8]);
    expect(await search({ method, resume: plain(half) })).toEqual(await search({ method }));
  }), { numRuns: 8 }));
  it("interrupted within a batch keeps whole batches only, and loses nothing by it", async () => {
    const stop = new AbortController();
    let asked = 0;
    const half = await search({ signal: stop.signal, evaluate: inProcess((params) => { if (++asked === 11) stop.abort(); return objective(params, undefined); }) });
    expect([half.ended, half.trials.length, asked]).toEqual(["interrupted", 8, 11]);
    expect(await search({ resume: plain(half) })).toEqual(await search());
  });
  it("goes on when the strategy throws in trial 37, and says with which parameters", async () => {
    let calls = 0;
    const { trials, best } = await search({ method: "random", trials: 80, evaluate: inProcess((params) => { if (calls++ === 37) throw new Error("negative size"); return objective(params, undefined); }) });
    expect(trials.length).toBe(80);
    expect(failures(trials)).toEqual([{ number: 37, params: trials[37]!.params, outcome: { status: "failed", why: "negative size" } }]);
    expect(best!.outcome).toMatchObject({ status: "scored" });
  });
  it.each(searchNames.filter((name) => name !== "grid"))("by %s goes on to its end when no trial has a score, and then names parameters and seed", async (method) => {
    const record = await search({ method, evaluate: inProcess(() => ({ status: "undefined", why: "it never traded" })) });
    expect([record.trials.length, record.best, record.ended]).toEqual([48, undefined, "budget"]);
    expect(() => requireBest(record)).toThrow(new RegExp(`none of 48 trials \\(seed 3\\) has a score; trial 0 with \\{"n":\\d+,"x":[-.\\de]+\\}: it never traded`));
  });
  it("does not run the same parameters twice, and counts them once", async () => {
    let runs = 0;
    const { trials } = await search({ space: searchSpace({ n: int(1, { min: 1, max: 5 }) }), method: "random", evaluate: inProcess((params) => (runs++, { status: "scored", score: params["n"]!, values: [] })) });
    expect([trials.length, runs, distinctTrials(trials).length]).toEqual([48, 5, 5]);
    for (const { number, params, outcome, repeats = number } of trials) {
      expect(outcome).toMatchObject({ score: params["n"] });
      expect([trials[repeats]!.params, repeats <= number]).toEqual([params, true]);
    }
  });
  it("ends a grid when it is exhausted", async () => {
    const { ended, trials, best } = await search({ space: searchSpace({ n: int(1, { min: 1, max: 20 }) }), method: "grid", trials: 500, evaluate: inProcess(({ n }) => ({ status: "scored", score: -Math.abs(n! - 9), values: [] })) });
    expect([ended, trials.length, best!.params]).toEqual(["exhausted", 20, { n: 9 }]);
  });
  it("tells best so far, rate and time left by the clock it is given", async () => {
    const told: SearchProgress[] = [];
    let now = 0;
    await search({ clock: () => (now += 2_000) - 2_000, onProgress: (progress) => told.push(progress) });
    expect(told.map(({ done, rate, secondsLeft }) => [done, rate, secondsLeft])).toEqual([[8, 4, 10], [16, 4, 8], [24, 4, 6], [32, 4, 4], [40, 4, 2], [48, 4, 0]]);
    const scores = told.map(({ best }) => (best!.outcome as { score: number }).score);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
  });
  it("refuses a budget that is none, and another seed than it was begun with", async () => {
    await expect(search({ trials: 0 })).rejects.toThrow("the number of trials is 0");
    const record = await search({ trials: 8 });
    await expect(search({ resume: record, seed: 4 })).rejects.toThrow("has seed 3, not 4");
  });
});
