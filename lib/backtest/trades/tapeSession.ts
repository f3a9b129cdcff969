/**
 * The one clock of a run over prints. Events of three streams in order of time (at one moment prints, then book, then quotes), and between
 * them what is under way: settlements, reports, decisions, questions. Given chunks, asks for the next; reads no file and draws no price.
 */
import type { Engine } from "../../engine/engine.js";
import { closeTime, type Candles } from "../../market/candles.js";
import type { DecideOn } from "../../strategy/strategy.js";
import type { Funding } from "../../market/series.js";
import type { DepthColumns, QuoteColumns, TradeColumns } from "../../market/tape.js";
import type { TradingRules } from "../../market/tradingRules.js";
import type { LatencyAt } from "./latency.js";
import { Questions } from "./questions.js";
import { SampleLog } from "./sampleLog.js";
import { Sightings, type Sighting } from "./sightings.js";
import type { TradeVenue } from "./tradeVenue.js";
import type { VenueBooks } from "./venueBooks.js";

export type Stream = "trades" | "quotes" | "depth";

/** From `from` on (ms UTC; the first: always) these filters and fees hold. */
export interface TapeEpoch { readonly from: number; readonly rules: TradingRules; readonly maker: number; readonly taker: number }

export interface SessionSetup {
  readonly decideOn: readonly DecideOn[];
  readonly feed: LatencyAt;
  readonly order: LatencyAt;
  readonly sampleEvery: number;
  readonly candles: Candles | undefined;
  readonly funding: Funding | undefined;
  readonly epochs: readonly TapeEpoch[];
  /** What the engine's loader reads; written before each decision. */
  readonly sighting: Sighting;
}

/** A settlement comes before everything that is stamped with its moment. [decisions 16] */
const BEFORE = 1e-3;

export class TapeSession {
  readonly samples: SampleLog = new SampleLog();
  readonly sightings: Sightings = new Sightings();
  /** First and last event, ms UTC. */
  first: number = NaN;
  last: number = NaN;
  private readonly questions: Questions = new Questions();
  private readonly chunks: { trades: TradeColumns | undefined; quotes: QuoteColumns | undefined; depth: DepthColumns | undefined } = { trades: undefined, quotes: undefined, depth: undefined };
  private readonly open: { trades: boolean; quotes: boolean; depth: boolean } = { trades: true, quotes: true, depth: true };
  private tradeRow = 0;
  private quoteRow = 0;
  private depthRow = 0;
  private readonly every: number;
  private readonly onQuotes: boolean;
  private readonly onBars: boolean;
  private nextTimer: number = Infinity;
  private nextBar: number = Infinity;
  private nextSample: number = Infinity;
  private nextFunding: number = Infinity;
  private nextEpoch: number = Infinity;
  private fundingRow = 0;
  private epochRow = 0;
  /** The last bar that is closed; -1 for none. */
  private bar = -1;

  constructor(private readonly setup: SessionSetup, private readonly engine: Engine, private readonly venue: TradeVenue, private readonly books: VenueBooks) {
    const { decideOn } = setup;
    this.every = Math.min(...decideOn.map((event) => (typeof event === "object" ? event.every : Infinity)));
    this.onQuotes = decideOn.includes("quote");
    this.onBars = decideOn.includes("bar");
  }

  /** Gives the stream its next chunk; undefined ends it. */
  give(stream: Stream, chunk: TradeColumns | QuoteColumns | DepthColumns | undefined): void {
    if (chunk === undefined) this.open[stream] = false;
    this.chunks[stream] = chunk as never;
    if (stream === "trades") this.tradeRow = 0;
    else if (stream === "quotes") this.quoteRow = 0;
    else this.depthRow = 0;
  }

  /** Plays as far as the chunks reach. @returns the stream that has to go on, or `done` when none does or the account is ruined */
  play(): Stream | "done" {
    while (!this.venue.ruined) {
      const lacking = this.lacking();
      if (lacking !== undefined) return lacking;
      const { trades, quotes, depth } = this.chunks;
      const trade = trades === undefined ? Infinity : trades.time[this.tradeRow]!, quote = quotes === undefined ? Infinity : quotes.time[this.quoteRow]!, change = depth === undefined ? Infinity : depth.time[this.depthRow]!;
      const event = Math.min(trade, quote, change);
      if (event === Infinity) break;
      if (this.first !== this.first) this.begin(event);
      const wake = this.nextWake();
      if (wake < event) this.wake(wake);
      else this.event(event, trade, quote, change, wake);
    }
    this.finish();
    return "done";
  }

  /** Asked by the venue after a print where somebody decides on prints. @returns when it is decided */
  see(time: number): number {
    const { touch } = this.venue, due = time + this.setup.feed.after(time);
    this.sightings.push(due, touch.last === touch.last ? touch.last : touch.mid, touch.bid, touch.ask, this.bar);
    return due;
  }

  private lacking(): Stream | undefined {
    const { trades, quotes, depth } = this.chunks, { open } = this;
    if (open.trades && this.tradeRow >= (trades?.length ?? 0)) return "trades";
    if (open.depth && this.depthRow >= (depth?.length ?? 0)) return "depth";
    return open.quotes && this.quoteRow >= (quotes?.length ?? 0) ? "quotes" : undefined;
  }

