/**
 * One ccxt instance and the manners of asking it: one deadline a call, a few attempts, the waits that the exchange asks for, redirect to a
 * simulated exchange where one is named. Knows calls and answers; neither series nor pages.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { QuantError } from "../../../market/errors.js";
import type { Millis } from "../../../market/units.js";
import type { SourceNotice, SourceOptions } from "../source.js";
import { millisOf } from "./answer.js";
import type { Instance } from "./dialect.js";
import { DeadlinePassed, verdictOf } from "./failures.js";
import { redirect, type RedirectableExchange } from "./redirect.js";

const DEADLINE = 20_000, ATTEMPTS = 5, BACKOFF = 500, LONGEST_WAIT = 180_000;

/** What we use of a ccxt exchange; its endpoint methods are called by name. */
interface CcxtExchange extends RedirectableExchange {
  readonly last_request_url: string | undefined;
  readonly last_response_headers: Readonly<Record<string, string>> | undefined;
  rateLimit: number;
  rollingWindowSize: number;
  tokenBucket: object | undefined;
  initRestRateLimiter(): void;
  fetchTime(): Promise<number | undefined>;
  loadMarkets(reload: boolean): Promise<Readonly<Record<string, { readonly id: string; readonly symbol: string }>>>;
}

export interface Asked<T> { readonly value: T; readonly url: string }

export class Session {
  private readonly deadlineMs: Millis;
  private readonly attempts: number;
  private readonly backoffMs: Millis;
  private readonly longestWaitMs: Millis;
  private markets: Promise<ReadonlyMap<string, string>> | undefined;

  private constructor(private readonly exchange: CcxtExchange, private readonly name: string, private readonly options: SourceOptions) {
    this.deadlineMs = options.deadlineMs ?? DEADLINE;
    this.attempts = options.attempts ?? ATTEMPTS;
    this.backoffMs = options.backoffMs ?? BACKOFF;
    this.longestWaitMs = options.longestWaitMs ?? LONGEST_WAIT;
  }

  /** Loads ccxt; asks the exchange nothing. @throws QuantError BAD_EXCHANGE_URL */
  static async open({ id, settings }: Instance, name: string, options: SourceOptions): Promise<Session> {
    const ccxt = (await import("ccxt")) as unknown as Readonly<Record<string, new (settings: object) => CcxtExchange>>;
    const exchange = new ccxt[id]!({ enableRateLimit: true, timeout: options.deadlineMs ?? DEADLINE, has: { fetchCurrencies: false }, ...settings });
    if (options.exchangeUrl !== undefined) await redirect(exchange, options.exchangeUrl);
    if (options.clockFactor !== undefined) hastenLimiter(exchange, options.clockFactor);
    return new Session(exchange, name, options);
  }

  /** The answer of an endpoint, read by `read`; what `read` refuses is asked again. @throws QuantError as Source.pages says */
  call<T>(method: string, params: Readonly<Record<string, string | number>>, read: (answer: unknown) => T): Promise<Asked<T>> {
    const endpoint = (this.exchange as unknown as Readonly<Record<string, (params: object) => Promise<unknown>>>)[method];
    if (endpoint === undefined) throw new QuantError("broken", "NO_SUCH_ENDPOINT", `this ccxt has no endpoint ${method}: it was upgraded past what is known here`, { method });
    return this.persist(async () => {
      const value = read(await endpoint.call(this.exchange, params));
      return { value, url: this.exchange.last_request_url ?? method };
    });
  }

  async serverTime(): Promise<Millis> {
    return this.persist(async () => millisOf(await this.exchange.fetchTime(), "its clock"));
  }

  /** Ids of all markets by unified symbol; asked for once. */
  marketIds(): Promise<ReadonlyMap<string, string>> {
    this.markets ??= this.persist(async () => {
      // Without `reload` ccxt would answer with its first failure for ever.
      const markets = await this.exchange.loadMarkets(true);
      return new Map(Object.values(markets).map(({ symbol, id }) => [symbol, id]));
    }).catch((error: unknown) => {
      this.markets = undefined;
      throw error;
    });
    return this.markets;
  }

  /** Calls that are still open fail. */
  async close(): Promise<void> {
    const dispatcher = this.exchange.fetchDispatcher as { destroy?: () => Promise<void> } | undefined;
    await dispatcher?.destroy?.();
  }

  private async persist<T>(attempt: () => Promise<T>): Promise<T> {
    for (let made = 1; ; made++) {
      this.options.signal?.throwIfAborted();
      try {
        return await withinDeadline(attempt(), this.deadlineMs);
      } catch (error) {
        const wait = this.waitAfter(error, made);
        this.options.onNotice?.(wait);
        await sleep(wait.waitMs, undefined, this.options.signal === undefined ? {} : { signal: this.options.signal });
      }
    }
  }

  /** How long to wait before the next attempt. @throws QuantError when there is none */
  private waitAfter(failure: unknown, made: number): SourceNotice {
    const verdict = verdictOf(failure, this.name, this.exchange.last_response_headers?.["Retry-After"]);
    if (verdict.kind === "final") throw verdict.error;
    const asked = verdict.kind === "busy" ? verdict.waitMs : undefined;
    if (asked !== undefined && asked > this.longestWaitMs) throw banned(this.name, asked);
    if (made >= this.attempts) throw verdict.error;
    return { reason: verdict.error.message, waitMs: asked ?? this.backoffMs * 2 ** (made - 1) };
  }
}

function hastenLimiter(exchange: CcxtExchange, factor: number): void {
  exchange.rateLimit /= factor;
  exchange.rollingWindowSize /= factor;
  exchange.tokenBucket = undefined; // it holds the limits as they were
  exchange.initRestRateLimiter();
}

function banned(name: string, waitMs: Millis): QuantError {
  return new QuantError("environment", "EXCHANGE_BUSY", `${name} refuses questions from this address for ${Math.ceil(waitMs / 1_000)} s: ask again after that`, { waitMs });
}

/** @throws DeadlinePassed */
export async function withinDeadline<T>(work: Promise<T>, deadlineMs: Millis): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed(`no answer within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([work, passed]);
  } finally {
    clearTimeout(timer);
  }
}
