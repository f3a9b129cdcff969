/**
 * The file of jobs: what runs when, as a person writes it, checked before anything starts. A job is a line that could be typed after `npm run`.
 * Starts nothing and reads no disk; times are cron's, told by croner.
 */
import { Cron } from "croner";
import { z } from "zod";
import { QuantError } from "../../market/errors.js";
import type { Millis } from "../../market/units.js";

/** `cron`: at those times. `always`: started at once and again whenever it ends. */
export type Job = { readonly name: string; readonly words: readonly string[] } & ({ readonly cron: string } | { readonly always: true });

export interface Schedule {
  /** IANA name; cron times are of that zone. Default UTC. */
  readonly timezone: string;
  readonly jobs: readonly Job[];
}

/** Stands in a job's line for each promoted strategy in turn. */
export const PROMOTED = "{promoted}";

const JOB = z.strictObject({ name: z.string().regex(/^[\w-]+$/, "letters, digits, - and _"), run: z.string().min(1), cron: z.string().optional(), always: z.literal(true).optional() });
const FILE = z.strictObject({ timezone: z.string().default("UTC"), jobs: z.array(JOB).min(1) });

/**
 * @param commands that may be run: those of `npm run`
 * @throws QuantError BAD_SCHEDULE naming the job and what was expected
 */
export function parseSchedule(text: string, file: string, commands: readonly string[]): Schedule {
  const { timezone, jobs } = shapeOf(text, file), bad = (job: string, why: string): QuantError => new QuantError("input", "BAD_SCHEDULE", `${file}: job ${job}: ${why}`, { file, job });
  return {
    timezone,
    jobs: jobs.map(({ name, run, cron, always }, i) => {
      if (jobs.findIndex((other) => other.name === name) !== i) throw bad(name, "another job has that name");
      if ((cron === undefined) === (always === undefined)) throw bad(name, 'it needs either "cron": "MINUTE HOUR DAY MONTH WEEKDAY" or "always": true');
      const words = run.trim().split(/\s+/);
      if (!commands.includes(words[0]!)) throw bad(name, `'${words[0]}' is no command of npm run: there are ${commands.join(", ")}`);
      if (cron === undefined) return { name, words, always: true as const };
      const why = cronFault(cron, timezone);
      if (why !== undefined) throw bad(name, why);
      return { name, words, cron };
    }),
  };
}

function shapeOf(text: string, file: string): z.infer<typeof FILE> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new QuantError("input", "BAD_SCHEDULE", `${file} is not JSON: ${(error as Error).message}`, { file });
  }
  const parsed = FILE.safeParse(content), issue = parsed.error?.issues[0];
  if (parsed.success) return parsed.data;
  throw new QuantError("input", "BAD_SCHEDULE", `${file}: ${issue === undefined || issue.path.length === 0 ? "the file" : issue.path.join(".")}: ${issue?.message ?? "not a schedule"}; npm run data -- schedule --example shows one`, { file });
}

function cronFault(cron: string, timezone: string): string | undefined {
  try {
    return nextRun(cron, timezone) === undefined ? `the time '${cron}' never comes` : undefined;
  } catch (error) {
    return `'${cron}' in ${timezone} is no cron time: ${(error as Error).message}`;
  }
}

/** When a cron time comes next, strictly after `after`; undefined when it never does. @throws Error for what is no cron time */
export function nextRun(cron: string, timezone: string, after?: Millis): Millis | undefined {
  const job = new Cron(cron, { timezone, paused: true }), next = job.nextRun(after === undefined ? undefined : new Date(after));
  job.stop();
  return next?.getTime();
}
