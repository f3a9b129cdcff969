/**
 * Watches the compiled library by asking, not by being told: file watchers miss and double events, a look at the times before each cell does not.
 * Knows files and times only.
 */
import { readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const RELEVANT = /\.(js|json|d\.ts)$/;
const SETTLE_MS = 30;
const SETTLE_TRIES = 50;

type Times = ReadonlyMap<string, number>;

function times(folder: string, without: string): Times {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => RELEVANT.test(name)).map((name) => join(folder, name));
    return new Map(files.filter((file) => !file.startsWith(without + sep)).map((file) => [file, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
  } catch {
    return new Map();
  }
}

const differences = (a: Times, b: Times): string[] => [...new Set([...a.keys(), ...b.keys()])].filter((file) => a.get(file) !== b.get(file));

export class BuiltFiles {
  #known: Times;

  /** `without` is a folder inside that is not looked at. */
  constructor(readonly folder: string, readonly without: string) {
    this.#known = times(folder, without);
  }

  /** Files written, added or removed since the last call; waits (at most 1.5 s) while a compiler is still writing. */
  async changed(): Promise<readonly string[]> {
    let now = times(this.folder, this.without);
    if (differences(this.#known, now).length === 0) return [];
    for (let i = 0; i < SETTLE_TRIES; i++) {
      await pause(SETTLE_MS);
      const later = times(this.folder, this.without);
      if (differences(now, later).length === 0) break;
      now = later;
    }
    const changed = differences(this.#known, now);
    this.#known = now;
    return changed;
  }
}
