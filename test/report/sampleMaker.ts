/** A maker's run of four hours of minutes, seeded: a bid or an ask filled in most minutes, closed to the cent by hand-kept books. */
import { candles, type Candles } from "../../lib/market/candles.js";
import { uniformRandom } from "../../lib/market/random.js";
import { runId, type Manifest, type Run } from "../../lib/market/run.js";
import { makerRun, type MakerOptions, type MakerRun } from "../../lib/report/makerRun.js";
import { sampleManifest, START, type SampleOptions } from "./sampleRun.js";

const MINUTE = 60_000;
const BARS = 240;

export function sampleMinutes(): Candles {
  const random = uniformRandom(5), close = new Float64Array(BARS);
  for (let i = 0, price = 50_000; i < BARS; i++) close[i] = price += Math.round((random() - 0.5) * 40);
  const open = Float64Array.from(close, (value, i) => (i === 0 ? value : close[i - 1]!));
  return candles({ exchange: "binance", symbol: "BTC/USDT", synthetic: false, builtFrom: "1m" }, "1m", {
    openTime: Float64Array.from(close, (_, i) => START + i * MINUTE), open, close, high: open.map((value, i) => Math.max(value, close[i]!) + 15), low: open.map((value, i) => Math.min(value, close[i]!) - 15), volume: new Float64Array(BARS).fill(5),
  });
}

/** The maker of minutes 10 to 209, 0.01 BTC each, ten from the mid; the last fill is a stop that takes. */
export function sampleMakerBacktest(options: SampleOptions = {}): Run {
  const random = uniformRandom(6), bars = sampleMinutes(), n = 200, column = (): Float64Array => new Float64Array(n), time = column(), quantity = column(), price = column(), mid = column();
  for (let i = 0; i < n; i++) {
    const bar = i + 10, side = random() < 0.5 ? 1 : -1;
    time[i] = bars.openTime[bar]!;
    mid[i] = bars.open[bar]!;
    quantity[i] = side * 0.01;
    price[i] = mid[i]! - side * (i === n - 1 ? -10 : 10);
  }
  const maker = new Uint8Array(n).fill(1), reason = new Uint8Array(n).fill(1), fee = price.map((p) => p * 0.01 * 0.0002);
  maker[n - 1] = 0;
  reason[n - 1] = 4;
  const fills = { length: n, time, quantity, price, fee, maker, reason, point: new Uint8Array(n), order: Float64Array.from(time.keys()), mid };
  const base = sampleManifest({ name: "maker-vol", ...options }), manifest: Manifest = { ...base, market: { ...base.market, timeframe: "1m", builtFrom: "1m", to: START + BARS * MINUTE, bars: BARS } };
  const equity = new Float64Array(BARS), position = new Float64Array(BARS);
  for (let i = 0, f = 0, cash = 10_000, held = 0; i < BARS; i++) {
    for (; f < n && time[f]! <= bars.openTime[i]!; f++) { cash -= quantity[f]! * price[f]! + fee[f]!; held += quantity[f]!; }
    equity[i] = cash + held * bars.close[i]!;
    position[i] = held;
  }
  return {
    id: runId(manifest), manifest, status: options.status ?? "completed", metrics: {}, counts: { placed: n, amended: 0, canceled: 0, rejected: 0, filled: n },
    equity: { length: BARS, time: bars.openTime.map((t) => t + MINUTE), equity, position }, fills, funding: { length: 1, time: Float64Array.of(START + 30 * MINUTE), amount: Float64Array.of(-1.25) },
  };
}

export const sampleMaker = (options: SampleOptions = {}, more: MakerOptions = { cap: 0.1, window: 15 * MINUTE }): MakerRun => makerRun(sampleMakerBacktest(options), sampleMinutes(), more);
