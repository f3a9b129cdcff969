/** Every indicator of ours keeps the contract, on its own bars and on a higher timeframe. */
import { atr, bollinger, donchian, ema, highest, lowest, macd, realisedVol, rollingStd, roc, rsi, sma, trueRange, wilder, zscore, type Indicator, type TimeframeOption } from "../../lib/indicators/index.js";
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
  "highest(9)": (o) => highest(9, o), "lowest(9, open)": (o) => lowest(9, { of: "open", ...o }),
};

for (const [name, make] of Object.entries(MAKERS)) {
  indicatorContract(name, () => make({}));
  streamContract(`${name} on 5m`, () => make({ timeframe: "5m" }));
  columnContract(`${name} on 5m`, () => make({ timeframe: "5m" }));
}
