/** Four simulated hours of live collection in trouble, checked against what the exchange had, with the memory of the process beside it. */
import { openStore } from "../../lib/data/store/open.js";
import { collectUnderTrouble } from "../data/collect/underTrouble.js";
import { temporaryHome } from "../data/store/temporaryHome.js";
import { evidence } from "./evidence.js";

const FACTOR = 60, HOURS = 4, DISCONNECTS = 30;

await evidence({
  name: "collect", title: "Four hours of live collection in trouble", seed: 20_261_122,
  about: `Candles, trades, quotes, mark prices and funding of one perpetual, collected by the unmodified ccxt over real sockets from the simulated exchange, whose clock runs ${FACTOR} times as fast; ccxt's own timers, its limit of requests and the exchange's weights are scaled alike (no timer below 100 ms). ${DISCONNECTS} breaks at random moments (every one ends all connections; one leaves them half open), one event in a hundred doubled, one in two hundred late, one in two hundred overtaken, one in a thousand lost, events that are no JSON, answers 429 and 418, answers cut in the middle. Every minute, trade, mark price and settlement has to be stored as the exchange answers it afterwards, once, and nothing unfinished.`,
}, async (seed, keep) => {
  const home = temporaryHome(), store = await openStore({ home: home.path });
  try {
    const { states, rows, faults, requests, heaps } = await collectUnderTrouble(store, { seed, factor: FACTOR, minutes: HOURS * 60, disconnects: DISCONNECTS });
    keep("| series | rows heard and fetched | rows stored, as the exchange has them | streams mended |\n|---|---:|---:|---:|");
    for (const { kind, rows: heard, breaks } of states) keep(`| ${kind} | ${heard} | ${kind === "quotes" ? "no history to compare with" : rows[kind]} | ${breaks} |`);
    keep(`\n${faults} faults carried out; ${requests} requests by REST. Not one minute missing, none twice, none unfinished.`);
    keep(`Heap after a collection of garbage, each half hour of the exchange: ${heaps.map((bytes) => `${(bytes / 1e6).toFixed(1)}`).join(", ")} MB.`);
  } finally {
    await store.close();
    await home.remove();
  }
});
