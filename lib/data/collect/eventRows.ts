/**
 * Binance's stream events as rows of our series: which event belongs to which series, and its numbers. A bar is a row once its closed flag stands.
 * Pure; knows no socket. Events: https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 */
import { QuantError } from "../../market/errors.js";
import type { Timeframe } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import type { ColumnName } from "../sources/columnNames.js";

/** What is listened to: finished bars, aggregated trades, best bid and ask, and the mark price as it moves. */
export type Channel = "candles" | "trades" | "quotes" | "mark";

/** One row, by column. */
export type EventRow = Readonly<Partial<Record<ColumnName, number>>> & { readonly time: Millis };

/** An event of a channel. `row` is missing where the event tells nothing that is stored, such as a bar that goes on. */
export interface MarketEvent {
  readonly channel: Channel;
  /** `BTCUSDT` */
  readonly marketId: string;
  readonly timeframe: Timeframe | undefined;
  /** The exchange's clock; undefined where it is not told. */
  readonly at: Millis | undefined;
  readonly row: EventRow | undefined;
  /** When funding is settled next, of `mark`. The price itself is no row: bars of it are asked of the exchange once they are finished. */
  readonly settlesAt?: Millis | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Undefined for what is no market event: answers to subscriptions, events of an account, text that is no JSON.
 * @param heard the computer's clock, for quotes of spot, which carry no time
 * @throws QuantError BAD_EVENT for a market event whose numbers are none
 */
export function marketEvent(message: unknown, heard: Millis): MarketEvent | undefined {
  const event = unwrapped(message);
  if (event === undefined) return undefined;
  switch (nameOf(event)) {
    case "kline": return kline(event);
    case "aggTrade": return { ...place("trades", event), row: { time: whole(event, "T"), id: whole(event, "a"), price: above0(event, "p"), quantity: above0(event, "q"), side: event["m"] === true ? -1 : 1 } };
    case "bookTicker": return touch(event, heard);
    case "markPriceUpdate": return { ...place("mark", event), row: undefined, at: whole(event, "E"), settlesAt: typeof event["T"] === "number" && event["T"] > 0 ? event["T"] : undefined };
    default: return undefined;
  }
}

/** Events of combined streams stand in an envelope. */
function unwrapped(message: unknown): Fields | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { data } = message as { data?: unknown };
  return typeof data === "object" && data !== null ? (data as Fields) : (message as Fields);
}

/** Spot tells a touch without a name. */
function nameOf(event: Fields): string {
  if (typeof event["e"] === "string") return event["e"];
  return "u" in event && "b" in event && "a" in event ? "bookTicker" : "";
}

const place = (channel: Channel, event: Fields): Omit<MarketEvent, "row"> => ({ channel, marketId: String(event["s"]), timeframe: undefined, at: typeof event["E"] === "number" ? event["E"] : undefined });

function kline(event: Fields): MarketEvent {
  const bar = (event["k"] ?? {}) as Fields, at = { ...place("candles", event), timeframe: String(bar["i"]) };
  if (bar["x"] !== true) return { ...at, row: undefined };
  const amount = (name: string): number => atLeast0(bar, name);
  return {
    ...at, row: {
      time: whole(bar, "t"), open: above0(bar, "o"), high: above0(bar, "h"), low: above0(bar, "l"), close: above0(bar, "c"),
      volume: amount("v"), quoteVolume: amount("q"), trades: amount("n"), takerBuyVolume: amount("V"),
    },
  };
}

function touch(event: Fields, heard: Millis): MarketEvent {
  const time = "T" in event ? whole(event, "T") : heard;
  return { ...place("quotes", event), row: { time, id: whole(event, "u"), bid: above0(event, "b"), bidSize: atLeast0(event, "B"), ask: above0(event, "a"), askSize: atLeast0(event, "A") } };
}

const above0 = (event: Fields, name: string): number => checked(event, name, "a number above 0", (value) => value > 0);
const atLeast0 = (event: Fields, name: string): number => checked(event, name, "a number of at least 0", (value) => value >= 0);
const whole = (event: Fields, name: string): number => checked(event, name, "a whole number", (value) => Number.isSafeInteger(value));

function checked(event: Fields, name: string, expected: string, right: (value: number) => boolean): number {
  const given = event[name], value = typeof given === "string" && given !== "" ? Number(given) : given;
  if (typeof value === "number" && Number.isFinite(value) && right(value)) return value;
  throw new QuantError("data", "BAD_EVENT", `an event of a stream has '${String(given)}' where ${expected} was expected (${name})`, { name });
}
