/** Kraken spot, public market data: the newest 720 candles whatever is asked, all trades oldest first from a time in nanoseconds. Knows no sockets. */
import type { Millis } from "../../market/units.js";
import type { SimulatedMarket } from "../simulatedMarket.js";
import { decimal, ok, synthesisedBy, whole, type HttpReply, type HttpRequest, type Protocol } from "./protocol.js";

const MOST_BARS = 720, MOST_TRADES = 1_000, MINUTE = 60_000, SECOND = 1_000;
const NANOSECONDS = 1_000_000n;
const INTERVALS = [1, 5, 15, 30, 60, 240, 1_440, 10_080, 21_600];

/** Kraken's older assets carry a letter: X for crypto, Z for money; bitcoin is XBT. */
const ASSETS: Readonly<Record<string, string>> = { BTC: "XXBT", ETH: "XETH", USD: "ZUSD", EUR: "ZEUR" };
const assetOf = (code: string): string => ASSETS[code] ?? code;
const idOf = ({ symbol }: SimulatedMarket): string => {
  const old = symbol.base in ASSETS && symbol.quote in ASSETS;
  return old ? `${assetOf(symbol.base)}${assetOf(symbol.quote)}` : alternativeOf(symbol.base, symbol.quote);
};
const alternativeOf = (base: string, quote: string): string => `${base === "BTC" ? "XBT" : base}${quote}`;

export class Kraken implements Protocol {
  readonly exchange = "kraken";
  readonly hosts: readonly string[] = ["api.kraken.com"];

  constructor(private readonly markets: readonly SimulatedMarket[]) {}

  answer({ path, query }: HttpRequest, now: Millis): HttpReply {
    if (path === "/0/public/Time") return ok({ error: [], result: { unixtime: Math.floor(now / SECOND), rfc1123: new Date(now).toUTCString() } });
    if (path === "/0/public/AssetPairs") return ok({ error: [], result: Object.fromEntries(this.markets.map((market) => [idOf(market), pair(market)])) });
    const pairName = query.get("pair") ?? "", market = this.markets.find((candidate) => pairName === idOf(candidate) || pairName === alternativeOf(candidate.symbol.base, candidate.symbol.quote));
    const rows = ENDPOINTS[path];
    if (rows === undefined) return ok({ error: ["EGeneral:Unknown method"] });
    if (market === undefined) return ok({ error: ["EQuery:Unknown asset pair"] });
    const found = rows(market, query, now);
    return "error" in found ? ok({ error: [found.error] }) : ok({ error: [], result: { [idOf(market)]: found.list, last: found.last } }, synthesisedBy(market));
  }
}

type Rows = (market: SimulatedMarket, query: URLSearchParams, now: Millis) => { readonly list: readonly unknown[]; readonly last: string | number } | { readonly error: string };

const ENDPOINTS: Readonly<Record<string, Rows>> = { "/0/public/OHLC": candles, "/0/public/Trades": trades };

/** `since` only shortens the answer: what is older than the newest 720 is never served. */
function candles(market: SimulatedMarket, query: URLSearchParams, now: Millis): ReturnType<Rows> {
  const minutes = whole(query, "interval", 1), since = whole(query, "since", -Infinity) * SECOND;
  if (!INTERVALS.includes(minutes) || !market.serves(minutes * MINUTE)) return { error: "EGeneral:Invalid arguments:interval" };
  const bars = market.bars({ interval: minutes * MINUTE, from: -Infinity, to: now, limit: MOST_BARS, side: "newest" }, now).filter(({ openTime }) => openTime > since);
  const list = bars.map(({ openTime, open, high, low, close, volume, quoteVolume, trades: count }) =>
    [openTime / SECOND, ...[open, high, low, close, volume === 0 ? 0 : quoteVolume / volume, volume].map(decimal), count]);
  return { list, last: (bars.findLast(({ finished }) => finished)?.openTime ?? 0) / SECOND };
}

function trades(market: SimulatedMarket, query: URLSearchParams, now: Millis): ReturnType<Rows> {
  const since = query.get("since"), count = market.printCount(now), most = Math.min(whole(query, "count", MOST_TRADES), MOST_TRADES);
  // Up to ten digits are seconds, more are nanoseconds; trades at `since` itself are not told again.
  const after = since === null ? undefined : since.length <= 10 ? BigInt(since) * BigInt(SECOND) : BigInt(since) / NANOSECONDS;
  const first = after === undefined ? Math.max(0, count - most) : market.prints.countBefore(Number(after) + 1), prints = market.printsBetween(first, first + most, now);
  const list = prints.map(({ id, price, quantity, side, time }) => [decimal(price), decimal(quantity), time / SECOND, side === 1 ? "b" : "s", "l", "", id]);
  return { list, last: String(BigInt(prints.at(-1)?.time ?? now) * NANOSECONDS) };
}

function pair(market: SimulatedMarket): unknown {
  const { base, quote } = market.symbol, { ticksPerUnit, stepsPerUnit, minQuantity, minNotional } = market.grid;
  return {
    altname: alternativeOf(base, quote), wsname: `${base === "BTC" ? "XBT" : base}/${quote}`, aclass_base: "currency", base: assetOf(base), aclass_quote: "currency", quote: assetOf(quote), status: "online",
    pair_decimals: Math.round(Math.log10(ticksPerUnit)), lot_decimals: Math.round(Math.log10(stepsPerUnit)), lot_multiplier: 1, leverage_buy: [], leverage_sell: [], fees: [[0, 0.4]], fees_maker: [[0, 0.25]],
    ordermin: decimal(minQuantity), costmin: decimal(minNotional), tick_size: decimal(1 / ticksPerUnit),
  };
}
