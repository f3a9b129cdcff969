/** Binance's market lists: `exchangeInfo` of spot and of USDT-M, of the markets that are fed and no others. The filters are the feed's grid. */
import { binanceFacts } from "../../../market/facts/binance.js";
import type { Millis } from "../../../market/units.js";
import type { SimulatedMarket } from "../../simulatedMarket.js";
import { decimal } from "../protocol.js";

export type Segment = "spot" | "futures";

/** Binance's symbol: `BTCUSDT`. */
export const idOf = ({ symbol }: SimulatedMarket): string => `${symbol.base}${symbol.quote}`;
export const segmentOf = ({ symbol }: SimulatedMarket): Segment => (symbol.kind === "spot" ? "spot" : "futures");

export function exchangeInfo(segment: Segment, markets: readonly SimulatedMarket[], now: Millis, weightLimit: number): unknown {
  return {
    timezone: "UTC", serverTime: now, exchangeFilters: [], symbols: markets.map(segment === "spot" ? spotSymbol : futuresSymbol),
    rateLimits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: weightLimit }],
  };
}

const PRECISION = 8;

function spotSymbol(market: SimulatedMarket): unknown {
  const { base, quote } = market.symbol;
  return {
    symbol: idOf(market), status: "TRADING", baseAsset: base, baseAssetPrecision: PRECISION, quoteAsset: quote, quotePrecision: PRECISION, quoteAssetPrecision: PRECISION,
    orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"],
    isSpotTradingAllowed: true, isMarginTradingAllowed: false, permissions: [], permissionSets: [["SPOT"]],
    filters: [...grid(market), { filterType: "NOTIONAL", minNotional: decimal(market.grid.minNotional), applyMinToMarket: true, avgPriceMins: 5 }],
  };
}

function futuresSymbol(market: SimulatedMarket): unknown {
  const { base, quote, settle } = market.symbol;
  return {
    symbol: idOf(market), pair: idOf(market), contractType: "PERPETUAL", status: "TRADING", deliveryDate: 4_133_404_800_000, onboardDate: market.feed.bars.time[0],
    baseAsset: base, quoteAsset: quote, marginAsset: settle, pricePrecision: 2, quantityPrecision: 3, baseAssetPrecision: PRECISION, quotePrecision: PRECISION,
    orderTypes: ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"], timeInForce: ["GTC", "IOC", "FOK", "GTX", "GTD"],
    filters: [...grid(market), { filterType: "MIN_NOTIONAL", notional: decimal(market.grid.minNotional) }],
  };
}

function grid({ feed, grid: { ticksPerUnit, stepsPerUnit, minQuantity } }: SimulatedMarket): readonly unknown[] {
  const tick = decimal(1 / ticksPerUnit), step = decimal(1 / stepsPerUnit), largest = decimal(binanceFacts[feed.symbol]?.rules.at(-1)?.maxMarketQuantity ?? 1_000);
  return [
    { filterType: "PRICE_FILTER", minPrice: tick, maxPrice: "10000000", tickSize: tick },
    { filterType: "LOT_SIZE", minQty: decimal(minQuantity), maxQty: "10000", stepSize: step },
    { filterType: "MARKET_LOT_SIZE", minQty: decimal(minQuantity), maxQty: largest, stepSize: step },
    { filterType: "MAX_NUM_ORDERS", maxNumOrders: 200, limit: 200 },
  ];
}
