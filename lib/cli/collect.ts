/** `npm run data -- collect`: live streams into the store until Ctrl-C or SIGTERM. Arguments and words only; the work is in data/collect. */
import { InvalidArgumentError, type Command } from "commander";
import { collect, STREAMS } from "../data/collect/collect.js";
import { STREAMED } from "../data/collect/streamFeed.js";
import { checkExchange } from "../data/exchanges.js";
import type { StoredKind } from "../data/seriesTable.js";
import { openSource } from "../data/sources/openSource.js";
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";
import { parseSymbol } from "../market/symbol.js";
import { paceLine, totalsText } from "./collectText.js";
import { withStore } from "./withStore.js";

interface CollectArguments { readonly exchange: string; readonly symbol: readonly string[]; readonly streams: readonly StoredKind[]; readonly timeframe: string }

/** What is collected elsewhere or not at all, and what to do instead. */
const NOT_COLLECTED: Readonly<Record<string, string>> = {
  depth: "the order book is not collected: quotes are its best bid and ask",
  orders: "own orders are not collected here", fills: "own fills are not collected here", balances: "own balances are not collected here", positions: "own positions are not collected here",
};

/** A line on how it goes, at the most so often. */
const TELL_EVERY = 60_000;

export function addCollectCommand(command: (name: string, description: string) => Command): void {
  command("collect", "live streams into the store until Ctrl-C: what a break left out is asked of the exchange; one collector a store")
    .option("--exchange <id>", "ccxt's id", "binance")
    .option("--symbol <list>", "one or more: BTC/USDT for spot, BTC/USDT:USDT for a linear perpetual", words, ["BTC/USDT:USDT"])
    .option("--streams <list>", `any of ${STREAMS.join(",")}`, streamList, ["candles", "mark", "funding"])
    .option("--timeframe <tf>", "length of the bars (candles, mark)", "1m")
    .action(runCollect);
}

const words = (text: string): readonly string[] => text.split(",").map((word) => word.trim());

function streamList(text: string): readonly StoredKind[] {
  return words(text).map((word) => {
    const stream = STREAMS.find((known) => known === word);
    if (stream !== undefined) return stream;
    throw new InvalidArgumentError(`${NOT_COLLECTED[word] ?? `'${word}' is no stream, the nearest is ${nearest(word, STREAMS)[0]}`}. There are ${STREAMS.join(", ")}.`);
  });
}

const stamped = (line: string): void => { process.stdout.write(`${new Date().toISOString().slice(0, 19)}Z ${line}\n`); };

async function runCollect({ exchange, symbol: symbols, streams, timeframe }: CollectArguments): Promise<void> {
  checkExchange(exchange); // before the store is started for nothing
  symbols.forEach(parseSymbol);
  if (!STREAMED.includes(exchange)) throw new QuantError("unsupported", "UNSUPPORTED_EXCHANGE", `live streams of ${exchange} are not collected yet, only those of ${STREAMED.join(", ")}: npm run data -- schedule keeps its history fresh by backfills`, { exchange });
  const stop = new AbortController(), source = await openSource(exchange, { attempts: 3, onNotice: ({ reason, waitMs }) => stamped(`${reason}: waiting ${Math.ceil(waitMs / 1_000)} s`) });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());
  let told = Date.now();
  const state = (series: Parameters<typeof paceLine>[0]): void => {
    if (Date.now() - told < TELL_EVERY) return;
    told = Date.now();
    stamped(paceLine(series));
  };
  try {
    await withStore(async (store) => {
      stamped(`collecting ${streams.join(", ")} of ${symbols.join(", ")} from ${exchange}${source.exchangeUrl === undefined ? "" : " (SYNTHETIC: a simulated exchange)"} into ${store.description}; Ctrl-C ends it`);
      stamped(totalsText(await collect({ store, source, signal: stop.signal, listener: { notice: stamped, state } }, { symbols, streams, timeframe })));
    });
  } finally {
    await source.close();
  }
}
