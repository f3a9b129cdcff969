/**
 * Keys of exchange accounts: from the environment, or from a file that only its owner can read. A secret never shows: not in JSON, not in an inspected object, not in an error.
 * Opens no exchange and writes nothing.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { QuantError } from "../../market/errors.js";
import { homeAt, homeName } from "../store/home.js";

/** A text that shows as dots in JSON and as nothing when inspected; `reveal` is for the one call that signs. */
export class Secret {
  readonly #text: string;
  constructor(text: string) { this.#text = text; }
  reveal(): string { return this.#text; }
  toJSON(): string { return "•••"; }
  toString(): string { return "•••"; }
}

export interface AccountKeys {
  /** The label: how orders, fills and balances of the account are stored and asked for. */
  readonly account: string;
  /** ccxt's id. */
  readonly exchange: string;
  readonly apiKey: Secret;
  readonly secret: Secret;
}

const FILE = z.record(z.string().min(1), z.strictObject({ exchange: z.string().min(1), apiKey: z.string().min(1), secret: z.string().min(1) }));
const FOR_OTHERS = 0o077;

/** `BTC_QUANT_KEYS`, else `keys.json` in the store's folder. */
export const keysFile = (): string => process.env["BTC_QUANT_KEYS"] || join(homeAt().path, "keys.json");

/**
 * All accounts: the file's, `{ "main": { "exchange": "binance", "apiKey": "…", "secret": "…" } }`, and, as account `environment`,
 * `BTC_QUANT_API_KEY` and `BTC_QUANT_API_SECRET` (of `BTC_QUANT_API_EXCHANGE`, default binance).
 * @throws QuantError KEYS_READABLE when others may read the file, BAD_KEYS
 */
export function readKeys(file: string = keysFile(), environment: Readonly<Record<string, string | undefined>> = process.env): readonly AccountKeys[] {
  const { BTC_QUANT_API_KEY: key = "", BTC_QUANT_API_SECRET: secret = "", BTC_QUANT_API_EXCHANGE: exchange = "binance" } = environment;
  if ((key === "") !== (secret === "")) throw new QuantError("input", "BAD_KEYS", `${key === "" ? "BTC_QUANT_API_SECRET is set and BTC_QUANT_API_KEY" : "BTC_QUANT_API_KEY is set and BTC_QUANT_API_SECRET"} is not: both belong together`);
  const fromEnvironment = key === "" ? [] : [{ account: "environment", exchange, apiKey: new Secret(key), secret: new Secret(secret) }];
  return existsSync(file) ? [...fromFile(file), ...fromEnvironment] : fromEnvironment;
}

function fromFile(file: string): readonly AccountKeys[] {
  const name = homeName({ ...homeAt(), path: file });
  if (process.platform !== "win32" && (statSync(file).mode & FOR_OTHERS) !== 0) throw new QuantError("environment", "KEYS_READABLE", `others may read the keys in ${name}: chmod 600 ${name}`, { file });
  return Object.entries(parsed(file, name)).map(([account, { exchange, apiKey, secret }]) => ({ account, exchange, apiKey: new Secret(apiKey), secret: new Secret(secret) }));
}

/** What JSON.parse says would quote the text, so it is not passed on. */
function parsed(file: string, name: string): z.infer<typeof FILE> {
  const bad = (why: string): QuantError => new QuantError("input", "BAD_KEYS", `${name} ${why}: { "main": { "exchange": "binance", "apiKey": "…", "secret": "…" } } was expected`, { file });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw bad("is not JSON");
  }
  const { success, data, error } = FILE.safeParse(content);
  if (success) return data;
  throw bad(`has something else at ${error.issues[0]?.path.map(String).join(".") || "its top"}`);
}
