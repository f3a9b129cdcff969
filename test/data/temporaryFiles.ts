/** Files made for one test: csv as it is, gzipped, or in a zip as Binance Vision packs it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";

export interface TemporaryFiles {
  readonly folder: string;
  /** Path of a new file; the name's end says how the text is wrapped (.csv, .csv.gz, .zip). */
  write(name: string, text: string): string;
  writeBytes(name: string, bytes: Buffer): string;
  remove(): void;
}

export function temporaryFiles(): TemporaryFiles {
  const folder = mkdtempSync(join(tmpdir(), "btc-quant-files-"));
  const writeBytes = (name: string, bytes: Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  return {
    folder, writeBytes,
    write: (name, text) => writeBytes(name, name.endsWith(".zip") ? zipOf({ [name.replace(/zip$/, "csv")]: text }) : name.endsWith(".gz") ? gzipSync(text) : Buffer.from(text)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A zip archive, written by the book (PKWARE APPNOTE 4.3) and not by the library that reads it. */
export function zipOf(entries: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [], centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const raw = Buffer.from(text), packed = deflateRawSync(raw), title = Buffer.from(name), shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0); // version needed
    shared.writeUInt16LE(8, 4); // deflate
    shared.writeUInt32LE(crc32(raw), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(raw.length, 18);
    shared.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), shared, title, packed]), tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), shared, tail, title]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals), end = Buffer.alloc(18);
  end.writeUInt16LE(centrals.length, 4);
  end.writeUInt16LE(centrals.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06"), end]);
}

/** Minutes of made-up candles as lines of `timestamp,open,high,low,close,volume`; their prices follow from their time, so that they agree wherever they are made. */
export function candleLines(from: number, rows: number, step = 60_000): readonly string[] {
  return Array.from({ length: rows }, (_, i) => {
    const time = from + i * step, minute = time / 60_000, open = 20_000 + (minute % 977) / 4, close = 20_000 + ((minute + step / 60_000) % 977) / 4;
    return [time, open, Math.max(open, close) + 1.25, Math.min(open, close) - 0.5, close, 1 + (minute % 13) / 8].join(",");
  });
}

export const CANDLE_HEADER = "timestamp,open,high,low,close,volume";
