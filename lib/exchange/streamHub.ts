/**
 * The websocket side of Binance: connections, subscriptions, and the events of each stretch of the clock sent to whoever subscribed, faults included.
 * What a stream tells stands in protocols/binance/streams.ts; this file knows sockets and names only.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Millis } from "../market/units.js";
import { addressOf } from "./address.js";
import type { FaultInjector } from "./faults.js";
import type { Binance } from "./protocols/binance/index.js";
import { tell, type StreamEvent } from "./protocols/binance/streams.js";
import type { SimulatedMarket } from "./simulatedMarket.js";

interface Connection {
  readonly socket: WebSocket;
  readonly markets: readonly SimulatedMarket[];
  readonly streams: Set<string>;
  /** `/stream`: events come wrapped with their stream's name. */
  readonly wrapped: boolean;
  readonly listenKey: string | undefined;
  /** Half-open: alive for TCP, deaf and dumb for the rest. */
  frozen: boolean;
  /** Events that wait for the next one to overtake them. */
  held: string[];
}

export class StreamHub {
  private readonly server = new WebSocketServer({ noServer: true, autoPong: false });
  private readonly connections = new Set<Connection>();

  constructor(private readonly binance: Binance, private readonly faults: FaultInjector) {}

  get size(): number {
    return this.connections.size;
  }

  /** Takes over a connection whose host streams; otherwise ends it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, host: string): void {
    const markets = this.binance.streamed(host), { path, query } = addressOf(request);
    const match = /^(?:\/(?:public|market|private))?\/(ws|stream)(?:\/([^/]+))?$/.exec(path);
    if (markets === undefined || match === null) return void socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
    const named = [match[2] ?? "", ...(query.get("streams") ?? "").split("/")], streams = named.filter((name) => name.includes("@"));
    const listenKey = query.get("listenKey") ?? named.find((name) => this.binance.listenKeys.isAlive(name));
    this.server.handleUpgrade(request, socket, head, (opened) => this.open({ socket: opened, markets, streams: new Set(streams), wrapped: match[1] === "stream", listenKey, frozen: false, held: [] }));
  }

  /** Tells everybody what happened in (from, to], in the order of time. */
  publish(from: Millis, to: Millis): void {
    const told = new Map<string, readonly StreamEvent[]>();
    for (const connection of this.connections) {
      const events = [...connection.streams].flatMap((stream) => {
        const key = `${connection.markets[0]?.symbol.kind} ${stream}`, known = told.get(key) ?? tell(stream, connection.markets, from, to);
        told.set(key, known);
        return known;
      });
      for (const event of events.sort((a, b) => a.time - b.time)) this.send(connection, event.stream, connection.wrapped ? { stream: event.stream, data: event.data } : event.data);
    }
  }

  /** An event of an account, to whoever listens with its key. */
  publishToUser(listenKey: string, event: unknown): void {
    for (const connection of this.connections) if (connection.listenKey === listenKey) this.send(connection, "user", event);
  }

  /** Ends every connection, as a network does: without a word. */
  disconnect(): void {
    for (const { socket } of this.connections) socket.terminate();
  }

  /** All present connections go deaf and dumb and stay open; later ones are sound. */
  freeze(): void {
    for (const connection of this.connections) connection.frozen = true;
  }

  close(): void {
    this.disconnect();
    this.server.close();
  }

  private open(connection: Connection): void {
    const { socket } = connection;
    this.connections.add(connection);
    socket.on("close", () => this.connections.delete(connection));
    socket.on("error", () => socket.terminate());
    socket.on("ping", (data) => { if (!connection.frozen) socket.pong(data); });
    socket.on("message", (data: Buffer) => { if (!connection.frozen) this.obey(connection, data.toString()); });
  }

  private obey({ socket, streams }: Connection, text: string): void {
    const command = parsed(text), names = Array.isArray(command.params) ? command.params.filter((name): name is string => typeof name === "string") : [];
    const answer = (body: object): void => socket.send(JSON.stringify({ ...body, id: command.id ?? null }));
    if (command.method === "SUBSCRIBE") for (const name of names) streams.add(name);
    else if (command.method === "UNSUBSCRIBE") for (const name of names) streams.delete(name);
    else if (command.method === "LIST_SUBSCRIPTIONS") return answer({ result: [...streams] });
    else return answer({ error: { code: 2, msg: `Invalid request: unknown method ${String(command.method)}` } });
    answer({ result: null });
  }

  private send(connection: Connection, stream: string, body: unknown): void {
    if (connection.frozen) return;
    const { socket } = connection, text = JSON.stringify(body), fault = this.faults.forEvent(stream), now = (what: string): void => {
      if (socket.readyState === socket.OPEN) socket.send(what);
    };
    switch (fault?.kind) {
      case "drop": return;
      case "disconnect": return socket.terminate();
      case "reorder": return void connection.held.push(text);
      case "late": return void setTimeout(() => now(text), fault.ms);
      case "malformed": return now(`${text.slice(0, text.length / 2)}`);
      case "duplicate": now(text); break; // and once more below
      case undefined: break;
    }
    now(text);
    for (const overtaken of connection.held.splice(0)) now(overtaken);
  }
}

interface Command { readonly method?: unknown; readonly params?: unknown; readonly id?: unknown }

function parsed(text: string): Command {
  try {
    const command = JSON.parse(text) as unknown;
    return typeof command === "object" && command !== null ? command : {};
  } catch {
    return {};
  }
}
