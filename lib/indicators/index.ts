/** The door of the room: re-exports, no code. */
export type { Bar, Indicator } from "./indicator.js";
export type { PriceSource, Source } from "./feed.js";
export type { SourceOption, TimeframeOption } from "./build.js";
export type { DdofOption } from "./options.js";
export { ema, macd, sma, wilder } from "./trend.js";
export { roc, rsi, zscore } from "./momentum.js";
export { atr, bollinger, realisedVol, rollingStd, trueRange } from "./volatility.js";
export { donchian, highest, lowest } from "./channel.js";
export { closeToClose, ewmaVariance, type Decay, type MeanOption, type SeedOption } from "./variance/closes.js";
export { garmanKlass, garmanKlassYangZhang, parkinson, rogersSatchell, yangZhang, type RangeOptions } from "./variance/ranges.js";
export { bipowerVariation, jumpRatio, realisedVariance } from "./variance/variation.js";
export { harRv, type HarOptions } from "./variance/har.js";
export { varianceRatio } from "./variance/varianceRatio.js";
export { reversalShare, reversalVarianceRatio } from "./variance/reversals.js";
export type { MeasureOption } from "./variance/measure.js";
export type { ReturnOptions, VarianceOptions } from "./variance/returns.js";
export { catalogue, ta, type CatalogueOptions } from "./catalogue/catalogue.js";
export type { CatalogueEntry, Parameter } from "./catalogue/member.js";
