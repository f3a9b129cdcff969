/** Whom and what a request is for: its host, path and query. Nonsense is an address too, of nothing. Knows no protocol. */
import type { IncomingMessage } from "node:http";

/** Without its port. */
export const hostOf = ({ headers }: IncomingMessage): string => (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();

/** Split by hand: `new URL` throws on nonsense. */
export function addressOf({ url = "/" }: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  const [path = "/", query = ""] = url.split("?", 2);
  return { path, query: new URLSearchParams(query) };
}
