/**
 * Binance's request weights and what it does to who uses too much: 429 with Retry-After until the minute is over, 418 for who goes on.
 * Weights: Binance's API documentation, spot and USDT-M, as read for ccxt 4.5.84. Time is the wall's: a client waits in real seconds.
 */
import type { Millis } from "../../../market/units.js";
import type { HttpReply } from "../protocol.js";
import type { Segment } from "./listings.js";

export interface WeightLimits {
  /** A window; Binance: 6,000 on spot, 2,400 on USDT-M. */
  readonly spot: number;
  readonly futures: number;
  /** Binance: a minute. */
  readonly windowMs: Millis;
  /** Requests after the first 429 that are forgiven before an address is banned. */
  readonly forgiven: number;
  /** Length of the first ban, doubled for each further one. Binance: from two minutes to three days. */
  readonly banMs: Millis;
}

export const BINANCE_LIMITS: WeightLimits = { spot: 6_000, futures: 2_400, windowMs: 60_000, forgiven: 10, banMs: 120_000 };

/** By the first limit that is at or above the one asked for. */
type ByLimit = readonly (readonly [limit: number, weight: number])[];

const FUTURES_KLINES: ByLimit = [[99, 1], [499, 2], [1_000, 5], [Infinity, 10]];
const WEIGHTS: Readonly<Record<Segment, Readonly<Record<string, number | ByLimit>>>> = {
  spot: { exchangeInfo: 20, klines: 2, aggTrades: 4, trades: 25, depth: [[100, 5], [500, 25], [1_000, 50], [Infinity, 250]], "ticker/bookTicker": 2, "ticker/price": 2 },
  futures: { klines: FUTURES_KLINES, markPriceKlines: FUTURES_KLINES, aggTrades: 20, depth: [[50, 2], [100, 5], [500, 10], [Infinity, 20]], "ticker/bookTicker": 2 },
};

export function weightOf(segment: Segment, endpoint: string, limit: number): number {
  const weight = WEIGHTS[segment][endpoint] ?? 1;
  return typeof weight === "number" ? weight : weight.find(([most]) => limit <= most)![1];
}

/** The meter of one address at one of Binance's hosts. */
export class WeightMeter {
  private window = -1;
  private used = 0;
  private refused = 0;
  private bans = 0;
  private bannedUntil = -Infinity;

  constructor(private readonly limit: number, private readonly limits: WeightLimits, private readonly wall: () => Millis = () => performance.now()) {}

  /** Counts a request. The refusal, if it is one; the header to send with an answer otherwise. */
  take(weight: number): { readonly refusal: HttpReply } | { readonly headers: Readonly<Record<string, string>> } {
    const now = this.wall(), window = Math.floor(now / this.limits.windowMs);
    if (now < this.bannedUntil) return { refusal: refusal(418, this.bannedUntil - now) };
    if (window !== this.window) [this.window, this.used, this.refused] = [window, 0, 0];
    this.used += weight;
    if (this.used <= this.limit) return { headers: { "X-MBX-USED-WEIGHT-1M": String(this.used) } };
    if (++this.refused <= this.limits.forgiven) return { refusal: refusal(429, (window + 1) * this.limits.windowMs - now) };
    this.bannedUntil = now + this.limits.banMs * 2 ** this.bans++;
    return { refusal: refusal(418, this.bannedUntil - now) };
  }
}

function refusal(status: 429 | 418, waitMs: Millis): HttpReply {
  const msg = status === 429 ? "Too much request weight used; please use WebSocket Streams for live updates to avoid polling the API." : "Way too much request weight used; IP banned.";
  return { status, body: { code: -1003, msg }, headers: { "Retry-After": String(Math.max(1, Math.ceil(waitMs / 1_000))) } };
}
