/**
 * Long evidence as a record: figures printed while they come, and written with seed, commit and machine to test/evidence/<name>.md.
 * A soak file is one call of this function. Knows no soak.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import { join } from "node:path";

export interface Evidence {
  /** File name below test/evidence, without its ending. */
  readonly name: string;
  /** First heading. */
  readonly title: string;
  /** What is shown and how, a few sentences. */
  readonly about: string;
  /** Of everything random; `SOAK_SEED` sets another. */
  readonly seed: number;
}

/** Keeps a line of figures: printed at once, written at the end. */
export type Keep = (line: string) => void;

/** Nothing is written if `work` throws: the process then ends with its error. */
export async function evidence({ name, title, about, seed: usual }: Evidence, work: (seed: number, keep: Keep) => Promise<void>): Promise<void> {
  const seed = Number(process.env["SOAK_SEED"] ?? usual), lines: string[] = [], start = performance.now();
  await work(seed, (line) => {
    process.stdout.write(`${line}\n`);
    lines.push(line);
  });
  const machine = `${cpus().length} cores, ${platform()} ${arch()}, Node ${process.version}`, seconds = ((performance.now() - start) / 1_000).toFixed(0);
  const head = [`# ${title}`, "", about, "", `Written by \`npm run soak -- ${name}\`: seed ${seed}, commit ${commit()}, ${machine}, ${seconds} s.`, ""];
  writeFileSync(join("test", "evidence", `${name}.md`), [...head, ...lines, ""].join("\n"));
}

function commit(): string {
  const git = (...argv: string[]): string => execFileSync("git", argv, { encoding: "utf8" }).trim();
  try {
    return `${git("rev-parse", "--short=12", "HEAD")}${git("status", "--porcelain", "--", "lib") === "" ? "" : " with changes"}`;
  } catch {
    return "unknown";
  }
}
