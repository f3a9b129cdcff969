/**
 * What an exchange's protocol is to the server: the hosts it answers for, and an answer for each request. Types and the words that all of them share.
 * Knows no sockets.
 */
import { timeframeMs } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import type { SimulatedMarket } from "../simulatedMarket.js";

export interface HttpRequest {
  /** Without its port. */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface HttpReply {
  readonly status: number;
  /** Sent as JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface Protocol {
  /** ccxt's id. */
  readonly exchange: string;
  readonly hosts: readonly string[];
  answer(request: HttpRequest, now: Millis): HttpReply;
}

export const ok = (body: unknown, headers?: HttpReply["headers"]): HttpReply => ({ status: 200, body, headers });

/** A double as an exchange writes it: no exponent, and the same double again when read. */
export function decimal(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(12) : text;
}

/** What was made up for want of data, for a reader of the answer's headers. */
export const synthesisedBy = ({ synthesised }: SimulatedMarket): Readonly<Record<string, string>> => ({ "X-Simulated-Synthesised": synthesised.join(",") });

/** A whole number of the query; `otherwise` where it is not given. */
export function whole(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name), value = Number(text);
  return text === null || text === "" || !Number.isFinite(value) ? otherwise : Math.trunc(value);
}

/** ms of a bar by its word; undefined for a word that is none, or of no fixed length. */
export const lengthOf = (word: string | null): Millis | undefined => (word !== null && /^[1-9]\d{0,3}[smhdw]$/.test(word) ? timeframeMs(word) : undefined);
