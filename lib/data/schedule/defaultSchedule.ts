/** The schedule where no file names one: the usual perpetual kept whole and fresh, and what was promoted tried every night. Text, as a person would write it. */
import { PROMOTED } from "./jobFile.js";

export const DEFAULT_SCHEDULE: string = `{
  "timezone": "UTC",
  "jobs": [
    { "name": "live", "always": true, "run": "data collect --symbol BTC/USDT:USDT --streams candles,mark,funding" },
    { "name": "history", "cron": "*/10 * * * *", "run": "data backfill --exchange binance --symbol BTC/USDT:USDT --kinds candles,funding,mark --from 2020-01-01" },
    { "name": "repair", "cron": "7 * * * *", "run": "data repair" },
    { "name": "verify", "cron": "30 4 * * 1", "run": "data verify" },
    { "name": "backtests", "cron": "20 0 * * *", "run": "backtest --strategy ${PROMOTED} --symbol BTC/USDT:USDT --timeframe 1h" }
  ]
}
`;
