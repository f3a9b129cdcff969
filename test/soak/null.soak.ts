/** The null test of the simulator at length: ten times the markets that a test may take. */
import { figureOf, grossOf, martingale, meanRange, onTick, PESSIMISTIC, TOUCH } from "../evidence/nullTest.js";
import { evidence } from "./evidence.js";

const MARKETS = 2_000, BARS = 960;
const PATHS = [["adaptive path", { ...TOUCH, path: "adaptive" }], ["fixed path", { ...TOUCH, path: "fixed" }], ["mode P", PESSIMISTIC]] as const;

await evidence({
  name: "null", title: "A ladder on markets that go nowhere", seed: 1,
  about: "Walks of one tick up or down, 400 steps a bar, no fees. A ladder flat and centred anew every 60 bars earns nothing on average, whatever a simulator says: adaptive path |t| < 3, mode P not above 0; the fixed path open, high, low, close invents a profit.",
}, async (seed, keep) => {
  const markets = Array.from({ length: MARKETS }, (_, i) => martingale(seed * MARKETS + i, BARS)), range = markets.reduce((sum, market) => sum + meanRange(market), 0) / MARKETS;
  keep(`${MARKETS} markets of ${BARS} bars, mean range ${(range * 10).toFixed(1)} ticks.\n\n| spacing / range | rule | mean gross, spacings a market | t | a fill, spacings |\n|---|---|---|---|---|`);
  for (const ratio of [0.65, 1, 1.3]) {
    for (const [name, rules] of PATHS) {
      const { mean, t, perFill } = figureOf(markets.map((market) => grossOf(market, onTick(ratio * range), rules)));
      keep(`| ${ratio} | ${name} | ${mean.toFixed(2)} | ${t.toFixed(2)} | ${perFill.toFixed(4)} |`);
      if (name === "fixed path" ? t < 3 : name === "mode P" ? mean > 0 : Math.abs(t) > 3) throw new Error(`spacing ${ratio}, ${name}: mean ${mean}, t ${t}`);
    }
  }
});
