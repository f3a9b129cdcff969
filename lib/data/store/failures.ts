/** What ClickHouse and the network say, as the sentences and codes of this project. Decides nothing about retries but what a loss is. */
import { isQuantError, QuantError } from "../../market/errors.js";

const LOST = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ECONNABORTED", "ERR_STREAM_PREMATURE_CLOSE", "UND_ERR_SOCKET"]);

/** The connection went away: what was asked may or may not have been done. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return LOST.has(code ?? "") || message === "socket hang up" || message === "aborted";
}

/** Nobody listens there: nothing was asked at all. */
export const isRefused = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ECONNREFUSED";

/** ClickHouse's own codes that mean something else than a wrong statement: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
const BY_CODE: Readonly<Record<string, readonly [code: string, sentence: string]>> = {
  "243": ["STORE_FULL", "the disk of the store is full: nothing more can be written, what is stored stays readable"],
  "241": ["STORE_MEMORY", "the statement needs more memory than the store may use: ask for a shorter window or fewer columns"],
  "193": ["STORE_LOGIN", "the store refused the user or the password of CLICKHOUSE_URL"],
  "194": ["STORE_LOGIN", "the store refused the user or the password of CLICKHOUSE_URL"],
  "516": ["STORE_LOGIN", "the store refused the user or the password of CLICKHOUSE_URL"],
  "497": ["STORE_RIGHTS", "the user of CLICKHOUSE_URL may not do that"],
  "279": ["STORE_UNREACHABLE", "a node of the cluster does not answer: what was written is not acknowledged and can be written again as a whole"],
  "210": ["STORE_UNREACHABLE", "a node of the cluster does not answer: what was written is not acknowledged and can be written again as a whole"],
  "209": ["STORE_UNREACHABLE", "a node of the cluster does not answer in time: what was written is not acknowledged and can be written again as a whole"],
  "252": ["STORE_BUSY", "too many small inserts at once: the store asks to wait; send larger batches"],
  "202": ["STORE_BUSY", "too many statements at once: the store asks to wait"],
};

/** A QuantError for whatever went wrong while asking the store at `where`. */
export function storeFailure(error: unknown, where: string): QuantError {
  if (isQuantError(error)) return error;
  const { code, message } = error as NodeJS.ErrnoException, known = BY_CODE[code ?? ""];
  if (known !== undefined) return new QuantError("environment", known[0], `${known[1]} (${firstLine(message)})`, { clickhouse: code }, { cause: error });
  if (/^\d+$/.test(code ?? "")) return new QuantError("input", "STORE_STATEMENT", `the store refused the statement: ${firstLine(message)}`, { clickhouse: code }, { cause: error });
  if (isConnectionLost(error) && !isRefused(error)) return new QuantError("environment", "STORE_LOST", `the connection to ${where} was lost: ${message}`, {}, { cause: error });
  return new QuantError("environment", "STORE_UNREACHABLE", `${where} does not answer: ${message || code}`, {}, { cause: error });
}

/** Version and stack aside: what a person can use. */
const firstLine = (message: string): string => (message.split("\n")[0] as string).replace(/\s*\(version [^)]*\)+\s*\)?/, "").slice(0, 400);
