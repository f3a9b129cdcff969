/** The door of the room: re-exports, no code. */
export { backtest, type BacktestResult } from "./backtest.js";
export { band, bandOf, BAND_RULES, type Band, type BandMember, type BandVerdict } from "./band.js";
export { audit } from "./audit.js";
export { defaultRules, type BacktestData, type BacktestOptions } from "./options.js";
export { backtestTrades } from "./trades/backtestTrades.js";
export { barsOf } from "./trades/barsOf.js";
export type { TapeData, TapeLatency, TapeOptions } from "./trades/tapeOptions.js";
export type { Timing } from "./stopwatch.js";
