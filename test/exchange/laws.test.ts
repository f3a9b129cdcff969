/** The simulated exchange by itself: its prints and bars are one market, the future is never told, weights and faults are what Binance and a seed make them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FaultInjector, SimulatedClock } from "../../lib/exchange/index.js";
import { ladderAt, type Level } from "../../lib/exchange/ladder.js";
import { BINANCE_LIMITS, WeightMeter, weightOf } from "../../lib/exchange/protocols/binance/weights.js";
import { tell } from "../../lib/exchange/protocols/binance/streams.js";
import { markBars } from "../../lib/exchange/marks.js";
import { SimulatedMarket } from "../../lib/exchange/simulatedMarket.js";
import { HOUR, MINUTE, minuteFeed, START } from "./feeds.js";

const RUNS = { numRuns: 60, seed: 4 };
const ROWS = 300;
const feed = minuteFeed({ minutes: ROWS }), market = new SimulatedMarket(feed);
const all = market.printsBetween(0, market.prints.length, Infinity);

describe("prints made up from bars", () => {
  it("add up to each bar's volume and taker volume, begin at its open, end at its close and touch both extremes", () => {
    for (let row = 0; row < ROWS; row++) {
      const own = all.filter(({ time }) => time >= feed.bars.time[row]! && time < feed.bars.time[row]! + MINUTE), prices = own.map(({ price }) => price);
      const sum = (prints: typeof own): number => prints.reduce((total, { quantity }) => total + quantity, 0);
      expect(sum(own)).toBeCloseTo(feed.bars.volume[row]!, 7);
      expect(sum(own.filter(({ side }) => side === 1))).toBeCloseTo(feed.bars.takerBuyVolume[row]!, 7);
      expect([prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)]).toEqual([feed.bars.open[row], feed.bars.high[row], feed.bars.low[row], feed.bars.close[row]]);
    }
  });

  it("are numbered without a hole in the order of time, and found by time and by id", () => {
    expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => index + 1));
    expect(all.map(({ time }) => time).sort((a, b) => a - b)).toEqual(all.map(({ time }) => time));
    expect(all.map(({ id }) => market.prints.countBelow(id))).toEqual(all.map((_, index) => index));
    fc.assert(fc.property(fc.integer({ min: START - HOUR, max: START + ROWS * MINUTE + HOUR }), (time) => {
      expect(market.prints.countBefore(time)).toBe(all.filter((print) => print.time < time).length);
    }), RUNS);
  });

  it("are left out where nothing was traded, and are one where it was too little to be cut", () => {
    const one = (volume: number): SimulatedMarket => new SimulatedMarket({ ...feed, bars: { time: Float64Array.of(START), open: Float64Array.of(1), high: Float64Array.of(2), low: Float64Array.of(1), close: Float64Array.of(2), volume: Float64Array.of(volume), takerBuyVolume: Float64Array.of(volume) } });
    expect([0, 1e-8, 3e-8, 4e-8].map((volume) => one(volume).prints.length)).toEqual([0, 1, 1, 4]);
    expect(one(3e-8).prints.at(0)).toMatchObject({ price: 2, quantity: 3e-8, side: 1, time: START + MINUTE - 1 });
  });
});

describe("a market at a moment", () => {
  const moments = fc.integer({ min: START, max: START + ROWS * MINUTE }), lengths = fc.constantFrom(MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR);

  it("tells bars that its prints until then make, of any length, the last one unfinished", () => {
    fc.assert(fc.property(moments, lengths, (now, interval) => {
      const bars = market.bars({ interval, from: START, to: Infinity, limit: Infinity, side: "oldest" }, now);
      for (const bar of bars) {
        const own = all.filter(({ time }) => time >= bar.openTime && time < bar.openTime + interval && time <= now);
        expect(bar.finished).toBe(bar.openTime + interval <= now);
        expect([bar.high, bar.low, bar.close]).toEqual([Math.max(...own.map(({ price }) => price)), Math.min(...own.map(({ price }) => price)), own.at(-1)!.price]);
        expect(bar.volume).toBeCloseTo(own.reduce((sum, { quantity }) => sum + quantity, 0), 6);
      }
      expect(bars.length).toBe(Math.floor((now - START) / interval) + (now < START + ROWS * MINUTE ? 1 : 0));
    }), RUNS);
  });

  it("answers the same rows from either side of a limit as without one", () => {
    fc.assert(fc.property(moments, fc.integer({ min: 1, max: 400 }), fc.constantFrom("oldest", "newest"), (now, limit, side) => {
      const range = { interval: MINUTE, from: START + 10 * MINUTE, to: START + 200 * MINUTE }, whole = market.bars({ ...range, limit: Infinity, side: "oldest" }, now);
      expect(market.bars({ ...range, limit, side }, now)).toEqual(side === "oldest" ? whole.slice(0, limit) : whole.slice(-limit));
    }), RUNS);
  });

  it("has a bid below its ask, one tick apart, around the last price", () => {
    fc.assert(fc.property(moments, (now) => {
      const { bid, ask, last } = market.touch(now);
      expect(Math.round((ask - bid) * market.grid.ticksPerUnit)).toBe(1);
      expect([bid, ask]).toContain(last);
    }), RUNS);
  });
});

describe("streams", () => {
  it("tell the same whether the clock walks or jumps: each closed bar once, each print once, and depth that rebuilds the book", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 30 }), (steps) => {
      let now = START - 1, bids = new Map(ladderAt(market, now).bids), next = ladderAt(market, now).updateId + 1;
      const closed: number[] = [], prints: number[] = [];
      for (const step of steps) {
        const events = <T>(stream: string): T[] => tell(`btcusdt@${stream}`, [market], now, now + step).map(({ data }) => data as T);
        closed.push(...events<{ k: { x: boolean; t: number } }>("kline_1m").filter(({ k }) => k.x).map(({ k }) => k.t));
        prints.push(...events<{ a: number }>("aggTrade").map(({ a }) => a));
        for (const { U, u, b } of events<{ U: number; u: number; b: string[][] }>("depth")) {
          expect(U).toBe(next);
          next = u + 1;
          bids = applied(bids, b.map(([price, size]) => [Number(price), Number(size)]));
        }
        now += step;
      }
      expect(closed).toEqual([...feed.bars.time].filter((time) => time + MINUTE <= now));
      expect(prints).toEqual(all.filter(({ time }) => time <= now).map(({ id }) => id));
      expect([...bids].sort((x, y) => y[0] - x[0])).toEqual(ladderAt(market, now).bids);
    }), RUNS);
  });
});

function applied(levels: ReadonlyMap<number, number>, changes: readonly Level[]): Map<number, number> {
  const now = new Map(levels);
  for (const [price, size] of changes) {
    if (size === 0) now.delete(price);
    else now.set(price, size);
  }
  return now;
}

describe("Binance's weights", () => {
  it("are those of its documentation", () => {
    expect([99, 100, 499, 500, 1_000, 1_001].map((limit) => weightOf("futures", "klines", limit))).toEqual([1, 2, 2, 5, 5, 10]);
    expect([weightOf("spot", "klines", 1_000), weightOf("futures", "aggTrades", 1), weightOf("spot", "depth", 5_000), weightOf("spot", "ping", 500)]).toEqual([2, 20, 250, 1]);
  });

  it("429 until the minute is over, 418 for who goes on, twice as long the second time", () => {
    let wall = 0;
    const meter = new WeightMeter(10, { ...BINANCE_LIMITS, forgiven: 2 }, () => wall), status = (weight = 1): number => {
      const taken = meter.take(weight);
      return "refusal" in taken ? taken.refusal.status : 200;
    };
    expect([status(10), status(), status(), status(), status()]).toEqual([200, 429, 429, 418, 418]);
    wall = 120_000;
    expect([status(10), status(), status(), status()]).toEqual([200, 429, 429, 418]);
    wall = 240_000;
    expect(meter.take(1)).toMatchObject({ refusal: { status: 418, headers: { "Retry-After": "120" } } });
    wall = 360_000;
    expect(meter.take(3)).toEqual({ headers: { "X-MBX-USED-WEIGHT-1M": "3" } });
  });

  it("the wait after a 429 ends with the minute", () => {
    const meter = new WeightMeter(1, BINANCE_LIMITS, () => 59_001);
    meter.take(1);
    expect(meter.take(1)).toMatchObject({ refusal: { status: 429, headers: { "Retry-After": "1" } } });
  });
});

describe("the clock", () => {
  it("tells every stretch once, in order, and never goes back", () => {
    const clock = new SimulatedClock(START), seen: (readonly [number, number])[] = [], stop = clock.onAdvance((from, to) => seen.push([from, to]));
    clock.advanceBy(10);
    clock.advanceTo(START + 30);
    stop();
    clock.advanceBy(5);
    expect(seen).toEqual([[START, START + 10], [START + 10, START + 30]]);
    expect(() => clock.advanceTo(START)).toThrow(/can not go back to 2024-01-01 00:00/);
    expect(() => clock.play(0)).toThrow(/a number above 0/);
  });
});

describe("faults", () => {
  it("strike where and as often as ordered, in the order of the orders", () => {
    const faults = new FaultInjector();
    faults.answer({ kind: "reset" }, { at: "/klines", times: 2 });
    faults.answer({ kind: "silence" });
    expect(["/api/v3/klines", "/api/v3/time", "/api/v3/klines", "/api/v3/klines"].map((path) => faults.forAnswer(path)?.kind)).toEqual(["reset", "silence", "reset", undefined]);
    expect(faults.count).toBe(3);
  });

  it("by chance they are the same for the same seed, and about as many as asked for", () => {
    const drawn = (seed: number): (string | undefined)[] => {
      const faults = new FaultInjector();
      faults.random(seed, { drop: 0.1, duplicate: 0.2 });
      return Array.from({ length: 5_000 }, () => faults.forEvent("x")?.kind);
    };
    expect(drawn(3)).toEqual(drawn(3));
    expect(drawn(3)).not.toEqual(drawn(4));
    expect(drawn(3).filter((kind) => kind === "drop").length / 5_000).toBeCloseTo(0.1, 1);
    expect(drawn(3).filter((kind) => kind === "duplicate").length / 5_000).toBeCloseTo(0.2, 1);
  });
});

describe("the mark", () => {
  const perpetual = minuteFeed({ symbol: "BTC/USDT:USDT", minutes: 20 });

  it("tells of an unfinished bar only as far as its path has gone", () => {
    const { mark } = perpetual, range = { from: START, to: Infinity, limit: 99, side: "oldest" } as const;
    const bars = markBars(mark!, range, START + 5 * MINUTE), last = bars.at(-1)!;
    expect(bars.length).toBe(6);
    expect(last).toEqual({ openTime: START + 5 * MINUTE, open: mark!.open[5], high: mark!.open[5], low: mark!.open[5], close: mark!.open[5] });
    expect(markBars(mark!, range, START + 6 * MINUTE - 1).at(-1)).toEqual({ openTime: START + 5 * MINUTE, open: mark!.open[5], high: mark!.high[5], low: mark!.low[5], close: mark!.close[5] });
  });
});

describe("feeds", () => {
  it("that are no market are refused in a sentence", () => {
    const { bars } = feed, empty = { ...feed, bars: { ...bars, time: new Float64Array(0) } };
    expect(() => new SimulatedMarket(empty)).toThrow("the feed of BTC/USDT on binance has no bars: the exchange would have nothing to tell");
    expect(() => new SimulatedMarket({ ...feed, bars: { ...bars, close: bars.close.subarray(1) } })).toThrow(/unequal length/);
    expect(() => new SimulatedMarket({ ...feed, interval: 5 * MINUTE })).toThrow(/bar 1 .* not aligned/);
  });

  it("without taker volume or quote volume are told with what their prints make, and the answer says so", () => {
    const { time, open, high, low, close, volume } = feed.bars, bare = new SimulatedMarket({ ...feed, bars: { time, open, high, low, close, volume } });
    const [bar] = bare.bars({ interval: MINUTE, from: START, to: START, limit: 1, side: "oldest" }, START + HOUR);
    expect(bar!.takerBuyVolume).toBeCloseTo(bar!.volume / 2, 7);
    expect(bar!.quoteVolume / bar!.volume).toBeGreaterThan(bar!.low);
    expect(bare.synthesised).toEqual(["quoteVolume", "trades", "takerBuyVolume", "prints", "mark", "book"]);
  });
});
