/**
 * What the recorded sessions of `../shared/data/l2` say about fills, as text: books rebuilt, resting orders on the recorded prints under each
 * queue model, and the same orders on the bars of the same minutes. `npx tsx test/evidence/l2Fills.ts` writes it to l2-fills.md.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Book } from "../../lib/backtest/trades/book.js";
import { fillsFromBars, fillsFromPrints, type FillComparison, type RecordedSession } from "../../lib/backtest/trades/compareFills.js";
import type { TapeOptions } from "../../lib/backtest/trades/tapeOptions.js";
import { readL2Captures, type L2Capture } from "../../lib/data/sources/l2Capture.js";
import { defineStrategy, type Strategy } from "../../lib/strategy/strategy.js";

const L2 = join(process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", "l2");
export const hasCaptures: boolean = existsSync(L2);

export interface Session { readonly name: string; readonly symbol: string; readonly files: readonly string[] }

export const SESSIONS: readonly Session[] = [
  { name: "perpetual 2023-04-04/05", symbol: "BTC/USDT:USDT", files: ["binance-usdm-BTCUSDT-rawfeed-20230404.gz", "binance-usdm-BTCUSDT-rawfeed-20230405.gz"] },
  { name: "perpetual 2024-07-18/19", symbol: "BTC/USDT:USDT", files: ["binance-usdm-BTCUSDT-rawfeed-20240718.gz", "binance-usdm-BTCUSDT-rawfeed-20240719.gz"] },
  { name: "spot 2023-04-05", symbol: "BTC/USDT", files: ["binance-spot-BTCUSDT-rawfeed-20230405.gz"] },
];
export const PERPETUALS: readonly Session[] = SESSIONS.slice(0, 2);

const captures = new Map<Session, Promise<L2Capture>>();

/** Read once a process. */
export function captureOf(session: Session): Promise<L2Capture> {
  const capture = captures.get(session) ?? readL2Captures(session.files.map((file) => join(L2, file)));
  captures.set(session, capture);
  return capture;
}

/** At each minute bids and asks of 0.01 BTC at five distances from the last print; what was not filled is moved with the next minute. */
export const ladderEachMinute: Strategy = defineStrategy({
  name: "ladder-each-minute", params: {}, indicators: () => ({}), decideOn: ["bar"],
  decide({ close }, _account, want) {
    for (const [slot, distance] of [1, 2, 5, 10, 20].entries()) {
      want.bid(slot, close - distance, 0.01);
      want.ask(slot, close + distance, 0.01);
    }
  },
});

/** Each second 0.01 BTC at the best bid and at the best ask. */
export const joinTheTouch: Strategy = defineStrategy({
  name: "join-the-touch", params: {}, indicators: () => ({}), decideOn: [{ every: 1000 }],
  decide({ bid, ask, close }, _account, want) {
    want.bid(0, bid > 0 ? bid : close - 0.1, 0.01);
    want.ask(0, ask > 0 ? ask : close + 0.1, 0.01);
  },
});

export const OPTIONS: TapeOptions = { cash: 1_000_000, size: "1BTC", makerBp: 2, takerBp: 5, allowMissingFunding: true, latency: { feed: 5, order: 20, response: 20 } };

export interface BookFigures { readonly messages: number; readonly levels: number; readonly breaks: number; readonly crossed: number; readonly quotesAgree: number; readonly quotesCompared: number }

/** The book after every message; where a quote came from a message's last update, their touches are compared. */
export function rebuild({ depth, quotes, quoteIds }: L2Capture): BookFigures {
  const book = new Book();
  let quote = 0, agree = 0, compared = 0;
  for (let i = 0; i < depth.length; i++) {
    book.take(depth, i, undefined);
    while (quote < quotes.length && quoteIds[quote]! < depth.lastId[i]!) quote++;
    if (quoteIds[quote] !== depth.lastId[i] || !book.whole) continue;
    compared++;
    if (book.bids.best === quotes.bid[quote] && book.asks.best === quotes.ask[quote] && book.bids.bestSize === quotes.bidSize[quote] && book.asks.bestSize === quotes.askSize[quote]) agree++;
  }
  return { messages: depth.length, levels: depth.price.length, breaks: book.breaks, crossed: book.crossed, quotesAgree: agree, quotesCompared: compared };
}

const HEAD = "| filled from | rule | orders | filled whole | bought | sold | profit |\n|---|---|---|---|---|---|---|";
const line = ({ from, rule, placed, filled, bought, sold, profit }: FillComparison): string => `| ${from} | ${rule} | ${placed} | ${filled} | ${bought.toFixed(3)} | ${sold.toFixed(3)} | ${profit.toFixed(2)} |`;

async function sessionText(session: Session): Promise<string> {
  const capture = await captureOf(session), figures = rebuild(capture), recorded: RecordedSession = { origin: { exchange: "binance", symbol: session.symbol, synthetic: false }, ...capture };
  const touch = figures.quotesCompared === 0 ? "no snapshot, so continuity alone" : `${figures.quotesAgree} of ${figures.quotesCompared} quotes of the same update equal the rebuilt touch and its sizes`;
  const head = `## ${session.name}\n\n${capture.trades.length} prints (${capture.offMarket} more were no market trades), ${capture.quotes.length} quotes, ${figures.messages} book messages with ${figures.levels} levels: ${figures.breaks} breaks, ${figures.crossed} crossed books, ${touch}.`;
  const ladder = [...fillsFromBars(ladderEachMinute, recorded, OPTIONS), ...fillsFromPrints(ladderEachMinute, recorded, OPTIONS)], join = fillsFromPrints(joinTheTouch, recorded, OPTIONS);
  return `${head}\n\nA ladder each minute:\n\n${HEAD}\n${ladder.map(line).join("\n")}\n\nThe touch joined each second:\n\n${HEAD}\n${join.map(line).join("\n")}\n`;
}

/** The whole page. The same data give the same text. */
export async function evidence(): Promise<string> {
  const parts: string[] = [];
  for (const session of SESSIONS) parts.push(await sessionText(session));
  return `# Fills on recorded sessions

Written by test/evidence/l2Fills.ts from the raw captures; a test runs it again and compares. Orders of 0.01 BTC, feed 5 ms, order 20 ms, response 20 ms under way,
maker 2 bp; on bars there is no latency. Quantities in BTC, profit in USDT after fees, position valued at the last print. A few minutes each: they show how far the
rules lie apart, not what is earned. Prints alone know no queue, so that only what is printed through fills.

${parts.join("\n")}`;
}

if (process.argv[1]?.endsWith("l2Fills.ts") === true) writeFileSync(join(import.meta.dirname, "l2-fills.md"), await evidence());
