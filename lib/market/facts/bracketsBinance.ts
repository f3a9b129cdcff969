/**
 * Binance's leverage brackets for bitcoin, dated, each with its source. Facts only: no logic reads a date here.
 * A table's date is the day it was first seen, not the day it changed; between two sightings the earlier one is taken to hold.
 */
import { bracketTable, type DatedBrackets } from "./brackets.js";

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const M = 1e6;

/** BTC/USDT:USDT. Notionals in USDT. */
export const binanceBtcUsdtBrackets: readonly DatedBrackets[] = [
  {
    from: day("2021-03-26"), source: "gist highfestiva/b71e76f5, read from the web client 2021-03-26; it names no leverage: those of 2022-05-21, whose caps and rates are the same",
    brackets: bracketTable([
      [50_000, 0.004, 125], [250_000, 0.005, 100], [1 * M, 0.01, 50], [10 * M, 0.025, 20], [20 * M, 0.05, 10],
      [50 * M, 0.1, 5], [100 * M, 0.125, 4], [200 * M, 0.15, 3], [300 * M, 0.25, 2], [500 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2022-02-16"), source: "leverageBracket answer in freqtrade/freqtrade@124532a4b",
    brackets: bracketTable([
      [50_000, 0.004, 125], [250_000, 0.005, 100], [1 * M, 0.01, 50], [7.5 * M, 0.025, 20], [40 * M, 0.05, 10],
      [100 * M, 0.1, 5], [200 * M, 0.125, 4], [400 * M, 0.15, 3], [600 * M, 0.25, 2], [1000 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2022-05-21"), source: "leverageBracket answer in freqtrade/freqtrade@963cc17c1; its last cap was 2^63 - 1, no end",
    brackets: bracketTable([
      [50_000, 0.004, 125], [250_000, 0.005, 100], [1 * M, 0.01, 50], [10 * M, 0.025, 20], [20 * M, 0.05, 10],
      [50 * M, 0.1, 5], [100 * M, 0.125, 4], [200 * M, 0.15, 3], [300 * M, 0.25, 2], [Infinity, 0.5, 1],
    ]),
  },
  {
    from: day("2022-11-25"), source: "leverageBracket answer in freqtrade/freqtrade@b8d1862ca",
    brackets: bracketTable([
      [50_000, 0.004, 125], [250_000, 0.005, 100], [1 * M, 0.01, 25], [10 * M, 0.025, 15], [20 * M, 0.05, 10],
      [50 * M, 0.1, 5], [100 * M, 0.125, 4], [200 * M, 0.15, 3], [300 * M, 0.25, 2], [500 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2023-02-17"), source: "leverageBracket answer in freqtrade/freqtrade@31c7b3e13",
    brackets: bracketTable([
      [50_000, 0.004, 125], [250_000, 0.005, 100], [1 * M, 0.01, 50], [10 * M, 0.025, 20], [20 * M, 0.05, 10],
      [50 * M, 0.1, 5], [100 * M, 0.125, 4], [200 * M, 0.15, 3], [300 * M, 0.25, 2], [500 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2023-03-13"), source: "leverageBracket answer in freqtrade/freqtrade@0e663a5bf",
    brackets: bracketTable([
      [50_000, 0.004, 125], [250_000, 0.005, 100], [3 * M, 0.01, 50], [15 * M, 0.025, 20], [30 * M, 0.05, 10],
      [80 * M, 0.1, 5], [100 * M, 0.125, 4], [200 * M, 0.15, 3], [300 * M, 0.25, 2], [500 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2023-08-01"), source: "leverageBracket answer in freqtrade/freqtrade@78670602d",
    brackets: bracketTable([
      [50_000, 0.004, 125], [250_000, 0.005, 100], [3 * M, 0.01, 50], [20 * M, 0.025, 20], [40 * M, 0.05, 10],
      [100 * M, 0.1, 5], [120 * M, 0.125, 4], [200 * M, 0.15, 3], [300 * M, 0.25, 2], [500 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2023-12-12"), source: "leverageBracket answer in freqtrade/freqtrade@c9f43587e",
    brackets: bracketTable([
      [50_000, 0.004, 125], [500_000, 0.005, 100], [8 * M, 0.01, 50], [50 * M, 0.025, 20], [80 * M, 0.05, 10],
      [100 * M, 0.1, 5], [120 * M, 0.125, 4], [200 * M, 0.15, 3], [300 * M, 0.25, 2], [500 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2024-02-03"), source: "leverageBracket answer in freqtrade/freqtrade@2989b4276",
    brackets: bracketTable([
      [50_000, 0.004, 125], [500_000, 0.005, 100], [10 * M, 0.01, 50], [80 * M, 0.025, 20], [150 * M, 0.05, 10],
      [300 * M, 0.1, 5], [450 * M, 0.125, 4], [600 * M, 0.15, 3], [800 * M, 0.25, 2], [1000 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2024-05-30"), source: "leverageBracket answer in freqtrade/freqtrade@d98357235; unchanged in @c9ae5e1e9 of 2024-10-24",
    brackets: bracketTable([
      [50_000, 0.004, 125], [600_000, 0.005, 100], [3 * M, 0.0065, 75], [12 * M, 0.01, 50], [70 * M, 0.02, 25], [100 * M, 0.025, 20],
      [230 * M, 0.05, 10], [480 * M, 0.1, 5], [600 * M, 0.125, 4], [800 * M, 0.15, 3], [1200 * M, 0.25, 2], [1800 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2025-06-19"), source: "leverageBracket answer in Roshan7869/algotrading@5641a0f00",
    brackets: bracketTable([
      [300_000, 0.004, 125], [800_000, 0.005, 100], [3 * M, 0.0065, 75], [12 * M, 0.01, 50], [70 * M, 0.02, 25], [100 * M, 0.025, 20],
      [230 * M, 0.05, 10], [480 * M, 0.1, 5], [600 * M, 0.125, 4], [800 * M, 0.15, 3], [1200 * M, 0.25, 2], [1800 * M, 0.5, 1],
    ]),
  },
  {
    from: day("2025-08-21"), source: "leverageBracket answer in Roshan7869/algotrading@098e60dbf; unchanged in titouannwtt/freqtrade-fork of 2026-05-01 and on 2026-05-07",
    brackets: bracketTable([
      [300_000, 0.004, 150], [800_000, 0.005, 100], [3 * M, 0.0065, 75], [12 * M, 0.01, 50], [70 * M, 0.02, 25], [100 * M, 0.025, 20],
      [230 * M, 0.05, 10], [480 * M, 0.1, 5], [600 * M, 0.125, 4], [800 * M, 0.15, 3], [1200 * M, 0.25, 2], [1800 * M, 0.5, 1],
    ]),
  },
];
