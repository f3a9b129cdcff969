/** `npm run exchange`: a simulated exchange on this machine until Ctrl-C, fed with stored minutes or a made-up market. Arguments and words only. */
import { Command } from "commander";
import { checkExchange } from "../data/exchanges.js";
import { openStore } from "../data/store/open.js";
import { instant } from "../data/window.js";
import { startExchange, type MarketFeed } from "../exchange/index.js";
import { QuantError } from "../market/errors.js";
import { utc, type Millis } from "../market/units.js";
import { guard } from "./exit.js";
import { storedFeeds, syntheticFeeds, type FeedWindow } from "./exchangeFeeds.js";

interface Arguments {
  readonly port: string; readonly speed: string; readonly exchange: string; readonly symbol?: readonly string[];
  readonly from?: string; readonly to?: string; readonly at?: string; readonly synthetic?: string | true;
}

const DAY = 86_400_000;
const DEFAULT_SEED = 7;

export const run = (argv: readonly string[]): Promise<number> => guard(argv, async () => {
  await exchangeCommand().parseAsync([...argv], { from: "user" });
  return 0;
});

function exchangeCommand(): Command {
  return new Command("npm run exchange --").exitOverride()
    .description("a simulated exchange on 127.0.0.1 for market data: Binance's REST and streams, and REST of Bybit, Coinbase, Kraken and OKX; Ctrl-C ends it")
    .option("--port <n>", "where it listens; 0 for any free port", "8787")
    .option("--speed <x>", "how many times faster than real time its clock runs", "60")
    .option("--exchange <id>", "whose stored markets are served, under that exchange's own addresses", "binance")
    .option("--symbol <symbols...>", "which of them (default: all)")
    .option("--from <date>", "first bar it knows, UTC (default: 30 days before the end)")
    .option("--to <date>", "end of what it knows, UTC, exclusive (default: the end of what is stored)")
    .option("--at <date>", "where its clock begins, UTC (default: a day before the end)")
    .option("--synthetic [seed]", `a made-up market instead of the stored ones (seed ${DEFAULT_SEED})`)
    .option("--verbose", "show the stack of a failure")
    .action(runExchange);
}

async function runExchange({ port, speed, synthetic, exchange, symbol, from, to, at }: Arguments): Promise<void> {
  const window: FeedWindow = { from: from === undefined ? undefined : instant(from), to: to === undefined ? undefined : instant(to) }, factor = numberAbove0("--speed", speed);
  checkExchange(exchange);
  const feeds = synthetic === undefined ? await fromStore(exchange, symbol, window) : syntheticFeeds(synthetic === true ? DEFAULT_SEED : wholeNumber("--synthetic", synthetic), window);
  const end = Math.max(...feeds.map(({ bars, interval }) => bars.time.at(-1)! + interval)), now = at === undefined ? end - DAY : instant(at);
  const served = await startExchange({ feeds, now, port: wholeNumber("--port", port) });
  process.stdout.write(`${opening(served.url, feeds, now, end, factor, synthetic !== undefined)}\n`);
  const silence = served.clock.onAdvance((_from, time) => {
    if (time < end) return;
    process.stdout.write(`The data has ended at ${utc(end)}: the clock goes on and tells nothing new.\n`);
    silence();
  });
  served.clock.play(factor);
  await ended();
  await served.stop();
}

async function fromStore(exchange: string, symbols: readonly string[] | undefined, window: FeedWindow): Promise<readonly MarketFeed[]> {
  const store = await openStore();
  try {
    return await storedFeeds(store, exchange, symbols, window);
  } finally {
    await store.close();
  }
}

function opening(url: string, feeds: readonly MarketFeed[], now: Millis, end: Millis, speed: number, synthetic: boolean): string {
  const markets = feeds.map(({ exchange, symbol, bars }) => `  ${symbol} on ${exchange}: ${bars.time.length.toLocaleString("en")} bars from ${utc(bars.time[0]!)}`);
  return [
    `${synthetic ? "SYNTHETIC: a made-up market. " : ""}The simulated exchange listens at ${url}; its clock begins at ${utc(now)} and runs ${speed} times as fast as real time; its data ends at ${utc(end)}.`,
    ...markets,
    "Every command in a terminal with this setting asks it instead of the real exchanges:",
    `  export BTC_QUANT_EXCHANGE_URL=${url}`,
    "Ctrl-C ends it.",
  ].join("\n");
}

const ended = (): Promise<void> => new Promise((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
});

function numberAbove0(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new QuantError("input", "BAD_ARGUMENT", `${option} is '${text}', a number above 0 was expected`);
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new QuantError("input", "BAD_ARGUMENT", `${option} is '${text}', a whole number of at least 0 was expected`);
}
