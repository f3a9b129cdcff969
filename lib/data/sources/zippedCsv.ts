/**
 * The one csv inside a Binance Vision zip, as a stream that fails at its end if the bytes are not those the archive promises.
 * Knows zip files, not what a csv says.
 */
import { basename } from "node:path";
import { Transform, type Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { QuantError } from "../../market/errors.js";

/** Of the zip format: PKWARE APPNOTE 4.4.5. */
const DEFLATED = 8;
/** Inflated at once: yauzl's own 16 kB cost a third more time. */
const CHUNK = 1 << 18;

/** `total`: its bytes. @throws QuantError DAMAGED_FILE, NOT_ONE_CSV */
export async function openZippedCsv(path: string): Promise<{ readonly raw: Readable; readonly total: number }> {
  const zip = await openZip(path);
  try {
    const entry = await onlyCsv(zip, path);
    const checked = checksum(entry.crc32, path);
    const packed = await zip.openReadStreamPromise(entry, entry.compressionMethod === DEFLATED ? { decodeFileData: false } : {});
    const inflated = entry.compressionMethod === DEFLATED ? packed.pipe(createInflateRaw({ chunkSize: CHUNK })) : packed;
    for (const stream of [packed, inflated]) stream.on("error", (error) => checked.destroy(error));
    checked.on("close", () => zip.close());
    return { raw: inflated.pipe(checked), total: entry.uncompressedSize };
  } catch (error) {
    zip.close();
    throw error instanceof QuantError ? error : notAZip(path, error);
  }
}

async function openZip(path: string): Promise<ZipFile> {
  const { openPromise } = await import("yauzl");
  try {
    return await openPromise(path, { autoClose: false });
  } catch (error) {
    throw notAZip(path, error);
  }
}

async function onlyCsv(zip: ZipFile, path: string): Promise<Entry> {
  const found: Entry[] = [];
  for await (const entry of zip.eachEntry()) if (entry.fileName.toLowerCase().endsWith(".csv")) found.push(entry);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new QuantError("input", "NOT_ONE_CSV", `${basename(path)} holds ${found.length} csv files, exactly one was expected: unpack it and import the csv files`, { path, found: found.length });
  }
  return only;
}

function checksum(expected: number, path: string): Transform {
  let actual = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      actual = crc32(chunk, actual);
      done(null, chunk);
    },
    flush(done) {
      done(actual === expected ? null : new QuantError("data", "DAMAGED_FILE", `${basename(path)} is damaged (its checksum is wrong): fetch it again; nothing of it was stored`, { path }));
    },
  });
}

const notAZip = (path: string, cause: unknown): QuantError =>
  new QuantError("data", "DAMAGED_FILE", `${basename(path)} begins like a zip archive but is none that can be read (${(cause as Error).message}): fetch it again; nothing of it was stored`, { path }, { cause });
