/** A made-up exchange history for backfills: minutes, their archives on a local server, and a source in memory that answers as the port says. */
import { timeframeMs } from "../../../lib/market/timeframe.js";
import { QuantError } from "../../../lib/market/errors.js";
import type { Source, SourcePage, SourceRequest } from "../../../lib/data/sources/source.js";
import { candleLines } from "../temporaryFiles.js";
import { archiveServer, type ArchiveServer } from "../dumps/archiveServer.js";
import { groupByDate, klinePath, klineZip, type Minute } from "../dumps/klineArchives.js";

export const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/** Minutes of [from, to); their numbers follow from their times. */
export const minutes = (from: number, to: number): readonly Minute[] =>
  candleLines(from, (to - from) / MINUTE).map((line) => ({ time: Number(line.slice(0, line.indexOf(","))), fields: line.slice(line.indexOf(",") + 1) }));

export const without = (all: readonly Minute[], absent: (time: number) => boolean): readonly Minute[] => all.filter(({ time }) => !absent(time));

/** Archives of both periods of everything, spot, by path. */
export function archivesOf(all: readonly Minute[]): ReadonlyMap<string, Buffer> {
  const server = { files: new Map<string, Buffer>() };
  publish(server, "monthly", all);
  publish(server, "daily", all);
  return server.files;
}

export const serve = (files: ReadonlyMap<string, Buffer>): Promise<ArchiveServer> => archiveServer(new Map(files));

export function publish({ files }: Pick<ArchiveServer, "files">, period: "monthly" | "daily", all: readonly Minute[]): void {
  for (const [date, part] of groupByDate(all, period === "monthly" ? 7 : 10)) {
    const path = klinePath("spot", period, date);
    files.set(path, klineZip(path, part));
  }
}

export interface MemorySource extends Source { readonly asked: SourceRequest[]; failure: QuantError | undefined }

/** Pages of at most 500 minutes of candles, twelve columns as the archives have them. */
export function memorySource(all: readonly Minute[], now: number, symbols: readonly string[] = ["BTC/USDT"]): MemorySource {
  const asked: SourceRequest[] = [], byTime = new Map(all.map((minute) => [minute.time, minute]));
  const source: MemorySource = {
    exchange: "binance", asked, failure: undefined, serverTime: () => Promise.resolve(now), close: () => Promise.resolve(),
    async *pages(request) {
      asked.push(request);
      await Promise.resolve();
      if (source.failure !== undefined) throw source.failure;
      if (!symbols.includes(request.symbol)) throw new QuantError("input", "UNKNOWN_SYMBOL", `binance has no ${request.symbol}; the nearest is ${symbols[0]}`);
      const interval = timeframeMs(request.timeframe ?? "1m"), end = Math.min(request.to, Math.floor(now / interval) * interval);
      for (let from = request.from; from < end; from += 500 * interval) yield pageOf(byTime, from, Math.min(end, from + 500 * interval), now);
    },
  };
  return source;
}

function pageOf(byTime: ReadonlyMap<number, Minute>, from: number, to: number, now: number): SourcePage {
  const rows: number[][] = [];
  for (let time = from; time < to; time += MINUTE) {
    const found = byTime.get(time);
    if (found !== undefined) rows.push([time, ...found.fields.split(",").map(Number), 1000 + (time / MINUTE) % 977, (time / MINUTE) % 89, 0]);
  }
  const column = (i: number): Float64Array => Float64Array.from(rows, (row) => row[i]!), names = ["time", "open", "high", "low", "close", "volume", "quoteVolume", "trades", "takerBuyVolume"];
  return { from, to, rows: rows.length, columns: rows.length === 0 ? {} : Object.fromEntries(names.map((name, i) => [name, column(i)])), asked: `GET /api/v3/klines?startTime=${from}`, answeredAt: now };
}
