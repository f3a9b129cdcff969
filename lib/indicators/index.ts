/** The door of the room: re-exports, no code. */
export type { Bar, Indicator } from "./indicator.js";
export type { PriceSource, Source } from "./feed.js";
export type { SourceOption, TimeframeOption } from "./build.js";
export type { DdofOption } from "./options.js";
export { ema, macd, sma, wilder } from "./trend.js";
export { roc, rsi, zscore } from "./momentum.js";
export { atr, bollinger, realisedVol, rollingStd, trueRange } from "./volatility.js";
export { donchian, highest, lowest } from "./channel.js";
export { catalogue, ta, type CatalogueOptions } from "./catalogue/catalogue.js";
export type { CatalogueEntry, Parameter } from "./catalogue/member.js";
