/** One question to a simulated exchange by a plain HTTP client: its host named in the header, nothing of ccxt. Test code. */
import { request } from "node:http";
import type { SimulatedExchange } from "../../lib/exchange/index.js";

export interface Answered { readonly status: number; readonly body: unknown; readonly headers: Readonly<Record<string, unknown>> }

export function get(served: SimulatedExchange, host: string, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port: served.port, path, method, headers: { Host: host, ...headers } }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => { text += chunk.toString(); }).on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown, headers: response.headers }));
    }).on("error", reject).end();
  });
}
