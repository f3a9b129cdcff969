/** What the contracts can already say and the engine can not do yet: refused by name, never ignored. Knows the names, nothing else. */
import { QuantError } from "../market/errors.js";
import type { MarketSymbol } from "../market/symbol.js";
import type { DecideOn } from "../strategy/strategy.js";

const unsupported = (what: string, instead: string, detail: Readonly<Record<string, unknown>>): QuantError =>
  new QuantError("unsupported", "UNSUPPORTED", `${what} not supported yet: ${instead}`, detail);

/** @throws QuantError UNSUPPORTED naming the first event of `decideOn` that a bar run has not */
export function refuseUnsupportedEvents(strategy: string, decideOn: readonly DecideOn[]): void {
  for (const event of decideOn) {
    if (event === "trade" || event === "quote") throw unsupported(`${strategy} decides on '${event}', which is`, "'bar', 'fill' and { every: ms } are", { event });
  }
}

/** @throws QuantError UNSUPPORTED naming the market whose fills can not be made out of prints yet */
export function refuseUnsupportedTape({ kind, symbol }: MarketSymbol): void {
  if (kind === "inverse") throw unsupported(`${symbol} over prints is an inverse perpetual, which is`, "over bars it is, and over prints spot and linear perpetuals such as BTC/USDT:USDT are", { symbol });
}
