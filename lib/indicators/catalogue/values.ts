/** Members fed with one number a bar, which `of` chooses. Most are our kernels: the library's equal them where it has no trap. */
import { fed } from "../build.js";
import { RateOfChange } from "../change.js";
import { feedOf } from "../feed.js";
import type { Kernel } from "../kernel.js";
import { RollingBand, RollingStd, RollingZScore } from "../moments.js";
import { Convergence, ConvergenceSignal, exponential, StrengthIndex, wilders } from "../smoothing.js";
import { RollingExtreme, RollingMean } from "../window.js";
import { Chain, KnowSureThing, Scaled, stochasticStrength, tripleChange } from "./kernels.js";
import { libraryStep } from "./library.js";
import { num, period, positive, type CatalogueEntry, type Member, type Values } from "./member.js";
import { stepped } from "./stepped.js";

type Shape = Pick<CatalogueEntry, "parameters" | "outputs"> & { readonly note?: string };

function own(name: string, { parameters, outputs, note = "" }: Shape, kernel: (values: Values, output: string) => Kernel): Member {
  return {
    name, parameters, outputs, takesSource: true, servedBy: "btc-quant", streams: true, note,
    make: (values, output, source) => fed(() => feedOf(source), () => kernel(values, output)),
  };
}

function fromLibrary(name: string, { parameters, outputs, note = "" }: Shape, warmup: (values: Values) => number): Member {
  return {
    name, parameters, outputs, takesSource: true, servedBy: "technicalindicators", streams: true, note,
    make: (values, output, source) => stepped(warmup(values), () => {
      const feed = feedOf(source);
      return libraryStep(name, values, output, (bar) => feed.next(bar));
    }),
  };
}

const one = (size: number, note = ""): Shape => ({ parameters: { period: period(size) }, outputs: ["value"], note });
const size = (values: Values): number => num(values, "period");

function macd(values: Values, output: string): Kernel {
  const fast = num(values, "fastPeriod"), slow = num(values, "slowPeriod"), signal = num(values, "signalPeriod");
  return output === "MACD" ? new Convergence(fast, slow) : new ConvergenceSignal(fast, slow, signal, output === "signal" ? 0 : 1);
}

function band(values: Values, output: string): Kernel {
  const width = num(values, "stdDev");
  if (output === "pb") return new Scaled(new RollingZScore(size(values), 0), 1 / (2 * width), 0.5);
  return new RollingBand(size(values), output === "upper" ? width : output === "lower" ? -width : 0);
}

function knowSureThing(values: Values, output: string): Kernel {
  const four = (name: string): number[] => [1, 2, 3, 4].map((i) => num(values, `${name}${i}`));
  const line = new KnowSureThing(four("ROCPer"), four("SMAROCPer"));
  return output === "kst" ? line : new Chain(line, new RollingMean(num(values, "signalPeriod")));
}

function stochasticRsi(values: Values, output: string): Kernel {
  const averages = output === "stochRSI" ? [] : output === "k" ? ["kPeriod"] : ["kPeriod", "dPeriod"];
  return stochasticStrength(num(values, "rsiPeriod"), num(values, "stochasticPeriod"), ...averages.map((name) => num(values, name)));
}

const KST_PERIODS = { ROCPer1: period(10), ROCPer2: period(15), ROCPer3: period(20), ROCPer4: period(30), SMAROCPer1: period(10), SMAROCPer2: period(10), SMAROCPer3: period(10), SMAROCPer4: period(15), signalPeriod: period(9) };

export const values: readonly Member[] = [
  own("SMA", one(20), (v) => new RollingMean(size(v))),
  own("EMA", one(20, "the library starts a bar late where its first mean is 0"), (v) => exponential(size(v))),
  own("WEMA", one(14, "Wilder's average"), (v) => wilders(size(v))),
  fromLibrary("WMA", one(20), size),
  own("MACD", { parameters: { fastPeriod: period(12), slowPeriod: period(26), signalPeriod: period(9) }, outputs: ["MACD", "signal", "histogram"], note: "of exponential averages; the library's default is simple ones, its SimpleMAOscillator and SimpleMASignal are not offered" }, macd),
  own("RSI", one(14, "the library rounds to two decimals and gives 100 in a flat market; here exact, and 50"), (v) => new StrengthIndex(size(v))),
  own("BollingerBands", { parameters: { period: period(20), stdDev: positive(2) }, outputs: ["middle", "upper", "lower", "pb"], note: "pb is 0 at the lower and 1 at the upper band; 0.5 in a flat window, where the library gives NaN" }, band),
  own("ROC", one(12, "percent; NaN where the earlier value is 0"), (v) => new RateOfChange(size(v))),
  own("KST", { parameters: KST_PERIODS, outputs: ["kst", "signal"], note: "the library takes a signal of 0 for none" }, knowSureThing),
  own("TRIX", one(18, "percent; the library takes a 0 for none"), (v) => tripleChange(size(v))),
  own("StochasticRSI", { parameters: { rsiPeriod: period(14), stochasticPeriod: period(14), kPeriod: period(3), dPeriod: period(3) }, outputs: ["stochRSI", "k", "d"], note: "0 to 100, 0 where RSI stands still; the library works on a rounded RSI and shows the lines only once all three are warm" }, stochasticRsi),
  fromLibrary("AverageGain", one(14), (v) => size(v) + 1),
  fromLibrary("AverageLoss", one(14), (v) => size(v) + 1),
  own("SD", one(20, "population; the library skips windows whose mean is 0"), (v) => new RollingStd(size(v), 0)),
  own("Highest", one(20, "of `close` unless `of` says otherwise; the library gives 0 for negatives"), (v) => new RollingExtreme(size(v), 1)),
  own("Lowest", one(20, "of `close` unless `of` says otherwise"), (v) => new RollingExtreme(size(v), -1)),
  own("Sum", one(20, "the library's rounding piles up"), (v) => new RollingMean(size(v), 1)),
];
