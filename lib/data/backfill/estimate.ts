/** How much a backfill would fetch: sizes of a few archives asked for, the others taken as alike. Fetches nothing and writes nothing. */
import type { Millis } from "../../market/units.js";
import { archivesOver, type Archive } from "../dumps/archive.js";
import type { Series } from "../seriesTable.js";
import type { Window } from "../window.js";

export interface Estimate { readonly archives: number; readonly bytes: number }

/** Archives that are asked for their size. */
const SAMPLE = 3;

/** Of monthly archives over a window; undefined where the server does not answer within `deadlineMs`, or has none of them. */
export async function estimateArchives(base: string, series: Series, window: Window, now: Millis, deadlineMs: Millis): Promise<Estimate | undefined> {
  const archives = archivesOver(series, "monthly", [window], now), step = Math.max(1, Math.ceil(archives.length / SAMPLE));
  const sizes = await Promise.all(archives.filter((_, i) => i % step === 0).map((archive) => sizeOf(base, archive, deadlineMs))), known = sizes.filter((size) => size !== undefined);
  if (known.length === 0) return undefined;
  return { archives: archives.length, bytes: (known.reduce((sum, size) => sum + size, 0) / known.length) * archives.length };
}

async function sizeOf(base: string, { path }: Archive, deadlineMs: Millis): Promise<number | undefined> {
  try {
    const { ok, headers } = await fetch(`${base.replace(/\/+$/, "")}/${path}`, { method: "HEAD", signal: AbortSignal.timeout(deadlineMs) });
    const size = Number(headers.get("content-length") ?? NaN);
    return ok && size > 0 ? size : undefined;
  } catch {
    return undefined; // nobody there is an answer too
  }
}
