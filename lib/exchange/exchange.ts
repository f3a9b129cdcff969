/**
 * A simulated exchange on this machine: Binance's REST and streams, and enough of Bybit, Coinbase, Kraken and OKX for their public data, each by its
 * own host name, fed with history under its own clock. Market data only: orders are not taken yet. Knows no store and no file.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { QuantError } from "../market/errors.js";
import type { Millis } from "../market/units.js";
import { sendAnswer } from "./answerFaults.js";
import { addressOf, hostOf } from "./address.js";
import { SimulatedClock } from "./clock.js";
import { FaultInjector } from "./faults.js";
import type { MarketFeed } from "./feed.js";
import { Binance } from "./protocols/binance/index.js";
import { BINANCE_LIMITS, type WeightLimits } from "./protocols/binance/weights.js";
import { Bybit } from "./protocols/bybit.js";
import { Coinbase } from "./protocols/coinbase.js";
import { Kraken } from "./protocols/kraken.js";
import { Okx } from "./protocols/okx.js";
import type { HttpReply, Protocol } from "./protocols/protocol.js";
import { SimulatedMarket } from "./simulatedMarket.js";
import { StreamHub } from "./streamHub.js";

export interface ExchangeOptions {
  /** At least one. `exchange` says under whose hosts it is served: binance, bybit, coinbase, kraken, okx. */
  readonly feeds: readonly MarketFeed[];
  /** Where its clock begins, ms UTC. */
  readonly now: Millis;
  /** Default: any free one. */
  readonly port?: number | undefined;
  /** Binance's request weights; what is left out is as on Binance. */
  readonly limits?: Partial<WeightLimits> | undefined;
}

/** A request as it was answered. */
export interface LoggedRequest { readonly host: string; readonly method: string; readonly path: string; readonly query: string; readonly status: number }

export interface SimulatedExchange {
  /** `http://127.0.0.1:8787`: what `BTC_QUANT_EXCHANGE_URL` and every `exchangeUrl` take. */
  readonly url: string;
  readonly port: number;
  readonly clock: SimulatedClock;
  readonly faults: FaultInjector;
  /** The newest requests, oldest first; at most 10,000 are kept. */
  readonly requests: readonly LoggedRequest[];
  /** Open stream connections. */
  readonly connections: number;
  /** Ends all stream connections without a word. */
  disconnect(): void;
  /** Present stream connections stay open and answer nothing any more. */
  freeze(): void;
  /** Ends all listen keys; listeners are told so on their streams, unless `silently`. */
  expireListenKeys(options?: { readonly silently?: boolean }): void;
  /** An event on the user stream of a listen key. */
  tellUser(listenKey: string, event: unknown): void;
  stop(): Promise<void>;
}

const KEPT_REQUESTS = 10_000;
const SERVED = ["binance", "bybit", "coinbase", "kraken", "okx"];

/** @throws QuantError BAD_FEED, BAD_SYMBOL, UNSUPPORTED_EXCHANGE, PORT_IN_USE */
export async function startExchange({ feeds, now, port = 0, limits }: ExchangeOptions): Promise<SimulatedExchange> {
  const markets = marketsOf(feeds), of = (exchange: string): readonly SimulatedMarket[] => markets.filter(({ feed }) => feed.exchange === exchange);
  const clock = new SimulatedClock(now), faults = new FaultInjector(), requests: LoggedRequest[] = [], binance = new Binance(of("binance"), { ...BINANCE_LIMITS, ...limits });
  const protocols = [binance, new Bybit(of("bybit")), new Coinbase(of("coinbase")), new Kraken(of("kraken")), new Okx(of("okx"))];
  const hub = new StreamHub(binance, faults), server = createServer(responder(protocols, clock, faults, requests));
  server.on("upgrade", (request, socket, head) => hub.upgrade(request, socket, head, hostOf(request)));
  const bound = await listen(server, port), stopListening = clock.onAdvance((from, to) => hub.publish(from, to));
  return {
    url: `http://127.0.0.1:${bound}`, port: bound, clock, faults, requests,
    get connections() { return hub.size; },
    disconnect: () => hub.disconnect(),
    freeze: () => hub.freeze(),
    expireListenKeys: ({ silently = false } = {}) => {
      for (const listenKey of binance.listenKeys.expire()) if (!silently) hub.publishToUser(listenKey, { e: "listenKeyExpired", E: clock.now, listenKey });
    },
    tellUser: (listenKey, event) => hub.publishToUser(listenKey, event),
    stop: async () => {
      clock.pause();
      stopListening();
      hub.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers a request by its host's protocol, with the fault that strikes it, and keeps a note of it. */
function responder(protocols: readonly Protocol[], clock: SimulatedClock, faults: FaultInjector, requests: LoggedRequest[]): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { path, query } = addressOf(request), host = hostOf(request), method = request.method ?? "GET";
    const reply = protocols.find(({ hosts }) => hosts.includes(host))?.answer({ host, method, path, query, headers: request.headers }, clock.now) ?? unknownHost(host, protocols);
    const fault = faults.forAnswer(path);
    requests.push({ host, method, path, query: query.toString(), status: fault?.kind === "status" ? fault.status : reply.status });
    if (requests.length > KEPT_REQUESTS) requests.shift();
    request.resume();
    sendAnswer(response, reply, fault);
  };
}

function marketsOf(feeds: readonly MarketFeed[]): readonly SimulatedMarket[] {
  if (feeds.length === 0) throw new QuantError("input", "BAD_FEED", "an exchange needs at least one market to be fed with");
  const foreign = feeds.find(({ exchange }) => !SERVED.includes(exchange));
  if (foreign !== undefined) throw new QuantError("unsupported", "UNSUPPORTED_EXCHANGE", `${foreign.exchange} can not be simulated: ${SERVED.join(", ")} can`, { exchange: foreign.exchange });
  return feeds.map((feed) => new SimulatedMarket(feed));
}

function unknownHost(host: string, protocols: readonly Protocol[]): HttpReply {
  const known = protocols.flatMap(({ hosts }) => hosts).join(", ");
  return { status: 404, body: { error: `a simulated exchange answers by the Host header, and '${host}' is none of ${known}` } };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "EADDRINUSE"
      ? new QuantError("environment", "PORT_IN_USE", `port ${port} of 127.0.0.1 is taken: name another, or none for a free one`, { port }, { cause: error })
      : error));
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