  private event(event: number, trade: number, quote: number, change: number, wake: number): void {
    const { venue, chunks } = this;
    if (trade <= event) {
      this.tradeRow = venue.prints(chunks.trades!, this.tradeRow, Math.min(quote, change, wake));
      this.last = chunks.trades!.time[this.tradeRow - 1]!;
      return;
    }
    this.last = event;
    if (change <= event) return venue.depth(chunks.depth!, this.depthRow++);
    venue.quote(chunks.quotes!, this.quoteRow++);
    if (this.onQuotes) this.see(event);
  }

  private begin(time: number): void {
    const { candles, funding, epochs, sampleEvery } = this.setup;
    this.first = this.last = time;
    if (this.every < Infinity) this.nextTimer = Math.ceil(time / this.every) * this.every;
    this.nextSample = (Math.floor(time / sampleEvery) + 1) * sampleEvery;
    while (candles !== undefined && this.bar + 1 < candles.length && closeTime(candles, this.bar + 1) <= time) this.bar++;
    while (funding !== undefined && this.fundingRow < funding.length && funding.time[this.fundingRow]! <= time) this.fundingRow++;
    while (this.epochRow < epochs.length && epochs[this.epochRow]!.from <= time) this.epochRow++;
    this.enter(epochs[Math.max(this.epochRow - 1, 0)]!);
    if (this.epochRow === 0) this.epochRow = 1;
    this.aim();
  }

  /** The rare moments still to come. */
  private aim(): void {
    const { candles, funding, epochs } = this.setup;
    this.nextBar = candles !== undefined && this.bar + 1 < candles.length ? closeTime(candles, this.bar + 1) : Infinity;
    this.nextFunding = (funding?.time[this.fundingRow] ?? Infinity) - BEFORE;
    this.nextEpoch = (epochs[this.epochRow]?.from ?? Infinity) - BEFORE;
  }

  private nextWake(): number {
    return Math.min(this.underWay(), this.nextSample);
  }

  private underWay(): number {
    return Math.min(this.questions.next, this.books.reports.next, this.sightings.next, this.lookAt(), this.nextBar, this.nextFunding, this.nextEpoch);
  }

  /** When the data of the next timer's decision leave the exchange. */
  private lookAt(): number {
    return this.nextTimer === Infinity ? Infinity : this.nextTimer - this.setup.feed.after(this.nextTimer);
  }

  /** Everything that is due, until nothing is. */
  private wake(now: number): void {
    const { engine, books, sightings, questions, venue, setup } = this;
    do {
      if (now >= Math.min(this.nextFunding, this.nextEpoch, this.nextBar)) this.rare(now);
      books.reports.deliver(now, engine);
      if (now >= this.lookAt()) this.look();
      engine.settle();
      while (sightings.next <= now) this.decide();
      if (engine.working.asked > 0) questions.gather(engine.working, now + setup.order.after(now));
      if (questions.deliver(now, books.working)) venue.answer(now);
    } while (this.underWay() <= now && !venue.ruined);
    if (now >= this.nextSample) this.sample(now);
  }

  private rare(now: number): void {
    const { funding, epochs } = this.setup;
    if (now >= this.nextEpoch) this.enter(epochs[this.epochRow++]!);
    if (now >= this.nextFunding) {
      const time = funding!.time[this.fundingRow]!;
      this.venue.fund(time, funding!.rate[this.fundingRow]!, funding!.mark[this.fundingRow++]!);
    }
    if (now >= this.nextBar) {
      this.bar++;
      if (this.onBars) this.see(now);
    }
    this.aim();
  }

  /** The decision of a timer rings at its own moment; only its data are older. */
  private look(): void {
    const { touch } = this.venue;
    this.sightings.push(this.nextTimer, touch.last === touch.last ? touch.last : touch.mid, touch.bid, touch.ask, this.bar);
    this.nextTimer += this.every;
  }

  /** Nobody is asked before there is a price, or before the first bar where there are bars. */
  private decide(): void {
    const { sighting, candles } = this.setup;
    this.sightings.take(sighting);
    if (sighting.last !== sighting.last || (candles !== undefined && sighting.row < 0)) return;
    this.engine.account.mark(sighting.last);
    this.engine.bar(Math.max(sighting.row, 0));
  }

  private enter({ rules, maker, taker }: TapeEpoch): void {
    this.engine.setRules(rules, taker);
    this.venue.setRules(rules, maker, taker);
  }

  private sample(time: number): void {
    this.record(time);
    this.nextSample += this.setup.sampleEvery;
  }

  /** Before the first price there is no position either. */
  private record(time: number): void {
    const { account } = this.books, { touch } = this.venue, price = touch.last === touch.last ? touch.last : touch.mid;
    account.mark(account.position === 0 ? 0 : price);
    this.samples.push(time, this.venue.ruined ? 0 : account.equity, account.position, price);
  }

  /** What is due with the last event still happens; what is under way then never arrives. */
  private finish(): void {
    if (this.first !== this.first) return;
    while (!this.venue.ruined && this.nextWake() <= this.last) this.wake(this.nextWake());
    this.record(this.last);
  }
}
