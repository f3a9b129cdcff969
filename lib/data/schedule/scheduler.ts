/**
 * Runs jobs when their time comes: no two of one job at once, each in a process of its own, its end written down, all of them ended when the schedule ends.
 * Knows neither what a job does nor how a process is started.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Cron } from "croner";
import type { Millis } from "../../market/units.js";
import { PROMOTED, type Job, type Schedule } from "./jobFile.js";

export interface JobEnd {
  /** 0 done; undefined: ended by a signal. */
  readonly code: number | undefined;
  /** What it said last, on either stream. */
  readonly lastLines: readonly string[];
}

export interface RunningJob {
  readonly ended: Promise<JobEnd>;
  /** Asks it to end. */
  stop(): void;
  /** Ends it. */
  kill(): void;
}

export interface ScheduleMeans {
  readonly launch: (words: readonly string[]) => RunningJob;
  /** Strategies for jobs that name `{promoted}`, asked for at each run. */
  readonly promoted: () => readonly string[];
  readonly log: (line: string) => void;
  /** Jobs that are asked to end get so long; default 30,000 ms. */
  readonly graceMs?: Millis | undefined;
  /** Wait before a job that is always to run is started again, doubled each time up to a minute; default 1,000 ms. */
  readonly againMs?: Millis | undefined;
}

const GRACE: Millis = 30_000, AGAIN: Millis = 1_000, LONGEST_AGAIN: Millis = 60_000;
/** A job that has run so long was well: the next wait is a short one again. */
const WELL: Millis = 60_000;
/** Of a command that was asked what it can not do: asking again changes nothing. */
const REFUSED = 2;

/** Settles when `signal` has ended the schedule and every job with it, or when no job can run any more. */
export async function runSchedule({ jobs, timezone }: Schedule, means: ScheduleMeans, signal: AbortSignal): Promise<void> {
  const running = new Map<string, RunningJob>(), runner = new Runner(means, running, signal), timers: Cron[] = [], endless: Promise<void>[] = [];
  for (const job of jobs) {
    if ("always" in job) endless.push(runner.always(job));
    else timers.push(new Cron(job.cron, { timezone }, () => { void runner.once(job); }));
  }
  if (timers.length > 0) await aborted(signal);
  else await Promise.race([Promise.all(endless), aborted(signal)]);
  for (const timer of timers) timer.stop();
  await endAll(running, means);
  await Promise.all(endless);
}

/** One job, now; the code of the first of its runs that failed, else 0. */
export async function runJob(job: Job, means: ScheduleMeans, signal: AbortSignal): Promise<number> {
  const running = new Map<string, RunningJob>(), code = new Runner(means, running, signal).once(job);
  const stop = (): void => { void endAll(running, means); };
  signal.addEventListener("abort", stop);
  try {
    return await code;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

class Runner {
  private readonly busy = new Set<string>();

  constructor(private readonly means: ScheduleMeans, private readonly running: Map<string, RunningJob>, private readonly signal: AbortSignal) {}

  /** Every line the job stands for, one after the other. */
  async once(job: Job): Promise<number> {
    if (this.signal.aborted) return 1;
    if (this.busy.has(job.name)) {
      this.say(job, "is still running: this time is skipped");
      return 1;
    }
    this.busy.add(job.name);
    try {
      const lines = this.linesOf(job);
      if (lines.length === 0) this.say(job, "nothing is promoted yet: nothing to run");
      let failed = 0;
      for (const words of lines) {
        const code = await this.run(job, words);
        failed ||= code;
        if (this.signal.aborted) break;
      }
      return failed;
    } finally {
      this.busy.delete(job.name);
    }
  }

  /** Again and again, until the schedule ends or the command refuses what it is asked. */
  async always(job: Job): Promise<void> {
    const { againMs = AGAIN } = this.means;
    for (let wait = againMs; !this.signal.aborted;) {
      const begun = performance.now(), code = await this.once(job);
      if (this.signal.aborted) return;
      if (code === REFUSED) return this.say(job, "is not started again: what it is asked can not be done as asked");
      if (performance.now() - begun > WELL) wait = againMs;
      this.say(job, `is started again in ${wait / 1_000} s`);
      await sleep(wait, undefined, { signal: this.signal }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_AGAIN);
    }
  }

  private async run(job: Job, words: readonly string[]): Promise<number> {
    const begun = performance.now(), started = this.means.launch(words);
    this.running.set(job.name, started);
    this.say(job, `started: ${words.join(" ")}`);
    const { code, lastLines } = await started.ended;
    this.running.delete(job.name);
    const took = `${((performance.now() - begun) / 1_000).toFixed(1)} s`;
    this.say(job, `${code === undefined ? "was ended by a signal" : code === 0 ? "done, exit code 0" : `failed, exit code ${code}`} after ${took}`);
    for (const line of lastLines) this.say(job, `| ${line}`);
    return code ?? 1;
  }

  private linesOf({ words }: Job): readonly (readonly string[])[] {
    if (!words.includes(PROMOTED)) return [words];
    return this.means.promoted().map((strategy) => words.map((word) => (word === PROMOTED ? strategy : word)));
  }

  private say({ name }: Job, what: string): void {
    this.means.log(`${name} ${what}`);
  }
}

/** Asks all to end, waits, and ends what has not. */
async function endAll(running: ReadonlyMap<string, RunningJob>, { log, graceMs = GRACE }: ScheduleMeans): Promise<void> {
  const jobs = [...running], ends = Promise.all(jobs.map(([, job]) => job.ended));
  if (jobs.length === 0) return;
  log(`ending ${jobs.map(([name]) => name).join(", ")} …`);
  for (const [, job] of jobs) job.stop();
  const timer = setTimeout(() => { for (const [name, job] of running) { log(`${name} did not end within ${graceMs / 1_000} s and is killed`); job.kill(); } }, graceMs);
  await ends;
  clearTimeout(timer);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => { signal.addEventListener("abort", () => resolve(), { once: true }); });
}
