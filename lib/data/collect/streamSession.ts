/**
 * One ccxt.pro instance and the manners of listening through it: a tight loop of watching for each stream, dialled again with back-off when it breaks, every raw
 * event seen in the order it came. Says when another connection speaks than before: what was told in between is unknown. Knows events; neither rows nor stores.
 *
 * ccxt itself stays as it is; of its instance the members that it calls for every message are wrapped (design: live-trading.md 3.2).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isQuantError, QuantError } from "../../market/errors.js";
import type { MarketSymbol } from "../../market/symbol.js";
import type { Timeframe } from "../../market/timeframe.js";
import { redirect, type RedirectableExchange } from "../sources/rest/redirect.js";
import { verdictOf } from "../sources/rest/failures.js";
import { withinDeadline } from "../sources/rest/session.js";
import { marketEvent, type Channel, type MarketEvent } from "./eventRows.js";
import type { StreamTimers } from "./streamTimers.js";

/** What we use of a ccxt.pro exchange. */
interface ProExchange extends RedirectableExchange {
  loadMarkets(reload: boolean): Promise<Readonly<Record<string, { readonly id: string }>>>;
  watchOHLCV(symbol: string, timeframe: string): Promise<unknown>;
  watchTrades(symbol: string): Promise<unknown>;
  watchBidsAsks(symbols: readonly string[]): Promise<unknown>;
  watchMarkPrice(symbol: string): Promise<unknown>;
  handleMessage(client: object, message: unknown): unknown;
  onConnected(client: { log: () => void }, message?: unknown): unknown;
  close(): Promise<unknown>;
}

export interface Subscription { readonly channel: Channel; readonly symbol: string; readonly timeframe: Timeframe | undefined }

export interface Listener {
  readonly hear: (event: MarketEvent) => void;
  /** Events may have been missed, before the next one that is heard. */
  readonly interrupted: () => void;
  /** The stream broke and is dialled again. */
  readonly failed?: ((sentence: string) => void) | undefined;
}

export interface SessionOptions { readonly exchangeUrl: string | undefined; readonly timers: StreamTimers }

interface Ear extends Listener { readonly key: string; connection: object | undefined }

export class StreamSession {
  private readonly ears = new Set<Ear>();
  private markets: Promise<Readonly<Record<string, { readonly id: string }>>> | undefined;

  private constructor(private readonly exchange: ProExchange, private readonly timers: StreamTimers) {
    const handle = exchange.handleMessage.bind(exchange), connected = exchange.onConnected.bind(exchange);
    exchange.handleMessage = (client, message) => {
      this.dispatch(client, message);
      return handle(client, message);
    };
    exchange.onConnected = (client, message) => {
      client.log = () => undefined; // it would print frames that are no JSON to the terminal
      return connected(client, message);
    };
  }

  /** Loads ccxt; dials nothing yet. @throws QuantError BAD_EXCHANGE_URL */
  static async open(kind: MarketSymbol["kind"], { exchangeUrl, timers }: SessionOptions): Promise<StreamSession> {
    const { pro } = (await import("ccxt")) as unknown as { readonly pro: Readonly<Record<string, new (settings: object) => ProExchange>> };
    const exchange = new pro[kind === "spot" ? "binance" : "binanceusdm"]!({
      enableRateLimit: true, timeout: timers.deadlineMs, has: { fetchCurrencies: false }, streaming: { keepAlive: timers.pingMs },
      options: { fetchMarkets: { types: [kind === "spot" ? "spot" : "linear"] }, watchTrades: { name: "aggTrade" }, tradesLimit: 100, OHLCVLimit: 10, ws: { backoff: { base: timers.backoffMs, max: timers.longestBackoffMs } } },
    });
    if (exchangeUrl !== undefined) await redirect(exchange, exchangeUrl);
    return new StreamSession(exchange, timers);
  }

  /** Listens until `signal`; breaks of the stream are mended without end. @throws QuantError UNKNOWN_SYMBOL */
  async listen(subscription: Subscription, listener: Listener, signal: AbortSignal): Promise<void> {
    let ear: Ear | undefined;
    try {
      for (let failures = 0; !signal.aborted;) {
        try {
          ear ??= this.addEar(await this.keyOf(subscription), listener);
          await untilAborted(this.watch(subscription), signal);
          failures = 0;
        } catch (error) {
          if (isQuantError(error, "UNKNOWN_SYMBOL")) throw error;
          if (signal.aborted) return;
          listener.interrupted();
          listener.failed?.(verdictOf(error, "Binance", undefined).error.message);
          await sleep(Math.min(this.timers.longestBackoffMs, this.timers.backoffMs * 2 ** failures++), undefined, { signal }).catch(() => undefined);
        }
      }
    } finally {
      if (ear !== undefined) this.ears.delete(ear);
    }
  }

  async close(): Promise<void> {
    await this.exchange.close();
    await (this.exchange.fetchDispatcher as { destroy?: () => Promise<void> } | undefined)?.destroy?.();
  }

  private dispatch(client: object, message: unknown): void {
    const event = marketEvent(message, Date.now());
    if (event === undefined) return;
    const key = keyOf(event.channel, event.marketId, event.timeframe);
    for (const ear of this.ears) {
      if (ear.key !== key) continue;
      if (ear.connection !== client) ear.interrupted();
      ear.connection = client;
      ear.hear(event);
    }
  }

  private addEar(key: string, listener: Listener): Ear {
    const ear: Ear = { ...listener, key, connection: undefined };
    this.ears.add(ear);
    return ear;
  }

  private watch({ channel, symbol, timeframe }: Subscription): Promise<unknown> {
    switch (channel) {
      case "candles": return this.exchange.watchOHLCV(symbol, timeframe ?? "1m");
      case "trades": return this.exchange.watchTrades(symbol);
      case "quotes": return this.exchange.watchBidsAsks([symbol]);
      case "mark": return this.exchange.watchMarkPrice(symbol);
    }
  }

  /** Without `reload` ccxt would answer with its first failure for ever. */
  private async keyOf({ channel, symbol, timeframe }: Subscription): Promise<string> {
    this.markets ??= withinDeadline(this.exchange.loadMarkets(true), this.timers.deadlineMs).catch((error: unknown) => {
      this.markets = undefined;
      throw error;
    });
    const market = (await this.markets)[symbol];
    if (market === undefined) throw new QuantError("input", "UNKNOWN_SYMBOL", `Binance has no market ${symbol}`, { symbol });
    return keyOf(channel, market.id, timeframe);
  }
}

const keyOf = (channel: Channel, marketId: string, timeframe: Timeframe | undefined): string => `${channel} ${marketId} ${timeframe ?? ""}`;

/** What is watched may never come; whoever stops does not wait for it. */
async function untilAborted(watched: Promise<unknown>, signal: AbortSignal): Promise<void> {
  watched.catch(() => undefined);
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => { stop = () => resolve(); });
  signal.addEventListener("abort", stop);
  try {
    await Promise.race([watched, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
