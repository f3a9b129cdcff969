/** A file server on 127.0.0.1 that lays archives out as Binance Vision does, with their .CHECKSUM files, and can fail in the ways of the real one. */
import { createHash } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the server does with a path, the next `times` that it is asked for (default always). */
export interface Fault { readonly kind: "status" | "cut" | "silent" | "other bytes"; readonly status?: number; times?: number }

export interface ArchiveServer {
  readonly url: string;
  /** Paths asked for, in order. */
  readonly asked: string[];
  /** Archives by path below the root. Their checksums are served beside them. */
  readonly files: Map<string, Buffer>;
  readonly faults: Map<string, Fault>;
  close(): Promise<void>;
}

export async function archiveServer(files: Map<string, Buffer> = new Map()): Promise<ArchiveServer> {
  const asked: string[] = [], faults = new Map<string, Fault>();
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").slice(1), fault = nextFault(faults, path);
    asked.push(path);
    if (fault !== undefined) return fail(fault, files.get(path), response);
    const archive = files.get(path), checksumOf = archive === undefined && path.endsWith(".CHECKSUM") ? files.get(path.slice(0, -".CHECKSUM".length)) : undefined;
    if (archive === undefined && checksumOf === undefined) return void response.writeHead(404).end("NoSuchKey");
    if (checksumOf !== undefined) return void response.end(`${sha256(checksumOf)}  ${path.split("/").at(-1)!.slice(0, -".CHECKSUM".length)}\n`);
    response.setHeader("content-length", archive!.length);
    return void response.end(archive);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, files, faults,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

function nextFault(faults: Map<string, Fault>, path: string): Fault | undefined {
  const fault = faults.get(path);
  if (fault?.times !== undefined && fault.times-- <= 0) return undefined;
  return fault;
}

function fail({ kind, status }: Fault, archive: Buffer = Buffer.alloc(0), response: ServerResponse): void {
  if (kind === "status") return void response.writeHead(status ?? 503).end("try later");
  if (kind === "other bytes") return void response.end(Buffer.from(archive.map((byte, i) => (i === archive.length >> 1 ? byte ^ 1 : byte))));
  response.setHeader("content-length", archive.length);
  if (kind === "silent") return void response.write(archive.subarray(0, 10));
  response.write(archive.subarray(0, archive.length >> 1), () => response.destroy());
}
