/** What a worker thread does: rebuilds the subject once out of what it was started with, then judges one trial a call. Shares the columns, copies none. */
import { createRequire } from "node:module";
import { workerData } from "node:worker_threads";
import type { Strategy } from "../../strategy/strategy.js";
import type { Subject } from "../play.js";
import type { ParamValues } from "../search/space.js";
import { judgeTrial, type JudgedTrial, type TrialQuestion } from "./judgeTrial.js";

/**
 * Where a strategy comes from, in words that another thread can follow: the function `factory` that the compiled `module` (a path) exports, called with `argument`.
 * A strategy is code and can not be sent itself.
 */
export interface StrategySource { readonly module: string; readonly factory: string; readonly argument: string }

/** All that a worker is started with. Columns lie in shared memory. */
export interface WorkerStart extends Omit<Subject, "strategy"> { readonly strategy: StrategySource }

export interface TrialTask { readonly question: TrialQuestion; readonly params: ParamValues; readonly best: number | undefined }

let subject: Promise<Subject> | undefined;

export default async function judge({ question, params, best }: TrialTask): Promise<JudgedTrial> {
  subject ??= subjectOf(workerData as WorkerStart);
  return judgeTrial(await subject, question, params, best);
}

async function subjectOf({ strategy: { module, factory, argument }, ...rest }: WorkerStart): Promise<Subject> {
  const exported = createRequire(__filename)(module) as Readonly<Record<string, (argument: string) => Strategy | Promise<Strategy>>>;
  return { ...rest, strategy: await exported[factory]!(argument) };
}
