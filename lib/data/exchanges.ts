/**
 * The exchanges that data may come from: the ids of ccxt 4.5.84, as a plain list, so that a name can be checked without loading ccxt (a second).
 * A test compares it with the installed ccxt. Knows nothing else of any exchange.
 */
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";

/** The name under which made-up markets are stored; no real exchange has it. */
export const SYNTHETIC = "synthetic";

export const EXCHANGE_IDS: readonly string[] = `
  alpaca apex aster backpack bequant bigone binance binancecoinm binanceus binanceusdm bingx bit2c bitbank bitbns bitfinex bitflyer bitget bithumb
  bitopro bitrue bitso bitstamp bitteam bittrade bitvavo blockchaincom blofin btcbox btcmarkets btcturk btse bullish bybit bybiteu bybitid bydfi cex
  coinbase coinbaseexchange coinbaseinternational coincheck coinex coinmate coinone coinsph coinspot cryptocom cryptomus deepcoin delta deribit derive
  digifinex dydx extended fmfwio foxbit gate gateeu gemini grvt hashkey hibachi hitbtc hollaex htx hyperliquid independentreserve indodax kraken
  krakenfutures kucoin kucoinfutures latoken lbank lighter luno mercado mexc modetrade mudrex myokx nado ndax okx okxus onetrading p2b pacifica paradex
  paymium phemex poloniex revolutx tokocrypto toobit upbit weex whitebit woo woofipro xt zaif zebpay
`.trim().split(/\s+/);

/** @throws QuantError UNKNOWN_EXCHANGE with the nearest names */
export function checkExchange(name: string): void {
  if (name === SYNTHETIC || EXCHANGE_IDS.includes(name)) return;
  const close = nearest(name, EXCHANGE_IDS).slice(0, 3).join(", ");
  throw new QuantError("input", "UNKNOWN_EXCHANGE", `'${name}' is not an exchange that ccxt knows; the nearest names are ${close}`, { name });
}
