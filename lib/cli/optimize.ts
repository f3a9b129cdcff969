/** `npm run optimize`: searches parameters on every core, keeps each trial, and tells how much of the best is luck. Ctrl-C keeps what is done. Judges nothing itself. */
import { openStore } from "../data/store/open.js";
import { searchLog } from "../data/store/searchLog.js";
import type { Store } from "../data/store/store.js";
import { duration, number } from "../report/format.js";
import { searchJson, searchReport } from "../report/searchReport.js";
import type { SearchProgress } from "../research/search/optimise.js";
import type { SearchRequest } from "../workbench/searchRequest.js";
import { finishSearch } from "../workbench/searchSession.js";
import { guard } from "./exit.js";
import { parseOptimizeArguments, type OptimizeArguments } from "./optimizeArguments.js";
import { openWatcher, type ProgressWatcher } from "./progress.js";
import { jsonOf } from "./runsText.js";
import { sourceOf, strategyCalled } from "./strategyCalled.js";

export const run = (argv: readonly string[]): Promise<number> => guard(argv, async () => {
  const asked = parseOptimizeArguments(argv);
  if (asked.strategy !== undefined) await strategyCalled(asked.strategy); // a misspelt one needs no store to be refused
  const store = await openStore(), watcher = openWatcher(), stop = new AbortController(), interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt); // a second Ctrl-C ends the process at once
  try {
    const { name, request } = await requestOf(store, asked), strategy = await strategyCalled(name);
    const finding = await finishSearch(store, request, {
      strategy, source: sourceOf(name), workers: asked.workers, startedBy: "npm run optimize", resume: asked.resume, signal: stop.signal, listener: { ...listenerOf(watcher), remedy: (prices) => `add --prices ${prices}` },
    });
    watcher.close();
    process.stdout.write(`${asked.json ? jsonOf(searchJson(finding)) : searchReport(finding).text()}\n`);
    return finding.record.ended === "interrupted" ? 130 : 0;
  } finally {
    process.removeListener("SIGINT", interrupt);
    watcher.close();
    await store.close();
  }
});

/** The request as it is stored: with the strategy's name, which the rest does not know. */
interface StoredRequest extends SearchRequest { readonly strategy: string }

async function requestOf(store: Store, { strategy, request, resume }: OptimizeArguments): Promise<{ readonly name: string; readonly request: SearchRequest }> {
  if (resume === undefined) return { name: strategy!, request: { ...request, strategy: strategy! } as StoredRequest };
  const stored = JSON.parse((await searchLog(store).find(resume)).request) as StoredRequest;
  return { name: stored.strategy, request: stored };
}

function listenerOf(watcher: ProgressWatcher): { readonly stage: (sentence: string) => void; readonly begun: (id: string) => void; readonly trials: (progress: SearchProgress) => void } {
  return {
    stage: watcher.stage,
    begun: (id) => watcher.stage(`search ${id}: Ctrl-C keeps what is done, --resume ${id} goes on`),
    trials: ({ done, total, best, rate, secondsLeft }) => {
      const score = best !== undefined && "score" in best.outcome ? best.outcome.score : NaN;
      watcher.progress(Math.min(done, total), total, `best ${number(score, 3)}, ${number(rate, 1)} a second, ${duration(secondsLeft * 1000)} left`);
    },
  };
}
