/**
 * A client process of the tests, over the built library: `node client.mjs HOME ACTION …`, one line of JSON on standard output.
 * open MS        opens, answers once, stays MS ms
 * write SECONDS SYMBOL   inserts candles and reads its own count back; tells how many rows were acknowledged
 * once           opens, asks, closes, and tells a failure as code and message
 */
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const { openStore } = createRequire(import.meta.url)("../../../lib/dist/data/store/open.js");
const [home, action, ...rest] = process.argv.slice(2);
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const BATCH = 500;

async function write(store, seconds, symbol) {
  const until = performance.now() + seconds * 1000;
  let acknowledged = 0, reads = 0;
  while (performance.now() < until) {
    const ts = Float64Array.from({ length: BATCH }, (_, i) => (acknowledged + i) * 60_000);
    await store.insertColumns("candles", { exchange: "test", symbol, tf: "1m", ts, open: 1, high: 3, low: 1, close: ts, volume: 1 });
    acknowledged += BATCH;
    tell({ acknowledged });
    if (acknowledged % (4 * BATCH) !== 0) continue;
    const seen = await store.columns("SELECT ts, close FROM candles FINAL WHERE symbol = {symbol: String} ORDER BY ts", { symbol });
    if (seen.length !== acknowledged || seen.column("close").some((v, i) => v !== i * 60_000)) throw new Error(`${seen.length} rows seen, ${acknowledged} acknowledged`);
    reads++;
  }
  tell({ acknowledged, reads, done: true });
}

try {
  const store = await openStore({ home });
  if (action === "write") await write(store, Number(rest[0]), rest[1]);
  else tell({ opened: store.description, answer: await store.rows("SELECT getServerPort('http_port') AS port") });
  if (action === "open") await sleep(Number(rest[0]));
  await store.close();
} catch (error) {
  tell({ code: error.code, message: error.message });
  process.exitCode = 1;
}
