/**
 * The one clock of a run over prints. Events of three streams in order of time (at one moment prints, then book, then quotes), and between
 * them what is under way: settlements, reports, decisions, questions. Given chunks, asks for the next; reads no file and draws no price.
 */
import type { Engine } from "../../engine/engine.js";
import { closeTime, type Candles } from "../../market/candles.js";
import type { DecideOn } from "../../strategy/strategy.js";
import type { BracketTable } from "../../market/facts/brackets.js";
import type { Funding } from "../../market/series.js";
import type { DepthColumns, QuoteColumns, TradeColumns } from "../../market/tape.js";
import type { TradingRules } from "../../market/tradingRules.js";
import type { LatencyAt } from "./latency.js";
import type { Clock } from "./clock.js";
import type { Questions } from "./questions.js";
import { SampleLog } from "./sampleLog.js";
import { StreamCursor } from "./streamCursor.js";
import { Sightings, type Sighting } from "./sightings.js";
import type { TradeVenue } from "./tradeVenue.js";
import type { VenueBooks } from "./venueBooks.js";

export type Stream = "trades" | "quotes" | "depth";

/** From `from` on (ms UTC; the first: always) these filters, fees and, where something is borrowed, brackets hold. */
export interface TapeEpoch { readonly from: number; readonly rules: TradingRules; readonly maker: number; readonly taker: number; readonly brackets: BracketTable }

export interface SessionSetup {
  readonly decideOn: readonly DecideOn[];
  readonly feed: LatencyAt;
  readonly clock: Clock;
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
  private readonly trades: StreamCursor<TradeColumns> = new StreamCursor();
  private readonly quotes: StreamCursor<QuoteColumns> = new StreamCursor();
  private readonly depth: StreamCursor<DepthColumns> = new StreamCursor();
  private readonly every: number;
  private readonly onQuotes: boolean;
  private readonly onBars: boolean;
  private readonly clock: Clock;
  private nextTimer: number = Infinity;
  /** When the data of the next timer's decision leave the exchange. */
  private nextLook: number = Infinity;
  /** The soonest of bar, sample, settlement and new rules. */
  private nextRare: number = Infinity;
  private nextBar: number = Infinity;
  private nextSample: number = Infinity;
  private nextFunding: number = Infinity;
  private nextEpoch: number = Infinity;
  private fundingRow = 0;
  private epochRow = 0;
  /** The last bar that is closed; -1 for none. */
  private bar = -1;

  constructor(private readonly setup: SessionSetup, private readonly engine: Engine, private readonly venue: TradeVenue, private readonly books: VenueBooks, private readonly questions: Questions) {
    const { decideOn, clock } = setup;
    this.clock = clock;
    this.every = Math.min(...decideOn.map((event) => (typeof event === "object" ? event.every : Infinity)));
    this.onQuotes = decideOn.includes("quote");
    this.onBars = decideOn.includes("bar");
  }

  /** Gives the stream its next chunk; undefined ends it. */
  give(stream: Stream, chunk: TradeColumns | QuoteColumns | DepthColumns | undefined): void {
    this[stream].give(chunk as never);
  }

  /** Plays as far as the chunks reach. @returns the stream that has to go on, or `done` when none does or the account is ruined */
  play(): Stream | "done" {
    const { trades, quotes, depth, clock } = this;
    while (!this.venue.ruined) {
      if (trades.lacks) return "trades";
      if (depth.lacks) return "depth";
      if (quotes.lacks) return "quotes";
      const trade = trades.time, quote = quotes.time, change = depth.time, event = Math.min(trade, quote, change);
      if (event === Infinity) break;
      if (this.first !== this.first) this.begin(event);
      const wake = this.nextWake();
      clock.now = Math.min(event, wake);
      if (wake < event) this.wake();
      else if (trade <= event) this.prints(Math.min(quote, change, wake));
      else if (change <= event) this.message();
      else this.quote();
    }
    this.finish();
    return "done";
  }

  /** What is seen now goes on its way, to be decided upon. Asked by the venue after a print where somebody decides on prints. @returns when it is decided */
  see(): number {
    const { now } = this.clock, due = now + this.setup.feed.after(now);
    this.sightings.push(due, this.venue.touch, this.bar);
    return due;
  }

  private prints(until: number): void {
    const { venue, trades } = this, chunk = trades.chunk!;
    venue.until = until;
    trades.row = venue.prints(chunk, trades.row);
    this.last = chunk.time[trades.row - 1]!;
  }

  private message(): void {
    this.last = this.clock.now;
    this.venue.depth(this.depth.chunk!, this.depth.row++);
  }

  private quote(): void {
    this.last = this.clock.now;
    this.venue.quote(this.quotes.chunk!, this.quotes.row++);
    if (this.onQuotes) this.see();
  }

  private begin(time: number): void {
    const { candles, funding, epochs, sampleEvery } = this.setup;
    this.first = this.last = time;
    if (this.every < Infinity) this.setTimer(Math.ceil(time / this.every) * this.every);
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
    this.nextRare = Math.min(this.nextBar, this.nextFunding, this.nextEpoch);
  }

  private setTimer(time: number): void {
    this.nextTimer = time;
    this.nextLook = time - this.setup.feed.after(time);
  }

  private nextWake(): number {
    return Math.min(this.underWay(), this.nextSample);
  }

  private underWay(): number {
    return Math.min(this.questions.next, this.books.reports.next, this.sightings.next, this.nextLook, this.nextRare, this.nextExpiry);
  }

  /** An order that is good till a moment is gone before anything stamped with it. */
  private get nextExpiry(): number {
    return this.venue.contingents.state.nextExpiry - BEFORE;
  }

  /** Everything that is due, until nothing is. */
  private wake(): void {
    const { engine, books, sightings, questions, venue } = this, { now } = this.clock;
    do {
      if (now >= this.nextRare) this.rare(now);
      if (now >= this.nextExpiry) venue.expire();
      books.reports.deliver(engine);
      if (now >= this.nextLook) this.look();
      engine.settle();
      while (sightings.next <= now) this.decide();
      if (engine.working.asked > 0) questions.gather(engine.working);
      if (questions.deliver(books.working)) venue.answer();
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
      if (this.onBars) this.see();
    }
    this.aim();
  }

  /** The decision of a timer rings at its own moment; only its data are older. */
  private look(): void {
    this.sightings.push(this.nextTimer, this.venue.touch, this.bar);
    this.setTimer(this.nextTimer + this.every);
  }

  /** Nobody is asked before there is a price, or before the first bar where there are bars. */
  private decide(): void {
    const { sighting, candles } = this.setup;
    this.sightings.take(sighting);
    if (sighting.last !== sighting.last || (candles !== undefined && sighting.row < 0)) return;
    this.engine.account.mark(sighting.last);
    this.engine.bar(Math.max(sighting.row, 0));
  }

  private enter({ rules, maker, taker, brackets }: TapeEpoch): void {
    this.engine.setRules(rules, taker, brackets);
    this.venue.setRules(rules, maker, taker, brackets);
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
    while (!this.venue.ruined && this.nextWake() <= this.last) {
      this.clock.now = this.nextWake();
      this.wake();
    }
    this.record(this.last);
  }
}
