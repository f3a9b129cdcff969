/**
 * Sends an unmodified ccxt to a simulated exchange on this machine: its URLs, headers and error tables stay those of production, only the socket
 * leads to loopback, in plain text. REST goes through ccxt's dispatcher, streams through its agent (design: live-trading.md 1.2).
 * Nothing can leave the machine through it. Knows no exchange.
 */
import { Agent } from "node:https";
import { connect, type Socket } from "node:net";
import { QuantError } from "../../../market/errors.js";

/** What of a ccxt exchange is redirected: its own public members. */
export interface RedirectableExchange {
  agent: unknown;
  fetchDispatcher: unknown;
  readonly undiciModule: { readonly Agent: new (options: object) => unknown } | undefined;
  loadFetchImplementation(): Promise<unknown>;
  getDispatcherOptions(isPlainAgent: boolean): object;
}

/** Default of every `exchangeUrl`. */
export const exchangeUrlOfEnvironment = (): string | undefined => process.env["BTC_QUANT_EXCHANGE_URL"] || undefined;

/**
 * The port of a simulated exchange's address. Only this machine is accepted: what is sent there is not encrypted.
 * @throws QuantError BAD_EXCHANGE_URL
 */
export function loopbackPort(exchangeUrl: string): number {
  const match = /^http:\/\/(?:127\.0\.0\.1|localhost):(\d{1,5})\/?$/.exec(exchangeUrl), port = Number(match?.[1]);
  if (port >= 1 && port <= 65_535) return port;
  throw new QuantError("input", "BAD_EXCHANGE_URL", `'${exchangeUrl}' is not the address of a simulated exchange on this machine: write http://127.0.0.1:8787, as npm run exchange prints it`, { exchangeUrl });
}

/** Every later request and stream of `exchange` connects to `exchangeUrl`. @throws QuantError BAD_EXCHANGE_URL */
export async function redirect(exchange: RedirectableExchange, exchangeUrl: string): Promise<void> {
  const port = loopbackPort(exchangeUrl), open = (): Socket => connect(port, "127.0.0.1");
  exchange.agent = new PlainAgent(open);
  await exchange.loadFetchImplementation();
  if (exchange.undiciModule === undefined) throw new QuantError("broken", "REDIRECT_IMPOSSIBLE", "this ccxt no longer sends its requests through undici: the redirect to a simulated exchange has to be written anew");
  exchange.fetchDispatcher = new exchange.undiciModule.Agent({
    ...exchange.getDispatcherOptions(true),
    connect(_target: unknown, done: (error: Error | null, socket: Socket | null) => void): void {
      const socket = open();
      socket.once("connect", () => done(null, socket)).once("error", (error) => done(error, null));
    },
  });
}

/** What `ws` dials with: plain TCP under `wss://`. */
class PlainAgent extends Agent {
  constructor(private readonly open: () => Socket) {
    super();
  }

  override createConnection(): Socket {
    return this.open();
  }
}
