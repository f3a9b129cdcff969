/** Every indicator of ours keeps the contract, on its own bars and on a higher timeframe. */
import {
  atr, bipowerVariation, bollinger, closeToClose, donchian, ema, ewmaVariance, garmanKlass, garmanKlassYangZhang, harRv, highest, jumpRatio, lowest, macd, parkinson, realisedVariance, realisedVol,
  reversalShare, rogersSatchell, rollingStd, roc, rsi, sma, trueRange, varianceRatio, wilder, yangZhang, zscore, type Indicator, type TimeframeOption,
} from "../../lib/indicators/index.js";
import { columnContract, indicatorContract, streamContract } from "./contract.js";

const MAKERS: Readonly<Record<string, (options: TimeframeOption) => Indicator>> = {
  "sma(10)": (o) => sma(10, o), "sma(1)": (o) => sma(1, o), "sma(7, high)": (o) => sma(7, { of: "high", ...o }), "sma(7, volume)": (o) => sma(7, { of: "volume", ...o }),
  "ema(12, hl2)": (o) => ema(12, { of: "hl2", ...o }), "ema(1)": (o) => ema(1, o), "wilder(9, hlc3)": (o) => wilder(9, { of: "hlc3", ...o }),
  "macd.line": (o) => macd.line(5, 11, 4, o), "macd.signal": (o) => macd.signal(5, 11, 4, o), "macd.histogram": (o) => macd.histogram(5, 11, 4, o),
  "rsi(14)": (o) => rsi(14, o), "rsi(1)": (o) => rsi(1, o), "roc(5, ohlc4)": (o) => roc(5, { of: "ohlc4", ...o }), "zscore(20)": (o) => zscore(20, o), "zscore(20, sample)": (o) => zscore(20, { ddof: 1, ...o }),
  "trueRange": (o) => trueRange(o), "atr(14)": (o) => atr(14, o),
  "rollingStd(20)": (o) => rollingStd(20, o), "rollingStd(5, sample)": (o) => rollingStd(5, { ddof: 1, ...o }), "realisedVol(15)": (o) => realisedVol(15, { barsPerYear: 525_600, ...o }),
  "bollinger.middle": (o) => bollinger.middle(20, 2, o), "bollinger.upper": (o) => bollinger.upper(20, 2, o), "bollinger.lower": (o) => bollinger.lower(20, 2, o),
  "donchian.upper": (o) => donchian.upper(20, o), "donchian.lower": (o) => donchian.lower(20, o), "donchian.middle": (o) => donchian.middle(20, o),
  "closeToClose(15)": (o) => closeToClose(15, o), "closeToClose(2, hl2, a year's volatility)": (o) => closeToClose(2, { of: "hl2", as: "volatility", barsPerYear: 525_600, ...o }), "closeToClose(1, zero mean)": (o) => closeToClose(1, { mean: "zero", ...o }),
  "ewmaVariance(0.8)": (o) => ewmaVariance({ lambda: 0.8, ...o }), "ewmaVariance(half-life 5, seed 1)": (o) => ewmaVariance({ halfLife: 5, seed: 1, as: "volatility", ...o }),
  "parkinson(12)": (o) => parkinson(12, o), "garmanKlass(1)": (o) => garmanKlass(1, o), "garmanKlassYangZhang(12)": (o) => garmanKlassYangZhang(12, { as: "volatility", ...o }),
  "rogersSatchell(12)": (o) => rogersSatchell(12, { barsPerYear: 365, ...o }), "yangZhang(12)": (o) => yangZhang(12, o), "yangZhang(2)": (o) => yangZhang(2, { as: "volatility", ...o }),
  "realisedVariance(15)": (o) => realisedVariance(15, o), "bipowerVariation(15)": (o) => bipowerVariation(15, { barsPerYear: 365, ...o }), "bipowerVariation(2)": (o) => bipowerVariation(2, o), "jumpRatio(15)": (o) => jumpRatio(15, o),
  "highest(9)": (o) => highest(9, o), "lowest(9, open)": (o) => lowest(9, { of: "open", ...o }),
};

/** Nothing to compare, or no move to count, where nothing moves: NaN, as they say. */
const SILENT_WHEN_FLAT: typeof MAKERS = {
  "varianceRatio(20, 4)": (o) => varianceRatio(20, 4, o), "varianceRatio(30, 2, zero mean, hlc3)": (o) => varianceRatio(30, 2, { mean: "zero", of: "hlc3", ...o }),
  "reversalShare(10)": (o) => reversalShare(10, 0.0005, o),
};

/** Their warm-up is counted in periods; a log fit has no answer where nothing moves. */
const FORECASTS: Readonly<Record<string, () => Indicator>> = {
  "harRv(log)": () => harRv({ period: "20m", lags: [1, 3], observations: 5 }), "harRv(plain, a year's volatility)": () => harRv({ period: "10m", lags: [1, 2, 4], fit: "plain", observations: 6, as: "volatility", periodsPerYear: 52_560, of: "ohlc4" }),
};

for (const [name, make] of Object.entries(SILENT_WHEN_FLAT)) {
  indicatorContract(name, () => make({}), false);
  streamContract(`${name} on 5m`, () => make({ timeframe: "5m" }));
  columnContract(`${name} on 5m`, () => make({ timeframe: "5m" }), false);
}
for (const [name, make] of Object.entries(FORECASTS)) {
  streamContract(name, make);
  columnContract(name, make, false);
}

for (const [name, make] of Object.entries(MAKERS)) {
  indicatorContract(name, () => make({}));
  streamContract(`${name} on 5m`, () => make({ timeframe: "5m" }));
  columnContract(`${name} on 5m`, () => make({ timeframe: "5m" }));
}
