/** `npm run data -- schedule [FILE]`: jobs when their time comes, until Ctrl-C or SIGTERM. Arguments, processes and words; when what runs is data/schedule's. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DEFAULT_SCHEDULE } from "../data/schedule/defaultSchedule.js";
import { nextRun, parseSchedule, type Job, type Schedule } from "../data/schedule/jobFile.js";
import { runJob, runSchedule, type JobEnd, type RunningJob, type ScheduleMeans } from "../data/schedule/scheduler.js";
import { packageFolder } from "../data/store/home.js";
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";
import { utc } from "../market/units.js";

export interface ScheduleArguments { readonly list?: boolean; readonly once?: string; readonly example?: boolean }

/** Commands that end by themselves or with a signal; the others serve a person at a terminal. */
const COMMANDS = ["data", "backtest", "doctor", "notebooks", "runs", "store"];
const USUAL_FILE = "schedule.json";
const LAST_LINES = 12;

const say = (text: string): void => { process.stdout.write(`${text}\n`); };
const stamped = (line: string): void => say(`${new Date().toISOString().slice(0, 19)}Z ${line}`);

/** @throws QuantError BAD_SCHEDULE, NO_SUCH_FILE, NO_SUCH_JOB */
export async function runScheduleCommand(file: string | undefined, { list, once, example }: ScheduleArguments): Promise<number> {
  if (example === true) { process.stdout.write(DEFAULT_SCHEDULE); return 0; }
  const { schedule, name } = readSchedule(file);
  if (list === true) { say(listText(schedule)); return 0; }
  const stop = stopSignal(), means: ScheduleMeans = { launch, promoted, log: stamped };
  if (once !== undefined) return runJob(jobNamed(schedule, once, name), means, stop);
  stamped(`schedule of ${name}: ${schedule.jobs.map((job) => job.name).join(", ")}`);
  await runSchedule(schedule, means, stop);
  stamped(stop.aborted ? "schedule ended" : "schedule ended: no job of it can run any more");
  return stop.aborted ? 0 : 1;
}

function readSchedule(given: string | undefined): { readonly schedule: Schedule; readonly name: string } {
  const file = given ?? (existsSync(USUAL_FILE) ? USUAL_FILE : undefined);
  if (file === undefined) return { schedule: parseSchedule(DEFAULT_SCHEDULE, "the built-in schedule", COMMANDS), name: `the built-in schedule (no ${USUAL_FILE} here; --example prints one to begin with)` };
  if (!existsSync(file)) throw new QuantError("input", "NO_SUCH_FILE", `there is no file ${file}: npm run data -- schedule --example prints a schedule to begin with`, { file });
  return { schedule: parseSchedule(readFileSync(file, "utf8"), file, COMMANDS), name: file };
}

function jobNamed({ jobs }: Schedule, name: string, file: string): Job {
  const found = jobs.find((job) => job.name === name);
  if (found !== undefined) return found;
  const names = nearest(name, jobs.map((job) => job.name));
  throw new QuantError("input", "NO_SUCH_JOB", `'${name}' is no job of ${file}: did you mean ${names[0]}? There are ${names.join(", ")}`, { name, names });
}

const listText = ({ jobs, timezone }: Schedule): string => jobs.map((job) => {
  const next = "always" in job ? undefined : nextRun(job.cron, timezone);
  return `${job.name}  ${"always" in job ? "always" : `${job.cron}  next ${next === undefined ? "never" : `${utc(next)} UTC`}`}  ${job.words.join(" ")}`;
}).join("\n");

/** A child that a person's Ctrl-C does not reach by itself: it is asked by us, once. */
function launch([command = "", ...argv]: readonly string[]): RunningJob {
  const child = spawn(process.execPath, [join(__dirname, "child.js"), command, ...argv], { stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32" }), lastLines: string[] = [];
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", (line) => { if (line.trim() !== "") lastLines.push(line); if (lastLines.length > LAST_LINES) lastLines.shift(); });
  const ended = new Promise<JobEnd>((resolve) => {
    child.on("error", (error) => resolve({ code: 1, lastLines: [error.message] })).on("close", (code) => resolve({ code: code ?? undefined, lastLines }));
  });
  return { ended, stop: () => { child.kill("SIGTERM"); }, kill: () => { child.kill("SIGKILL"); } };
}

/** Files of strategies that were promoted; none before the first promotion. */
function promoted(): readonly string[] {
  const folder = join(packageFolder(), "strategy", "promoted");
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ts")).sort().map((name) => join(folder, name)) : [];
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  return stop.signal;
}
