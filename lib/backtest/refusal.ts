/** Why an exchange refuses an order: its own error code and a sentence. Names only; who is refused is decided at acceptance. */

export const enum Refusal { None = 0, PostOnly = 1, Balance = 2, Trigger = 3, ReduceOnly = 4, Quantity = 5, Notional = 6, PriceBand = 7, TakeBound = 8, TooMany = 9, Leverage = 10, Expiry = 11, Callback = 12, Prices = 13, Conditionals = 14, FillOrKill = 15 }

export interface RefusalWords { readonly code: string; readonly because: string }

/** By `Refusal`. Codes as Binance answers them on futures; spot where it differs. */
export const REFUSALS: readonly RefusalWords[] = [
  { code: "", because: "" },
  { code: "-5022 (spot -2010)", because: "a post-only order would have taken" },
  { code: "-2019 (spot -2010)", because: "margin or balance was short" },
  { code: "-2021", because: "a stop would have triggered at once" },
  { code: "-2022", because: "a reduce-only order had nothing to reduce" },
  { code: "-4005 (spot -1013)", because: "the quantity is outside the exchange's limits" },
  { code: "-4164 (spot -1013)", because: "the order is worth less than the exchange's minimum" },
  { code: "-4016 (spot -1013)", because: "the limit is too far from the market" },
  { code: "-4131", because: "a market order would have filled too far from the mark" },
  { code: "-2025 (spot -1015)", because: "too many orders rest already" },
  { code: "-2027", because: "the position would have been larger than its leverage allows" },
  { code: "-5040", because: "an order good till a date would have lived less than 600 seconds" },
  { code: "-2007", because: "a trailing stop's callback is not between 0.001 and 0.1" },
  { code: "-2010", because: "the prices of an OCO or a bracket are not in order: a sale needs stop < market < target, a bracket that buys stop < entry < target" },
  { code: "-4045", because: "too many conditional orders are armed already" },
  { code: "-5021", because: "a fill-or-kill order could not be filled whole" },
];
export const REFUSAL_KINDS: number = REFUSALS.length;
