/**
 * Binance's COIN-M perpetual on bitcoin: order filters, fees and leverage brackets, dated, each with its source. Facts only: no logic reads a date here.
 * Quantities are contracts of 100 USD; bracket notionals are in BTC.
 */
import { bp } from "../units.js";
import type { InstrumentFacts } from "../tradingRules.js";
import { bracketTable } from "./brackets.js";

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** One tick, one lot, and no smallest notional: a contract is the least that trades. */
const GRID = { ticksPerUnit: 10, stepsPerUnit: 1, minQuantity: 1, minNotional: 0, priceBand: 0.05, marketTakeBound: 0.05, liquidationFee: 0.015, maxOrders: 200, maxConditional: 20 };

/** The rates are those of the same steps of leverage in the USDT-M table of 2021-03-18: the copies of the COIN-M page name leverage and size alone. */
const RATES = "maintenance rates by leverage as announced for USDT-M on 2021-03-18; the largest bracket has no end in the copy";

export const binanceBtcUsdPerpetual: InstrumentFacts = {
  contractSize: 100,
  rules: [
    {
      ...GRID, from: day("2020-08-17"), maxMarketQuantity: 100_000,
      source: "GET /dapi/v1/exchangeInfo of 2020-08-17 as quoted in ccxt; it names neither take bound, liquidation fee nor conditional orders: those of the copies of 2025 and 2026",
    },
    { ...GRID, from: day("2025-06-26"), maxMarketQuantity: 60_000, source: "GET /dapi/v1/exchangeInfo of 2025-06-26; take bound and liquidation fee from a copy of 2026-09-26, otherwise the same" },
  ],
  fees: [{
    from: day("2020-08-10"), maker: bp(2), taker: bp(5),
    source: "the figures of USDT-M, VIP 0: Binance raised COIN-M fees on 2023-09-26, and no copy of the new table was found; before that day a regular user paid 1.5 and 4 bp (futures FAQ 360033544231) or 1 and 5 (ccxt), so these are the pessimistic side",
  }],
  brackets: [
    {
      from: day("2020-06-11"), source: `Binance FAQ be2c7d9d95b04a7e8044ed02dd7dfe5c, first copy; ${RATES}`,
      brackets: bracketTable([[10, 0.004, 125], [20, 0.005, 100], [30, 0.01, 50], [50, 0.025, 20], [100, 0.05, 10], [200, 0.1, 5], [400, 0.125, 4], [1_000, 0.15, 3], [Infinity, 0.25, 2]]),
    },
    {
      from: day("2021-07-27"), lastSeen: day("2021-07-27"), source: `the same page, copy with the notice of 2021-07-27; no later copy was found. ${RATES}`,
      brackets: bracketTable([[5, 0.004, 125], [10, 0.005, 100], [20, 0.01, 50], [50, 0.025, 20], [100, 0.05, 10], [200, 0.1, 5], [400, 0.125, 4], [1_000, 0.15, 3], [Infinity, 0.25, 2]]),
    },
  ],
};
