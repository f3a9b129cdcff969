/** Steps over whole bars for the members whose library arithmetic has a trap; each says which. */
import type { Bar, Indicator } from "../indicator.js";
import { exponential } from "../smoothing.js";
import { RollingExtreme, RollingMean } from "../window.js";
import type { Step } from "./member.js";

/** Accumulation/distribution line: sum of volume * ((close - low) - (high - close)) / (high - low), a bar without range counting in full. The library rounds it to whole coins. */
export function accumulation(): Step {
  let line = 0;
  return ({ high, low, close, volume }) => (line += high === low ? volume : (volume * (close - low - (high - close))) / (high - low));
}

/** Ema of (close - previous close) * volume. The library starts late where its first mean is exactly 0. */
export function force(size: number): Step {
  const average = exponential(size);
  let previous = NaN;
  return ({ close, volume }) => {
    const change = close - previous;
    previous = close;
    return change !== change ? NaN : average.next(change * volume);
  };
}

/**
 * Money flow index: 100 * rising / (rising + falling) money of the window, 50 without any; an unchanged price is neither.
 * The library counts it as falling, rounds to two decimals and gives NaN without any. Quong and Soudack (1989), Stocks & Commodities 7(3).
 */
export function moneyFlow(size: number): Step {
  const rising = new RollingMean(size, 1), falling = new RollingMean(size, 1);
  let previous = NaN;
  return ({ high, low, close, volume }) => {
    const price = (high + low + close) / 3, before = previous;
    previous = price;
    if (before !== before) return NaN;
    const up = rising.next(price > before ? price * volume : 0), down = falling.next(price < before ? price * volume : 0);
    return up + down === 0 ? 50 : 100 * (up / (up + down));
  };
}

/** Commodity channel index: distance of (high + low + close) / 3 from its mean over 0.015 mean absolute distances; 0 in a flat window, where the library divides rounding noise by itself. */
export function commodityChannel(size: number): Step {
  const average = new RollingMean(size), highest = new RollingExtreme(size, 1), lowest = new RollingExtreme(size, -1), window = new Float64Array(size);
  let count = 0;
  return ({ high, low, close }) => {
    const price = (high + low + close) / 3, mean = average.next(price), top = highest.next(price), bottom = lowest.next(price);
    window[count++ % size] = price;
    if (top === bottom) return 0;
    let distance = 0;
    for (let i = 0; i < size; i++) distance += Math.abs(window[i]! - mean);
    return (price - mean) / ((0.015 * distance) / size);
  };
}

/** 1 on the bar where `a` comes to lie above `b` having last lain below it (`direction` 1), or the reverse (-1); 0 on every other. The library counts a first bar above as a cross and keeps every value since the last one. */
export function cross(a: (bar: Readonly<Bar>) => number, b: (bar: Readonly<Bar>) => number, direction: 1 | -1): Step {
  let side = 0;
  return (bar) => {
    const apart = a(bar) - b(bar);
    if (apart !== apart) return NaN;
    const now = Math.sign(apart), crossed = now === direction && side === -direction;
    if (now !== 0) side = now;
    return crossed ? 1 : 0;
  };
}

/** The crossing of two indicators. Pushing it pushes both. */
export function crossing(a: Indicator, b: Indicator, direction: 1 | -1): Indicator {
  const step = cross((bar) => a.push(bar), (bar) => b.push(bar), direction);
  return {
    warmup: Math.max(a.warmup, b.warmup),
    push: step,
    column(candles) {
      const x = a.column(candles), y = b.column(candles);
      let row = 0;
      const at = cross(() => x[row]!, () => y[row]!, direction), out = new Float64Array(candles.length), unread = {} as Bar;
      for (; row < out.length; row++) out[row] = at(unread);
      return out;
    },
  };
}
