/** Binance's own minutes, told by the simulated exchange out of the shared files and asked back through ccxt: every double the same to the last bit. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fetchCandles } from "../../lib/data/fetchCandles.js";
import { csvBlocks } from "../../lib/data/sources/csvBlocks.js";
import { sniffLayout } from "../../lib/data/sources/layout.js";
import { startExchange, type FeedBars } from "../../lib/exchange/index.js";
import { MINUTE } from "./feeds.js";

const FILE = join(process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", "binance-BTCUSDT-spot-1m-2023.csv.gz");
const ROWS = 525_520;

async function barsOf(path: string): Promise<FeedBars> {
  for await (const { columns, length } of csvBlocks(path, await sniffLayout(path))) {
    expect(length).toBe(ROWS);
    return columns as unknown as FeedBars;
  }
  throw new Error("no rows");
}

describe.skipIf(!existsSync(FILE))("the minutes of 2023 (skipped without ../shared/data)", () => {
  it("around the outage of 2023-03-24 come back as they were, the outage as a gap", async () => {
    const bars = await barsOf(FILE), exchange = await startExchange({ feeds: [{ exchange: "binance", symbol: "BTC/USDT", interval: MINUTE, bars }], now: Date.UTC(2024, 0) });
    const from = Date.UTC(2023, 2, 23), to = Date.UTC(2023, 2, 26), first = bars.time.indexOf(from), last = bars.time.indexOf(to);
    const found = await fetchCandles("binance", "BTC/USDT", "1m", from, to, { exchangeUrl: exchange.url });
    await exchange.stop();
    for (const name of ["open", "high", "low", "close", "volume"] as const) expect(Buffer.from(found[name].buffer).equals(Buffer.from(bars[name].slice(first, last).buffer)), name).toBe(true);
    expect(found.gaps.map(({ bars: missing }) => missing)).toEqual([3 * 1_440 - (last - first)]);
  });
});
