/**
 * Binance's order filters and fees for bitcoin, dated, each with its source. Facts only: no logic reads a date here.
 * A filter's date is the day it was seen in force, not the day it changed; between two sightings the earlier one is taken to hold.
 */
import type { ExchangeFacts } from "../tradingRules.js";
import { binanceBtcUsdPerpetual } from "./binanceCoin.js";
import { binanceBtcUsdtBrackets } from "./bracketsBinance.js";
import { bp } from "../units.js";

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);

export const binanceFacts: ExchangeFacts = {
  "BTC/USDT": {
    rules: [{
      from: day("2021-10-12"), ticksPerUnit: 100, stepsPerUnit: 100_000, minQuantity: 0.00001, maxMarketQuantity: 100.05381873, minNotional: 10,
      priceBand: 4, marketTakeBound: Infinity, liquidationFee: 0, maxOrders: 200, maxConditional: 5, source: "GET /api/v3/exchangeInfo, captured 2021-10-12",
    }],
    fees: [{ from: day("2017-07-14"), maker: bp(10), taker: bp(10), source: "Binance spot fee schedule, regular user, without BNB discount" }],
    brackets: [],
  },
  "BTC/USDT:USDT": {
    rules: [
      {
        from: day("2021-07-22"), ticksPerUnit: 100, stepsPerUnit: 1_000, minQuantity: 0.001, maxMarketQuantity: 1_000, minNotional: 5,
        priceBand: 0.15, marketTakeBound: 0.3, liquidationFee: 0.012, maxOrders: 200, maxConditional: 10, source: "GET /fapi/v1/exchangeInfo, captured 2021-07-22",
      },
      {
        from: day("2023-04-04"), ticksPerUnit: 10, stepsPerUnit: 1_000, minQuantity: 0.001, maxMarketQuantity: 1_000, minNotional: 5,
        priceBand: 0.15, marketTakeBound: 0.3, liquidationFee: 0.012, maxOrders: 200, maxConditional: 10, source: "prices of the websocket captures of 2023-04-04 and 2024-07-18 lie on 0.10; all else as captured 2021-07-22",
      },
      {
        from: day("2025-11-26"), ticksPerUnit: 10, stepsPerUnit: 1_000, minQuantity: 0.001, maxMarketQuantity: 120, minNotional: 100,
        priceBand: 0.05, marketTakeBound: 0.05, liquidationFee: 0.0125, maxOrders: 200, maxConditional: 10, source: "digest of GET /fapi/v1/exchangeInfo, committed 2025-11-26; take bound, market lot and liquidation fee from a newer copy",
      },
    ],
    fees: [{ from: day("2019-09-08"), maker: bp(2), taker: bp(5), source: "Binance USDT-M fee schedule, VIP 0; the older taker fee was 4 bp, so 5 is the pessimistic side" }],
    brackets: binanceBtcUsdtBrackets,
  },
  "BTC/USD:BTC": binanceBtcUsdPerpetual,
};
