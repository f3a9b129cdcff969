/** Asking a source in tests: all pages of a request, put together and checked to follow each other without a hole. Test code. */
import { expect } from "vitest";
import type { ColumnName } from "../../../lib/data/sources/columnNames.js";
import { openSource } from "../../../lib/data/sources/openSource.js";
import type { SourceOptions, SourcePage, SourceRequest } from "../../../lib/data/sources/source.js";
import type { SimulatedExchange } from "../../../lib/exchange/index.js";

/** Patience for tests: the real one waits half a second and more. */
export const quick = (exchange: SimulatedExchange): SourceOptions => ({ exchangeUrl: exchange.url, attempts: 3, backoffMs: 5, deadlineMs: 5_000 });

export async function pagesOf(exchange: string, request: SourceRequest, options: SourceOptions): Promise<readonly SourcePage[]> {
  const source = await openSource(exchange, options), pages: SourcePage[] = [];
  try {
    for await (const page of source.pages(request)) pages.push(page);
  } finally {
    await source.close();
  }
  let from = request.from;
  for (const page of pages) {
    expect(page.from).toBe(from);
    expect(page.to).toBeGreaterThan(page.from);
    const time = page.columns.time ?? new Float64Array(0);
    expect(time.length).toBe(page.rows);
    if (time.length > 0) expect([time[0]! >= page.from, time.at(-1)! < page.to]).toEqual([true, true]);
    from = page.to;
  }
  return pages;
}

/** One column over all pages. */
export const column = (pages: readonly SourcePage[], name: ColumnName): number[] => pages.flatMap(({ columns }) => [...(columns[name] ?? [])]);
