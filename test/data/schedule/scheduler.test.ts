import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SCHEDULE } from "../../../lib/data/schedule/defaultSchedule.js";
import { nextRun, parseSchedule, PROMOTED, type Job } from "../../../lib/data/schedule/jobFile.js";
import { runJob, runSchedule, type JobEnd, type RunningJob, type ScheduleMeans } from "../../../lib/data/schedule/scheduler.js";

const COMMANDS = ["data", "backtest"];
const file = (...jobs: readonly object[]): string => JSON.stringify({ jobs });
const parse = (text: string): ReturnType<typeof parseSchedule> => parseSchedule(text, "schedule.json", COMMANDS);

describe("a file of jobs", () => {
  it("is read: lines of npm run, times of cron, UTC unless said", () => {
    expect(parse(file({ name: "repair", cron: "7 * * * *", run: "data repair --exchange  binance" }, { name: "collect", always: true, run: "data collect" }))).toEqual({
      timezone: "UTC", jobs: [{ name: "repair", cron: "7 * * * *", words: ["data", "repair", "--exchange", "binance"] }, { name: "collect", always: true, words: ["data", "collect"] }],
    });
    expect(parse(DEFAULT_SCHEDULE).jobs.map(({ name }) => name)).toEqual(["live", "history", "repair", "verify", "backtests"]);
  });

  it("means cron's times in its own zone", () => {
    const after = Date.UTC(2024, 2, 30, 12);
    expect(new Date(nextRun("30 4 * * 1", "UTC", after)!).toISOString()).toBe("2024-04-01T04:30:00.000Z");
    expect(new Date(nextRun("0 12 31 3 *", "Europe/Berlin", after)!).toISOString()).toBe("2024-03-31T10:00:00.000Z"); // summer time began that night
  });

  it.each<[string, string, string]>([
    ["no JSON", "{", "schedule.json is not JSON"],
    ["no jobs", "{}", "schedule.json: jobs: "],
    ["a misspelt field", file({ name: "a", crom: "* * * * *", run: "data repair" }), 'schedule.json: jobs.0: Unrecognized key: "crom"'],
    ["a command that is none", file({ name: "a", cron: "* * * * *", run: "repair" }), "schedule.json: job a: 'repair' is no command of npm run: there are data, backtest"],
    ["no time", file({ name: "a", run: "data repair" }), 'schedule.json: job a: it needs either "cron"'],
    ["two times", file({ name: "a", cron: "* * * * *", always: true, run: "data repair" }), "schedule.json: job a: it needs either"],
    ["a time that is none", file({ name: "a", cron: "61 * * * *", run: "data repair" }), "schedule.json: job a: '61 * * * *' in UTC is no cron time"],
    ["a time that never comes", file({ name: "a", cron: "0 0 30 2 *", run: "data repair" }), "schedule.json: job a: the time '0 0 30 2 *' never comes"],
    ["a zone that is none", JSON.stringify({ timezone: "Mars", jobs: [{ name: "a", cron: "* * * * *", run: "data repair" }] }), "in Mars is no cron time"],
    ["one name twice", file({ name: "a", always: true, run: "data a" }, { name: "a", always: true, run: "data b" }), "schedule.json: job a: another job has that name"],
  ])("is refused with one sentence on %s", (_, text, sentence) => expect(() => parse(text)).toThrow(sentence));
});

/** Processes that end when the test says so; `max` is how many ran at once. */
class Processes {
  readonly started: string[] = [];
  readonly open: { end: (end: JobEnd) => void; stopped: boolean }[] = [];
  running = 0;
  max = 0;

  readonly launch = (words: readonly string[]): RunningJob => {
    this.started.push(words.join(" "));
    this.max = Math.max(this.max, ++this.running);
    let end!: (end: JobEnd) => void;
    const ended = new Promise<JobEnd>((resolve) => { end = (how) => { this.running--; resolve(how); }; }), entry = { end, stopped: false };
    this.open.push(entry);
    return { ended, stop: () => { entry.stopped = true; if (!this.deaf) end({ code: undefined, lastLines: [] }); }, kill: () => end({ code: undefined, lastLines: ["killed"] }) };
  };

  constructor(private readonly deaf = false) {}
}

describe("a schedule", () => {
  let stop: AbortController, said: string[], means: Omit<ScheduleMeans, "launch">;
  beforeEach(() => {
    stop = new AbortController();
    said = [];
    means = { promoted: () => ["a.ts", "b.ts"], log: (line) => { said.push(line); }, graceMs: 80, againMs: 5 };
  });
  afterEach(() => stop.abort());
  const job = (more: { cron: string } | { always: true }, ...words: string[]): Job => ({ name: "job", words, ...more });
  const every = { cron: "* * * * * *" };

  it("runs a job at its times, skips a time while it still runs, and tells code and last lines", async () => {
    const processes = new Processes(), over = runSchedule({ timezone: "UTC", jobs: [job(every, "data", "repair")] }, { ...means, launch: processes.launch }, stop.signal);
    while (!said.some((line) => line.includes("skipped"))) await sleep(10);
    expect([processes.started, processes.max]).toEqual([["data repair"], 1]);
    processes.open[0]!.end({ code: 1, lastLines: ["the disk is full"] });
    while (processes.started.length < 2) await sleep(10);
    expect(said.find((line) => line.includes("exit code"))).toMatch(/^job failed, exit code 1 after [\d.]+ s$/);
    expect(said).toContain("job | the disk is full");
    stop.abort();
    await over;
    expect([processes.open[1]!.stopped, processes.running]).toEqual([true, 0]);
    await sleep(1_100);
    expect(processes.started.length).toBe(2);
  });

  it("starts a job that is always to run again, but not what refuses its line", async () => {
    const processes = new Processes(), over = runSchedule({ timezone: "UTC", jobs: [job({ always: true }, "data", "collect")] }, { ...means, launch: processes.launch }, stop.signal);
    for (const [i, code] of [1, 0, 2].entries()) {
      while (processes.open.length <= i) await sleep(1);
      processes.open[i]!.end({ code, lastLines: [] });
    }
    await over; // no job is left that can run
    expect(processes.started.length).toBe(3);
    expect(said.at(-1)).toContain("is not started again");
  });

  it("runs a line once for each promoted strategy, one after the other", async () => {
    const processes = new Processes(), code = runJob(job(every, "backtest", "--strategy", PROMOTED, "--timeframe", "1h"), { ...means, launch: processes.launch }, stop.signal);
    processes.open[0]!.end({ code: 2, lastLines: [] });
    while (processes.open.length < 2) await sleep(1);
    processes.open[1]!.end({ code: 0, lastLines: [] });
    expect([await code, processes.started, processes.max]).toEqual([2, ["backtest --strategy a.ts --timeframe 1h", "backtest --strategy b.ts --timeframe 1h"], 1]);
    expect(await runJob(job(every, "backtest", PROMOTED), { ...means, promoted: () => [], launch: processes.launch }, stop.signal)).toBe(0);
    expect(said.at(-1)).toBe("job nothing is promoted yet: nothing to run");
  });

  it("kills what does not end in time", async () => {
    const processes = new Processes(true), over = runSchedule({ timezone: "UTC", jobs: [job({ always: true }, "data", "collect")] }, { ...means, launch: processes.launch }, stop.signal);
    stop.abort();
    await over;
    expect(said).toContain("job did not end within 0.08 s and is killed");
    expect(processes.running).toBe(0);
  });
});
