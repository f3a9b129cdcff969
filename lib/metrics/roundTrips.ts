/**
 * Fills and funding paired into round trips, each net of what it cost (M7).
 * Every fee and every payment ends up in exactly one place: a trip, the open position, or `unattributedFunding`. Knows no equity.
 */
import { AverageCostTrips } from "./averageCostTrips.js";
import { FifoTrips } from "./fifoTrips.js";
import { NO_FUNDING, checkFills, checkFunding, type FillColumns, type FundingPayments } from "./fills.js";
import { TripLog, type TripColumns } from "./tripLog.js";

/**
 * `average-cost`: from flat to flat, one trip, however many fills. `fifo`: a trip for each lot a closing fill takes, oldest first.
 * The same profit in all once flat; the first counts fewer trips, so it claims less significance.
 */
export type RoundTripMethod = "average-cost" | "fifo";

/** What was still held after the last fill; not a trip, so in no trip statistic. */
export interface OpenPosition {
  /** Base currency, signed; 0 when flat. */
  readonly quantity: number;
  /**
   * Quote currency; NaN when flat. quantity (mark - entryPrice) - fee + funding is what it has earned at a mark.
   * By average cost with a part already sold, that part's profit is in this price.
   */
  readonly entryPrice: number;
  readonly fee: number;
  readonly funding: number;
}

export interface RoundTrips {
  readonly trips: TripColumns;
  readonly open: OpenPosition;
  /** Quote currency: payments booked while these fills say the account was flat. Other than 0 means that fills are missing. */
  readonly unattributedFunding: number;
}

/** One way to pair fills. */
export interface TripBook {
  /** Books a payment on what is held; false when nothing is. */
  fund(amount: number): boolean;
  fill(time: number, signed: number, price: number, fee: number): void;
  open(): OpenPosition;
}

/**
 * Round trips of a run that begins flat. No fills give no trips.
 * @throws QuantError BAD_FILLS, BAD_FUNDING
 */
export function roundTrips(fills: FillColumns, funding: FundingPayments = NO_FUNDING, method: RoundTripMethod = "average-cost"): RoundTrips {
  checkFills(fills);
  checkFunding(funding);
  // Each trip uses up either a lot or the rest of a fill that opened none, so there are at most as many as fills.
  const length = fills.time.length, log = new TripLog(length), book = method === "fifo" ? new FifoTrips(log, length) : new AverageCostTrips(log);
  let payment = 0, unattributedFunding = 0;
  const fundUntil = (time: number): void => {
    for (; payment < funding.time.length && funding.time[payment]! <= time; payment++) {
      if (!book.fund(funding.amount[payment]!)) unattributedFunding += funding.amount[payment]!;
    }
  };
  for (let i = 0; i < length; i++) {
    fundUntil(fills.time[i]!);
    book.fill(fills.time[i]!, fills.quantity[i]!, fills.price[i]!, fills.fee[i]!);
  }
  fundUntil(Infinity);
  return { trips: log.trips(), open: book.open(), unattributedFunding };
}
