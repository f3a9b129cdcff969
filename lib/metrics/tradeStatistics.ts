/**
 * What round trips say of a strategy (M7). Profits in, numbers out; knows no fills.
 * Of a strategy that holds its losers these figures flatter: always read them beside the mark-to-market equity.
 */
import type { Column } from "../market/candles.js";
import { CompensatedSum } from "./compensatedSum.js";
import { moments, varies } from "./moments.js";

export interface TradeStatistics {
  readonly trips: number;
  /** Trips with a profit above 0. */
  readonly wins: number;
  /** Trips with a profit below 0; one of exactly 0 is neither. */
  readonly losses: number;
  /** W = wins / trips, from 0 to 1. */
  readonly winRate: number;
  /** Currency of the profits, above 0; NaN without wins. */
  readonly averageWin: number;
  /** Currency of the profits, below 0; NaN without losses. */
  readonly averageLoss: number;
  /** Sum of wins / |sum of losses|, in currency, not in per cent of each trade; NaN without losses. */
  readonly profitFactor: number;
  /** Currency a trip: W averageWin - L |averageLoss| = mean profit. */
  readonly expectancy: number;
  /** (1 + averageWin / |averageLoss|) W - 1; NaN without wins or losses. */
  readonly expectancyRatio: number;
  /** System quality number sqrt(n) mean / sd with n - 1; NaN below two trips or when profits do not vary. @see Tharp (2008), Definitive Guide to Position Sizing */
  readonly sqn: number;
  /** Kelly fraction W - (1 - W) / (averageWin / |averageLoss|); NaN without wins or losses. @see Kelly (1956), Bell System Technical J. 35(4) */
  readonly kelly: number;
}

/** Statistics of profits per trip, net of fees and funding. Without trips every ratio is NaN. */
export function tradeStatistics(pnl: Column): TradeStatistics {
  const won = new CompensatedSum(), lost = new CompensatedSum();
  let wins = 0, losses = 0;
  for (let i = 0; i < pnl.length; i++) {
    const profit = pnl[i]!;
    if (profit > 0) {
      wins++;
      won.add(profit);
    } else if (profit < 0) {
      losses++;
      lost.add(profit);
    }
  }
  const trips = pnl.length, winRate = wins / trips, averageWin = ratio(won.value, wins), averageLoss = ratio(lost.value, losses);
  const payoff = averageWin / -averageLoss, { mean, deviation } = moments(pnl);
  return {
    trips, wins, losses, winRate, averageWin, averageLoss,
    profitFactor: ratio(won.value, -lost.value),
    expectancy: mean,
    expectancyRatio: (1 + payoff) * winRate - 1,
    sqn: varies(deviation, Math.abs(mean)) ? (Math.sqrt(trips) * mean) / deviation : NaN,
    kelly: winRate - (1 - winRate) / payoff,
  };
}

const ratio = (top: number, bottom: number): number => (bottom > 0 ? top / bottom : NaN);
