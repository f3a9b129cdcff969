/**
 * One archive from Binance Vision to a file, proved to be the one that was published: SHA-256 as its .CHECKSUM says. A file that was proved before is not fetched again.
 * A lost connection, a busy server and a wrong checksum are tried again; an archive that does not exist is an answer, not a failure. Knows no store and no rows.
 */
import { createHash } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isQuantError, QuantError } from "../../market/errors.js";
import type { Millis } from "../../market/units.js";
import { fileSha256 } from "../sources/fileBytes.js";
import type { Archive } from "./archive.js";

export interface DownloadOptions {
  /** Address that archive paths are put behind: Binance Vision's own, or a mirror's. */
  readonly base: string;
  /** Where files are put; it exists. */
  readonly folder: string;
  /** ms before each further try; as many tries as entries and one more. Default 1, 4 and 15 seconds. */
  readonly retryAfterMs?: readonly Millis[] | undefined;
  /** ms without a byte after which a connection counts as lost; default 30,000. */
  readonly silenceMs?: Millis | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A file on disk, proved. `bytes` were fetched for it: 0 where it lay there already. */
export interface DownloadedArchive { readonly archive: Archive; readonly path: string; readonly sha256: string; readonly bytes: number }

const RETRY_AFTER: readonly Millis[] = [1_000, 4_000, 15_000];

/**
 * The archive as a file; undefined where none was published.
 * @throws QuantError ARCHIVE_CHECKSUM, ARCHIVE_UNREACHABLE, DISK_FULL, CANCELED
 */
export function download(archive: Archive, options: DownloadOptions): Promise<DownloadedArchive | undefined> {
  return tryAgain(archive, options, async () => {
    const sha256 = await publishedChecksum(archive, options), path = join(options.folder, archive.path);
    if (sha256 === undefined) return undefined;
    if (existsSync(path) && (await fileSha256(path)) === sha256) return { archive, path, sha256, bytes: 0 };
    return { archive, path, sha256, bytes: await fetchFile(archive, path, sha256, options) };
  });
}

/** What the exchange says the archive's SHA-256 is today, hex; undefined where none was published. @throws QuantError as `download` */
export function checksumOf(archive: Archive, options: DownloadOptions): Promise<string | undefined> {
  return tryAgain(archive, options, () => publishedChecksum(archive, options));
}

async function tryAgain<T>(archive: Archive, { retryAfterMs = RETRY_AFTER, signal }: DownloadOptions, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted === true) throw new QuantError("environment", "CANCELED", `the download of ${archive.name} was canceled`, {}, { cause: error });
      const failure = failureOf(archive, error), wait = retryAfterMs[tries];
      if (wait === undefined || failure.code === "DISK_FULL" || failure.detail["final"] === true) throw failure;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function publishedChecksum(archive: Archive, options: DownloadOptions): Promise<string | undefined> {
  const answer = await get(`${archive.path}.CHECKSUM`, options);
  if (answer === undefined) return undefined;
  const text = (await bodyText(answer)).trim(), [, sha256, name] = /^([0-9a-f]{64})\s+\*?(\S+)$/i.exec(text) ?? [];
  if (sha256 === undefined || name !== archive.name) throw new QuantError("data", "ARCHIVE_CHECKSUM", `${archive.name}.CHECKSUM says '${text.slice(0, 120)}', a SHA-256 and ${archive.name} were expected`, { archive: archive.path });
  return sha256.toLowerCase();
}

/** Bytes fetched. The file has its name only once it is proved. */
async function fetchFile(archive: Archive, path: string, sha256: string, options: DownloadOptions): Promise<number> {
  const answer = await get(archive.path, options), part = `${path}.${process.pid}.part`, hash = createHash("sha256");
  if (answer === undefined) throw new QuantError("environment", "ARCHIVE_UNREACHABLE", `${archive.name} has a checksum and is not there itself: the exchange may be publishing it now, try again later`, { archive: archive.path });
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      answer.heard();
      done(null, chunk);
    },
  });
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(Readable.fromWeb(answer.body), counted, createWriteStream(part, { mode: 0o600 }));
    const actual = hash.digest("hex");
    if (actual !== sha256) throw new QuantError("data", "ARCHIVE_CHECKSUM", `${archive.name} is not what was published: its SHA-256 is ${actual.slice(0, 12)}…, ${sha256.slice(0, 12)}… was promised; nothing of it was stored`, { archive: archive.path, actual, expected: sha256 });
    await rename(part, path);
    return bytes;
  } finally {
    answer.heard(Infinity);
    await rm(part, { force: true });
  }
}

type WebBody = Parameters<typeof Readable.fromWeb>[0];
/** `heard`: bytes came, so the clock of silence starts anew; with Infinity it stops. */
interface Answer { readonly body: WebBody; heard(silenceMs?: Millis): void }

/** Undefined for 404. */
async function get(path: string, { base, silenceMs = 30_000, signal }: DownloadOptions): Promise<Answer | undefined> {
  const silence = new AbortController(), signals = signal === undefined ? [silence.signal] : [silence.signal, signal];
  let timer: NodeJS.Timeout | undefined;
  const heard = (ms: Millis = silenceMs): void => {
    clearTimeout(timer);
    timer = ms === Infinity ? undefined : setTimeout(() => silence.abort(new Error(`no byte for ${silenceMs / 1_000} s`)), ms);
  };
  heard();
  try {
    const response = await fetch(`${base.replace(/\/+$/, "")}/${path}`, { signal: AbortSignal.any(signals) });
    if (response.ok && response.body !== null) return { body: response.body as WebBody, heard };
    await response.body?.cancel();
    heard(Infinity);
    if (response.status === 404) return undefined;
    throw new QuantError("environment", "ARCHIVE_UNREACHABLE", `${base} answered ${response.status} for ${path}`, { status: response.status, final: response.status < 500 && response.status !== 429 && response.status !== 418 });
  } catch (error) {
    heard(Infinity);
    throw error;
  }
}

async function bodyText(answer: Answer): Promise<string> {
  let text = "";
  try {
    for await (const chunk of Readable.fromWeb(answer.body)) text += Buffer.from(chunk as Uint8Array).toString("latin1");
    return text;
  } finally {
    answer.heard(Infinity);
  }
}

function failureOf(archive: Archive, error: unknown): QuantError {
  if (isQuantError(error)) return error;
  const { code, message } = error as NodeJS.ErrnoException, cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return new QuantError("environment", "DISK_FULL", `${archive.name} could not be written: the disk is full; make room and run the same command again`, { archive: archive.path }, { cause: error });
  const why = cause?.message ?? message;
  return new QuantError("environment", "ARCHIVE_UNREACHABLE", `${archive.name} could not be fetched: ${why === "" ? (cause?.code ?? "no reason was given") : why}`, { archive: archive.path }, { cause: error });
}
