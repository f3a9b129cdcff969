/**
 * Trials judged by worker threads over shared columns. An outcome depends on its parameters and on the batches before alone, so any number of workers gives the same search.
 * A trial whose worker was lost is judged once more. Knows no search; the pool itself is piscina's.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import type * as PiscinaModule from "piscina";
import { QuantError } from "../../market/errors.js";
import type { ParamValues } from "../search/space.js";
import type { JudgedTrial, TrialJudge, TrialQuestion } from "./judgeTrial.js";
import { sharedData } from "./sharedData.js";
import type { TrialTask, WorkerStart } from "./trialWorker.js";

export interface TrialPool {
  readonly judge: TrialJudge;
  /** Ends the workers, at once. */
  close(): Promise<void>;
}

const MOST_WORKERS = 256;

/**
 * @param workers threads, from 1 to 256; a batch has eight trials, so more than eight find nothing to do
 * @throws QuantError BAD_WORKERS, NOT_BUILT
 */
export function openTrialPool(start: WorkerStart, workers: number): TrialPool {
  if (!(Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS)) throw new QuantError("input", "BAD_WORKERS", `the number of workers is ${workers}: a whole number from 1 to ${MOST_WORKERS} was expected`, { workers });
  const { Piscina } = createRequire(__filename)("piscina") as typeof PiscinaModule, workerStart: WorkerStart = { ...start, data: sharedData(start.data) };
  const pool = new Piscina({ filename: workerFile(), minThreads: workers, maxThreads: workers, workerData: workerStart, recordTiming: false });
  const judge: TrialJudge = async (question, batch, best, signal) => {
    const all = await Promise.all(batch.map((params) => judged(pool, { question, params, best }, signal)));
    return all.filter((one) => one !== undefined);
  };
  return { judge, close: () => pool.destroy() };
}

/** Undefined when interrupted. */
async function judged(pool: PiscinaModule.Piscina, task: TrialTask, signal: AbortSignal | undefined, again = true): Promise<JudgedTrial | undefined> {
  try {
    return await (pool.run(task, { signal: signal ?? null }) as Promise<JudgedTrial>);
  } catch (error) {
    if (signal?.aborted === true) return undefined;
    if (again) return judged(pool, task, signal, false);
    throw lost(task, error);
  }
}

function lost({ params }: { readonly params: ParamValues; readonly question: TrialQuestion }, cause: unknown): QuantError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new QuantError("broken", "WORKER_LOST", `two workers were lost on the trial ${JSON.stringify(params)}: ${why}; fewer workers (--workers) need less memory`, { params }, { cause });
}

/** The compiled worker, also where this file runs from source. */
function workerFile(): string {
  const own = dirname(__filename), compiled = own.includes(`${sep}dist${sep}`) ? own : join(own, "..", "..", "dist", "research", "workers"), file = join(compiled, "trialWorker.js");
  if (!existsSync(file)) throw new QuantError("environment", "NOT_BUILT", "the library is not built yet: run npm run build");
  return file;
}
