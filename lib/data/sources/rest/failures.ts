/**
 * What a failed call means: whether asking again can help, how long to wait, and the sentence for a person. Reads ccxt's error names
 * (live-trading.md 3.1); knows no endpoint. Texts of errors are cut: they hold whole URLs and pages of HTML.
 */
import { isQuantError, QuantError } from "../../../market/errors.js";
import type { Millis } from "../../../market/units.js";

/** `final`: asking again changes nothing. `retry`: it may. `busy`: it may after a wait that the exchange names or not. */
export type Verdict =
  | { readonly kind: "final" | "retry"; readonly error: QuantError }
  | { readonly kind: "busy"; readonly error: QuantError; readonly waitMs: Millis | undefined };

const BUSY = ["DDoSProtection", "RateLimitExceeded"];
const SILENT = ["RequestTimeout", "DeadlinePassed"];
const REFUSED = ["BadRequest", "ArgumentsRequired", "NotSupported", "BadSymbol", "ExchangeError", "PermissionDenied", "AuthenticationError"];

/** Thrown by the session when an answer does not come in time, its body included (ccxt's own timeout ends with the headers). */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

/** @param retryAfter of the answer's headers, in seconds */
export function verdictOf(error: unknown, name: string, retryAfter: string | undefined): Verdict {
  if (isQuantError(error)) return { kind: error.code === "BAD_ANSWER" ? "retry" : "final", error: error.code === "BAD_ANSWER" ? named(error, name) : error };
  const type = error instanceof Error ? error.name : "", text = said(error);
  if (BUSY.includes(type)) return { kind: "busy", error: busy(name, text), waitMs: secondsAsMs(retryAfter) };
  if (SILENT.includes(type)) return { kind: "retry", error: new QuantError("environment", "EXCHANGE_SILENT", `${name} took the question and did not answer in time: ask again later`, { text }, { cause: error }) };
  if (REFUSED.includes(type)) return { kind: "final", error: new QuantError("input", "EXCHANGE_REFUSED", `${name} refuses the question: ${text}`, { text }, { cause: error }) };
  return { kind: "retry", error: new QuantError("environment", "EXCHANGE_UNREACHABLE", `${name} can not be reached (${text}): check the network, or that the exchange is not in maintenance, and ask again`, { text }, { cause: error }) };
}

function busy(name: string, text: string): QuantError {
  return new QuantError("environment", "EXCHANGE_BUSY", `${name} has had too many questions from this address: wait some minutes and ask again`, { text });
}

const named = (error: QuantError, name: string): QuantError => new QuantError(error.kind, error.code, `${name} answered what can not be read: ${error.message}`, error.detail);

function secondsAsMs(retryAfter: string | undefined): Millis | undefined {
  const seconds = Number(retryAfter);
  return retryAfter !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

/** The exchange's own words, without the address they came from and the page they stand on. */
function said(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error), message = /"(?:msg|retMsg|message)"\s*:\s*"([^"]{1,160})"/.exec(text)?.[1];
  return message ?? text.replace(/^\w+ (?:GET|POST) /, "").replace(/https?:\/\/\S+|<[^>]*>|["{}]/g, " ").replace(/\s+/g, " ").trim().slice(0, 160);
}
