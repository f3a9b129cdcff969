/**
 * A file's text as a stream of byte chunks, whatever it is wrapped in: plain, gzip, or a zip with one csv inside (Binance Vision).
 * The wrapping is told by the first bytes, never by the name. Knows nothing of what the text says.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { QuantError } from "../../market/errors.js";
import { openZippedCsv } from "./zippedCsv.js";

const CHUNK = 1 << 18;

export type Wrapping = "plain" | "gzip" | "zip";

/** @throws QuantError FILE_NOT_READABLE */
export async function wrappingOf(path: string): Promise<Wrapping> {
  const first = Buffer.alloc(4);
  try {
    const file = await open(path, "r");
    try {
      await file.read(first, 0, 4, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw notReadable(path, error);
  }
  if (first[0] === 0x1f && first[1] === 0x8b) return "gzip";
  return first.toString("latin1", 0, 2) === "PK" ? "zip" : "plain";
}

/** How far a file has been read: bytes of the file itself, of its unpacked csv for a zip. */
export interface BytesRead { readonly done: number; readonly total: number }

/**
 * The unwrapped text, chunk by chunk. Leaving the loop early closes the file.
 * @throws QuantError FILE_NOT_READABLE, DAMAGED_FILE for an archive that is cut short or fails its checksum
 */
export async function* fileBytes(path: string, onRead: (read: BytesRead) => void = () => undefined): AsyncGenerator<Buffer> {
  const wrapping = await wrappingOf(path);
  const { raw, total } = wrapping === "zip" ? await openZippedCsv(path) : { raw: createReadStream(path, { highWaterMark: CHUNK }), total: (await stat(path)).size };
  let done = 0;
  raw.on("data", (chunk: Buffer | string) => onRead({ done: (done += chunk.length), total }));
  const unwrap = wrapping === "gzip" ? createGunzip({ chunkSize: CHUNK }) : new PassThrough({ highWaterMark: CHUNK });
  const flow = pipeline(raw, unwrap).catch(() => undefined); // the same error reaches the loop below
  try {
    for await (const chunk of unwrap as Readable & AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw damaged(path, wrapping, error);
  } finally {
    raw.destroy();
    unwrap.destroy();
    await flow;
  }
}

/** SHA-256 of the file as it lies on disk, in hex: what exchanges publish beside their archives. @throws QuantError FILE_NOT_READABLE */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path, { highWaterMark: CHUNK }), hash);
  } catch (error) {
    throw notReadable(path, error);
  }
  return hash.digest("hex");
}

function notReadable(path: string, error: unknown): QuantError {
  const code = (error as NodeJS.ErrnoException).code;
  const why = code === "ENOENT" ? "does not exist" : code === "EACCES" ? "may not be read by this user" : code === "EISDIR" ? "is a folder, a file was expected" : `can not be read: ${(error as Error).message}`;
  return new QuantError("input", "FILE_NOT_READABLE", `${path} ${why}`, { path }, { cause: error });
}

function damaged(path: string, wrapping: Wrapping, error: unknown): QuantError {
  if (error instanceof QuantError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith("E") === true && wrapping === "plain") return notReadable(path, error);
  const why = code === "Z_BUF_ERROR" || /unexpected (EOF|end)|not enough bytes/i.test(message) ? "is cut short" : `is damaged (${message})`;
  return new QuantError("data", "DAMAGED_FILE", `${basename(path)} ${why}: fetch it again; nothing of it was stored`, { path }, { cause: error });
}
