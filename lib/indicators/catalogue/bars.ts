/** Members fed with whole bars: directional movement, oscillators of high, low and close, volume, channels, charts. */
import { fed } from "../build.js";
import { TrueRangeFeed } from "../feed.js";
import type { Indicator } from "../indicator.js";
import { Identity } from "../kernel.js";
import { wilders } from "../smoothing.js";
import { libraryStep } from "./library.js";
import { flag, num, period, positive, type CatalogueEntry, type Member, type Parameter, type Step, type Values } from "./member.js";
import { accumulation, commodityChannel, crossing, force, moneyFlow } from "./steps.js";
import { stepped } from "./stepped.js";

type Shape = Pick<CatalogueEntry, "parameters" | "outputs"> & { readonly note?: string };
type Warmup = (values: Values, output: string) => number;

function fromLibrary(name: string, { parameters, outputs, note = "" }: Shape, warmup: Warmup): Member {
  return {
    name, parameters, outputs, takesSource: false, servedBy: "technicalindicators", streams: true, note,
    make: (values, output) => stepped(warmup(values, output), () => libraryStep(name, values, output)),
  };
}

function own(name: string, { parameters, outputs, note = "" }: Shape, make: (values: Values) => Indicator): Member {
  return { name, parameters, outputs, takesSource: false, servedBy: "btc-quant", streams: true, note, make };
}

const value = (parameters: Readonly<Record<string, Parameter>>, note = ""): Shape => ({ parameters, outputs: ["value"], note });
const one = (bars: number, note = ""): Shape => value({ period: period(bars) }, note);
const size = (values: Values): number => num(values, "period");
const steps = (warmup: (values: Values) => number, start: (values: Values) => Step) => (values: Values): Indicator => stepped(warmup(values), () => start(values));
const cross = (direction: 1 | -1) => ({ lineA, lineB }: Values): Indicator => crossing(lineA as Indicator, lineB as Indicator, direction);

const TWO_LINES: Readonly<Record<string, Parameter>> = { lineA: { kind: "line" }, lineB: { kind: "line" } };
const CROSS_NOTE = "1 on the bar of the crossing, else 0; the library counts a first bar on the far side as a crossing and grows with every bar since the last";
const DRIFT = "rounding piles up in its running sums: some 1e-11 of the value in a million bars";

export const bars: readonly Member[] = [
  own("TrueRange", value({}), () => fed(() => new TrueRangeFeed(), () => new Identity())),
  own("ATR", one(14), (v) => fed(() => new TrueRangeFeed(), () => wilders(size(v)))),
  fromLibrary("ADX", { parameters: { period: period(14) }, outputs: ["adx", "pdi", "mdi"], note: "all three begin with adx; NaN for ever if the first `period` bars do not move at all" }, (v) => 2 * size(v)),
  fromLibrary("PSAR", value({ step: positive(0.02), max: positive(0.2) }, "takes the market to rise at its first bar"), () => 1),
  fromLibrary("Stochastic", { parameters: { period: period(14), signalPeriod: period(3) }, outputs: ["k", "d"], note: `0 in a flat window; ${DRIFT}` }, (v, output) => size(v) + (output === "d" ? num(v, "signalPeriod") - 1 : 0)),
  fromLibrary("WilliamsR", one(14, "-100 to 0; NaN in a flat window"), size),
  own("CCI", one(20, "0 in a flat window, where the library gives NaN or any number, dividing rounding noise by itself"), steps(size, (v) => commodityChannel(size(v)))),
  fromLibrary("AwesomeOscillator", value({ fastPeriod: period(5), slowPeriod: period(34) }, DRIFT), (v) => Math.max(num(v, "fastPeriod"), num(v, "slowPeriod"))),
  own("ADL", value({}, "a sum since the first bar; the library rounds it to whole coins"), steps(() => 1, accumulation)),
  fromLibrary("OBV", value({}, "a sum since the first bar"), () => 2),
  own("ForceIndex", one(13, "the library starts late where its first mean is exactly 0"), steps((v) => size(v) + 1, (v) => force(size(v)))),
  fromLibrary("VWAP", value({}, "since the first bar, not since midnight; NaN until there is volume"), () => 1),
  own("MFI", one(14, "the library counts an unchanged price as falling, rounds to two decimals and gives NaN without volume; here it is neither, exact, and 50"), steps((v) => size(v) + 1, (v) => moneyFlow(size(v)))),
  fromLibrary("KeltnerChannels", { parameters: { maPeriod: period(20), atrPeriod: period(10), multiplier: positive(2), useSMA: flag(false) }, outputs: ["middle", "upper", "lower"] }, (v) => Math.max(num(v, "maPeriod"), num(v, "atrPeriod") + 1)),
  fromLibrary("ChandelierExit", { parameters: { period: period(22), multiplier: positive(3) }, outputs: ["exitLong", "exitShort"] }, (v) => size(v) + 1),
  fromLibrary("IchimokuCloud", { parameters: { conversionPeriod: period(9), basePeriod: period(26), spanPeriod: period(52), displacement: period(26) }, outputs: ["conversion", "base", "spanA", "spanB"], note: "the spans stand at the bar they are computed on, not `displacement` bars ahead; there is no lagging span, which would look into the future" },
    (v) => Math.max(...["conversionPeriod", "basePeriod", "spanPeriod", "displacement"].map((name) => num(v, name)))),
  fromLibrary("HeikinAshi", { parameters: {}, outputs: ["open", "high", "low", "close"], note: "averages, not prices that could be traded at" }, () => 1),
  own("CrossUp", { parameters: TWO_LINES, outputs: ["cross"], note: CROSS_NOTE }, cross(1)),
  own("CrossDown", { parameters: TWO_LINES, outputs: ["cross"], note: CROSS_NOTE }, cross(-1)),
];
