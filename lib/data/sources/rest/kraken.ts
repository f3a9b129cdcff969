/**
 * Kraken spot. Its candles are the newest 720 and no others: an older `since` is ignored (live-trading.md 5), so older bars are refused and never
 * silently short. Its trades reach back to the first one. Minutes without a trade are left out.
 */
import { badAnswer, listOf, memberOf, numberOf } from "./answer.js";
import type { Dialect, Question, Reading, Row, Wanted } from "./dialect.js";

const BARS = 720, TRADES = 1_000;
const SECOND = 1_000, DAY = 86_400_000;
const NANOSECONDS = 1_000_000n;
const OLDER_CANDLES = "import Kraken's OHLCVT files, read its trades (the whole history is served), or ask for a longer timeframe";

export const kraken: Dialect = {
  exchange: "kraken",
  name: "Kraken",
  // Weeks are left out: Kraken's begin on Thursday.
  timeframes: { "1m": "1", "5m": "5", "15m": "15", "30m": "30", "1h": "60", "4h": "240", "1d": "1440" },
  instance: () => ({ id: "kraken", settings: {} }),
  reading,
};

function reading({ kind, market, word }: Wanted): Reading | string {
  if (kind === "funding" || kind === "mark") return `Kraken spot has no ${kind === "mark" ? "mark price" : "funding"}: ask Binance, Bybit or OKX for a perpetual's`;
  if (kind === "candles") {
    return {
      columns: ["time", "open", "high", "low", "close", "volume", "trades"],
      paging: { law: "newest only", most: BARS, instead: OLDER_CANDLES, ask: () => ({ method: "publicGetOHLC", params: { pair: market.id, interval: word }, rows: candles }) },
    };
  }
  const question = (since: string): Question => ({ method: "publicGetTrades", params: { pair: market.id, since, count: TRADES }, rows: trades });
  return {
    columns: ["time", "id", "price", "quantity", "side"],
    // `since` in nanoseconds; the trades of the last ms come once more and are known by their ids.
    paging: { law: "ids", span: DAY, ask: (from) => question(String(BigInt(from) * NANOSECONDS - 1n)), after: (_id, time) => question(String(BigInt(time) * NANOSECONDS - 1n)) },
  };
}

/** The one list among the result's members; beside it stands `last`. */
function rowsOf(answer: unknown): readonly unknown[] {
  const result = memberOf(answer, "result"), found = typeof result === "object" && result !== null ? Object.values(result).find(Array.isArray) : undefined;
  if (found === undefined) throw badAnswer("a list of rows was expected in the result and none came");
  return found as readonly unknown[];
}

const candles = (answer: unknown): readonly Row[] => rowsOf(answer).map((entry) => {
  const [time, open, high, low, close, , volume, count] = listOf(entry, "a candle's fields");
  return [numberOf(time, "a candle's time") * SECOND, ...[open, high, low, close, volume, count].map((value) => numberOf(value, "a number of a candle"))];
});

const trades = (answer: unknown): readonly Row[] => rowsOf(answer).map((entry) => {
  const [price, volume, time, side, , , id] = listOf(entry, "a trade's fields");
  // Seconds with up to nine decimals; rounding to microseconds first, so that .763 does not become .762999.
  const millis = Math.floor(Math.round(numberOf(time, "a trade's time") * 1e6) / 1_000);
  return [millis, numberOf(id, "a trade's id"), numberOf(price, "a trade's price"), numberOf(volume, "a trade's volume"), side === "s" ? -1 : 1];
});
