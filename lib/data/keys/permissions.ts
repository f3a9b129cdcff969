/** What a pair of keys may do at its exchange, asked of the exchange itself. A port, and the exchanges behind it. Trades nothing. */
import type { SourceOptions } from "../sources/source.js";
import { memberOf } from "../sources/rest/answer.js";
import { exchangeUrlOfEnvironment } from "../sources/rest/redirect.js";
import { Session } from "../sources/rest/session.js";
import type { AccountKeys } from "./keys.js";

export interface KeyPermissions {
  readonly reading: boolean;
  /** Spot or futures. */
  readonly trading: boolean;
  readonly withdrawals: boolean;
  /** Only from addresses that the exchange was told. */
  readonly ipRestricted: boolean;
}

/** Undefined for an exchange that can not be asked. @throws QuantError EXCHANGE_REFUSED for keys that it does not know, and those of a source */
export type AskPermissions = (keys: AccountKeys, options?: SourceOptions) => Promise<KeyPermissions | undefined>;

export const askPermissions: AskPermissions = (keys, options = {}) => (keys.exchange === "binance" ? askBinance(keys, options) : Promise.resolve(undefined));

/** https://developers.binance.com/docs/wallet/account/api-key-permission */
async function askBinance({ apiKey, secret }: AccountKeys, options: SourceOptions): Promise<KeyPermissions> {
  const session = await Session.open({ id: "binance", settings: { apiKey: apiKey.reveal(), secret: secret.reveal() } }, "Binance", { ...options, exchangeUrl: options.exchangeUrl ?? exchangeUrlOfEnvironment() });
  try {
    return (await session.call("sapiGetAccountApiRestrictions", {}, permissionsOf)).value;
  } finally {
    await session.close();
  }
}

/** A word that is missing is not taken for a no: BAD_ANSWER. */
function permissionsOf(answer: unknown): KeyPermissions {
  const is = (name: string): boolean => memberOf(answer, name) === true;
  return { reading: is("enableReading"), trading: is("enableSpotAndMarginTrading") || is("enableFutures"), withdrawals: is("enableWithdrawals"), ipRestricted: is("ipRestrict") };
}
