/** The door of the simulated exchange. */
export { startExchange, type ExchangeOptions, type LoggedRequest, type SimulatedExchange } from "./exchange.js";
export { SimulatedClock, type ClockListener } from "./clock.js";
export { FaultInjector, type AnswerFault, type FaultOrder, type StreamChances, type StreamFault } from "./faults.js";
export type { FeedBars, FeedFunding, FeedGrid, FeedMark, FeedTrades, MarketFeed } from "./feed.js";
export type { WeightLimits } from "./protocols/binance/weights.js";
