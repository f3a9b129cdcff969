/** A backfill in a process of its own that is killed -9 at random moments and begun again until it is done. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { openStore } from "../../../lib/data/store/open.js";
import { uniformRandom } from "../../../lib/market/random.js";

/** What every run is given. */
export interface KilledBackfill { readonly home: string; readonly dumps: string; readonly from: number; readonly to: number }

const SCRIPT = `
  const [home, dumps, from, to] = process.argv.slice(1), lib = ${JSON.stringify(join(process.cwd(), "lib", "dist", "data"))};
  const { backfill } = require(lib + "/backfill/backfill.js"), { openStore } = require(lib + "/store/open.js");
  openStore({ home }).then(async (store) => {
    process.stdout.write("begun\\n");
    await backfill({ store, dumps, downloads: home + "/downloads" }, { exchange: "binance", symbol: "BTC/USDT", kinds: ["candles"], from: Number(from), to: Number(to) });
    process.exit(0);
  }).catch((error) => { console.error(error); process.exit(1); });`;

/** Runs until it ends, or kills it `afterMs` after the store was open. Answers how it ended and how long it took from there. */
export function runBackfill({ home, dumps, from, to }: KilledBackfill, afterMs = Infinity): Promise<{ readonly killed: boolean; readonly ms: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["-e", SCRIPT, home, dumps, String(from), String(to)], { stdio: ["ignore", "pipe", "inherit"] });
    let begun = NaN, timer: NodeJS.Timeout | undefined;
    child.stdout.once("data", () => {
      begun = performance.now();
      if (afterMs !== Infinity) timer = setTimeout(() => child.kill("SIGKILL"), afterMs);
    });
    child.on("error", reject).on("close", (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== "SIGKILL") reject(new Error(`the backfill ended with ${code ?? signal}`));
      else resolve({ killed: signal === "SIGKILL", ms: performance.now() - begun });
    });
  });
}

/** Kills, each at a random moment of the first `withinMs` of its run; answers the moments and what was stored after each. */
export async function killAndResume(run: KilledBackfill, kills: number, withinMs: number, seed: number): Promise<readonly { readonly atMs: number; readonly killed: boolean; readonly rows: number }[]> {
  const random = uniformRandom(seed, 1), store = await openStore({ home: run.home }), moments = [];
  try {
    for (let kill = 0; kill < kills; kill++) {
      const atMs = Math.round(random() * withinMs), { killed } = await runBackfill(run, atMs);
      const [found] = await store.rows<{ n: string }>("SELECT count() AS n FROM candles FINAL");
      moments.push({ atMs, killed, rows: Number(found?.n) });
    }
    await runBackfill(run);
    return moments;
  } finally {
    await store.close();
  }
}

/** Everything that the candles hold, as two numbers. */
export async function fingerprint(home: string): Promise<{ readonly rows: number; readonly sum: string }> {
  const store = await openStore({ home });
  try {
    const [found] = await store.rows<{ n: string; sum: string }>("SELECT count() AS n, toString(groupBitXor(cityHash64(exchange, symbol, tf, ts, open, high, low, close, volume, quote_volume, trades, taker_buy_volume))) AS sum FROM candles FINAL");
    return { rows: Number(found?.n), sum: found?.sum ?? "" };
  } finally {
    await store.close();
  }
}
