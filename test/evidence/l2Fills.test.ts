import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { barsOf } from "../../lib/backtest/trades/barsOf.js";
import { captureOf, evidence, hasCaptures, PERPETUALS, rebuild, SESSIONS } from "./l2Fills.js";

const DATA = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", PAGE = join(import.meta.dirname, "l2-fills.md");

/** Rows of a kline file by open time: timestamp, open, high, low, close, volume. */
function klines(file: string, openTime: number): readonly number[] | undefined {
  const text = gunzipSync(readFileSync(join(DATA, file))).toString("latin1"), at = text.indexOf(`\n${openTime},`);
  return at < 0 ? undefined : text.slice(at + 1, text.indexOf("\n", at + 1)).split(",").map(Number);
}

describe.skipIf(!hasCaptures)("recorded sessions (skipped: ../shared/data/l2 is absent)", () => {
  for (const session of SESSIONS) {
    it(`${session.name}: the book follows its messages without a break and is never crossed`, async () => {
      const { breaks, crossed, quotesAgree, quotesCompared } = rebuild(await captureOf(session));
      expect({ breaks, crossed, differing: quotesCompared - quotesAgree }).toEqual({ breaks: 0, crossed: 0, differing: 0 });
      expect(quotesCompared > 0, "quotes to compare with where there is a snapshot").toBe(PERPETUALS.includes(session));
    });
  }

  it("bars made of the prints are the exchange's own, high, low, close and volume", async () => {
    const perpetual = { exchange: "binance", symbol: "BTC/USDT:USDT", synthetic: false };
    for (const [session, first] of [[PERPETUALS[0]!, "2023-04-05T00:00:00Z"], [PERPETUALS[1]!, "2024-07-19T00:00:00Z"]] as const) {
      const bars = barsOf(perpetual, (await captureOf(session)).trades, "5m"), row = bars.openTime.indexOf(Date.parse(first)), own = klines("binance-BTCUSDT-perp-5m-2023-2024.csv.gz", Date.parse(first))!;
      expect([bars.high[row], bars.low[row], bars.close[row]]).toEqual(own.slice(2, 5));
      expect(Math.abs(bars.volume[row]! / own[5]! - 1), `${bars.volume[row]} of ${own[5]}`).toBeLessThan(0.01);
    }
  });

  it("give the committed page again, to the letter", async () => {
    expect(existsSync(PAGE), "npx tsx test/evidence/l2Fills.ts writes it").toBe(true);
    expect(await evidence()).toBe(readFileSync(PAGE, "utf8"));
  });
});
