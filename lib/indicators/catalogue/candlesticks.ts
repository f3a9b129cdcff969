/**
 * Candlestick patterns: 1 on the bar that completes one, 0 on every other, NaN before there are enough bars.
 * The library decides by `hasPattern` over the last bars. Eight of its patterns ask for a trend first and compare two
 * average moves as text there (9 counts as more than 10): those are put together here, from its own single candles.
 */
import type { Bar } from "../indicator.js";
import { pattern, type Pattern } from "./library.js";
import type { Member, Step } from "./member.js";
import { stepped } from "./stepped.js";

type Data = Parameters<Pattern>[0];
type Test = (data: Data) => boolean;

/** Keeps the last `count` bars and asks about them, oldest first. */
function lastBars(count: number, test: Test): Step {
  const data: Data = { open: [], high: [], low: [], close: [] };
  return (bar: Readonly<Bar>) => {
    for (const name of ["open", "high", "low", "close"] as const) {
      data[name].push(bar[name]);
      if (data[name].length > count) data[name].shift();
    }
    return data.close.length < count ? NaN : Number(test(data));
  };
}

function candlestick(name: string, count: number, test: () => Test, servedBy: Member["servedBy"], note: string): Member {
  return {
    name, parameters: {}, outputs: ["pattern"], takesSource: false, servedBy, streams: true, note,
    make: () => stepped(count, () => lastBars(count, test())),
  };
}

const FROM_LIBRARY: Readonly<Record<string, number>> = {
  abandonedbaby: 3, doji: 1, bearishengulfingpattern: 2, bullishengulfingpattern: 2, darkcloudcover: 2, downsidetasukigap: 3, dragonflydoji: 1, gravestonedoji: 1,
  bullishharami: 2, bearishharami: 2, bullishharamicross: 2, bearishharamicross: 2, eveningdojistar: 3, eveningstar: 3, morningdojistar: 3, morningstar: 3,
  bullishmarubozu: 1, bearishmarubozu: 1, piercingline: 2, bullishspinningtop: 1, bearishspinningtop: 1, threeblackcrows: 3, threewhitesoldiers: 3,
  bullishhammerstick: 1, bearishhammerstick: 1, bullishinvertedhammerstick: 1, bearishinvertedhammerstick: 1,
};
const HAMMERS = ["bullishhammerstick", "bearishhammerstick", "bullishinvertedhammerstick", "bearishinvertedhammerstick"];
const HANGING = ["bullishhammerstick", "bearishhammerstick"];
const SHOOTING = ["bullishinvertedhammerstick", "bearishinvertedhammerstick"];

/** Which way the first closes must have gone, which candle must follow, and which way the last bar must confirm it (0: not asked). */
interface Trended { readonly trend: 1 | -1; readonly candles: readonly string[]; readonly confirm: 1 | -1 | 0 }
const TRENDED: Readonly<Record<string, Trended>> = {
  hammerpattern: { trend: -1, candles: HAMMERS, confirm: 1 }, hammerpatternunconfirmed: { trend: -1, candles: HAMMERS, confirm: 0 },
  hangingman: { trend: 1, candles: HANGING, confirm: -1 }, hangingmanunconfirmed: { trend: 1, candles: HANGING, confirm: 0 },
  shootingstar: { trend: 1, candles: SHOOTING, confirm: -1 }, shootingstarunconfirmed: { trend: 1, candles: SHOOTING, confirm: 0 },
};

function trended({ trend, candles, confirm }: Trended): Test {
  const single = candles.map(pattern), at = confirm === 0 ? 4 : 3;
  return ({ open, high, low, close }) => {
    if (!moved(close, at - 1, trend)) return false;
    const candle: Data = { open: [open[at]!], high: [high[at]!], low: [low[at]!], close: [close[at]!] };
    if (!single.some((test) => test(candle))) return false;
    return confirm === 0 || (confirm * (close[4]! - open[4]!) > 0 && confirm * (close[4]! - close[3]!) > 0);
  };
}

/** Average gain above average loss over the first closes is nothing but a net move: gains less losses add up to it. */
const moved = (close: readonly number[], last: number, trend: 1 | -1): boolean => trend * (close[last]! - close[0]!) > 0;

const tweezerTop: Test = ({ high, close }) => moved(close, 2, 1) && high[3] === high[4];
const tweezerBottom: Test = ({ low, close }) => moved(close, 2, -1) && low[3] === low[4];

const TREND_NOTE = "the library compares the moves that make its trend as text; here as numbers";
const BULLISH = ["bullishengulfingpattern", "downsidetasukigap", "bullishharami", "bullishharamicross", "morningdojistar", "morningstar", "bullishmarubozu", "piercingline", "threewhitesoldiers", "bullishhammerstick", "bullishinvertedhammerstick", "hammerpattern", "hammerpatternunconfirmed", "tweezerbottom"];
const BEARISH = ["bearishengulfingpattern", "bearishharami", "bearishharamicross", "eveningdojistar", "eveningstar", "bearishmarubozu", "threeblackcrows", "bearishhammerstick", "bearishinvertedhammerstick", "hangingman", "hangingmanunconfirmed", "shootingstar", "shootingstarunconfirmed", "tweezertop"];

/** A single pattern's test over the last five bars. */
function testOf(name: string): Test {
  if (name === "tweezertop") return tweezerTop;
  if (name === "tweezerbottom") return tweezerBottom;
  const rule = TRENDED[name];
  return rule === undefined ? pattern(name) : trended(rule);
}

function anyOf(names: readonly string[]): Test {
  const tests = names.map(testOf);
  return (data) => tests.some((test) => test(data));
}

export const candlesticks: readonly Member[] = [
  ...Object.entries(FROM_LIBRARY).map(([name, count]) => candlestick(name, count, () => pattern(name), "technicalindicators", "")),
  ...[...Object.keys(TRENDED), "tweezertop", "tweezerbottom"].map((name) => candlestick(name, 5, () => testOf(name), "btc-quant", TREND_NOTE)),
  candlestick("bullish", 5, () => anyOf(BULLISH), "btc-quant", `any of ${BULLISH.join(", ")}; ${TREND_NOTE}`),
  candlestick("bearish", 5, () => anyOf(BEARISH), "btc-quant", `any of ${BEARISH.join(", ")}; ${TREND_NOTE}`),
];
