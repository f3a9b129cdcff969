import { afterAll, describe, expect, it } from "vitest";
import { temporaryHome } from "../data/store/temporaryHome.js";
import { command } from "./command.js";

const home = temporaryHome();
afterAll(() => home.remove());

describe("npm run data -- collect", () => {
  for (const [what, argv, sentence] of [
    ["a stream that is not collected", ["--streams", "candles,depth"], /the order book is not collected: quotes are its best bid and ask\. There are candles, trades, quotes, mark, funding\./],
    ["own orders", ["--streams", "orders"], /own orders are not collected here\./],
    ["a misspelt stream", ["--streams", "quote"], /is no stream, the nearest is quotes\. There are/],
    ["an exchange whose streams are not understood", ["--exchange", "kraken", "--symbol", "BTC/USD"], /^live streams of kraken are not collected yet, only those of binance: npm run data -- schedule keeps its history fresh by backfills$/m],
    ["a mark price of spot", ["--symbol", "BTC/USDT", "--streams", "mark"], /^BTC\/USDT is spot, which has no mark price: collect its candles, trades and quotes, or a perpetual such as BTC\/USDT:USDT$/m],
  ] as const) {
    it(`refuses ${what} in a sentence, with code 2 and no stack`, async () => {
      const { code, stderr } = await command("data", ["collect", ...argv], home.path);
      expect(code).toBe(2);
      expect(stderr).toMatch(sentence);
      expect(stderr).not.toMatch(/\n\s+at /);
    });
  }
});
