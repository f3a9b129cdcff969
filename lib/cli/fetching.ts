/** What every command that fetches needs: the store, progress, Ctrl-C and the exchanges, opened for one piece of work and closed behind it. Knows no command. */
import { join } from "node:path";
import { Option } from "commander";
import type { BackfillMeans } from "../data/backfill/backfill.js";
import { BINANCE_VISION } from "../data/dumps/archive.js";
import { openSource } from "../data/sources/openSource.js";
import type { Source } from "../data/sources/source.js";
import { homeAt } from "../data/store/home.js";
import { isQuantError, QuantError } from "../market/errors.js";
import { paceText } from "./dataHistoryText.js";
import { openWatcher, type ProgressWatcher } from "./progress.js";
import { withStore } from "./withStore.js";

/** `--dumps`, the same for every command. */
export const dumpsOption = (): Option => new Option("--dumps <url>", "where archives lie: Binance Vision, a mirror of it, or none").env("BTC_QUANT_DUMPS_URL").default(BINANCE_VISION);

/** Each exchange is opened once; undefined for one that has no REST source here. */
export type OpenOnce = (exchange: string) => Promise<Source | undefined>;

/** @param dumps as `dumpsOption` gives it */
export async function fetching<T>(dumps: string, work: (means: Omit<BackfillMeans, "source">, open: OpenOnce) => Promise<T>): Promise<T> {
  const watcher = openWatcher(), stop = new AbortController(), cancel = (): void => stop.abort(), sources = new Map<string, Promise<Source | undefined>>();
  const open: OpenOnce = (exchange) => {
    const opened = sources.get(exchange) ?? askable(exchange, watcher, stop.signal);
    sources.set(exchange, opened);
    return opened;
  };
  process.once("SIGINT", cancel);
  try {
    return await withStore((store) => work({ store, dumps: dumps === "none" ? null : dumps, downloads: join(homeAt().path, "downloads"), signal: stop.signal, listener: listenerOf(watcher) }, open));
  } catch (error) {
    throw stop.signal.aborted ? new QuantError("environment", "CANCELED", "interrupted: what is stored stays, the same command goes on from there", {}, { cause: error }) : error;
  } finally {
    process.off("SIGINT", cancel);
    watcher.close();
    for (const opened of sources.values()) await (await opened)?.close();
  }
}

/** Less patient than a collector: somebody waits. An exchange that has no REST source yet is left to its archives, if it has any. */
async function askable(exchange: string, watcher: ProgressWatcher, signal: AbortSignal): Promise<Source | undefined> {
  try {
    return await openSource(exchange, { signal, attempts: 3, deadlineMs: 10_000, onNotice: ({ reason, waitMs }) => watcher.stage(`${reason}: waiting ${Math.ceil(waitMs / 1_000)} s`) });
  } catch (error) {
    if (!isQuantError(error, "UNSUPPORTED_EXCHANGE")) throw error;
    watcher.stage(error.message);
    return undefined;
  }
}

function listenerOf(watcher: ProgressWatcher): NonNullable<BackfillMeans["listener"]> {
  const start = performance.now();
  return { stage: watcher.stage, progress: ({ done, total, rows }) => watcher.progress(done, total, paceText(done / total, rows, performance.now() - start)) };
}
