/**
 * Listen keys of USDT-M: made, kept alive, given up and expired, so that a collector's user stream can be tested. What is told on them comes from
 * whoever trades here (or a test); this file knows keys only.
 */
import { ok, type HttpReply, type HttpRequest } from "../protocol.js";
import { refuse } from "./rest.js";

export class ListenKeys {
  private readonly alive = new Map<string, string>();
  private made = 0;

  answer({ method, headers }: HttpRequest): HttpReply {
    const apiKey = headers["x-mbx-apikey"];
    if (typeof apiKey !== "string" || apiKey === "") return refuse(-2014, "API-key format invalid.", 401);
    if (method === "POST") return ok({ listenKey: this.keyOf(apiKey) });
    if (!this.alive.has(apiKey)) return refuse(-1125, "This listenKey does not exist.");
    if (method === "DELETE") this.alive.delete(apiKey);
    return ok(method === "PUT" ? { listenKey: this.alive.get(apiKey) } : {});
  }

  isAlive(listenKey: string): boolean {
    return [...this.alive.values()].includes(listenKey);
  }

  /** All keys end; the keys that were alive. */
  expire(): readonly string[] {
    const ended = [...this.alive.values()];
    this.alive.clear();
    return ended;
  }

  /** One key an account while it lives, as Binance has it. */
  private keyOf(apiKey: string): string {
    const key = this.alive.get(apiKey) ?? `simulated${String(++this.made).padStart(8, "0")}`;
    this.alive.set(apiKey, key);
    return key;
  }
}
