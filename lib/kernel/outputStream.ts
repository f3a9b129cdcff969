/**
 * stdout and stderr of a cell, joined into few messages: one message per write would overrun every queue between here and the browser.
 * The first write goes out at once and a long loop is heard from while it runs. Knows no sockets.
 */
import { StringDecoder } from "node:string_decoder";

export type StreamName = "stdout" | "stderr";
export type WriteText = (name: StreamName, text: string) => void;

const FLUSH_AFTER_MS = 40;
const FLUSH_CHARACTERS = 1 << 16;
type WriteCallback = (error?: Error | null) => void;

export class OutputStream {
  readonly #decoders: Record<StreamName, StringDecoder> = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  #name: StreamName = "stdout";
  #text = "";
  #timer: NodeJS.Timeout | undefined;
  #flushedAt = 0;
  #write: WriteText = () => undefined;

  /** From now on text belongs to another cell; what is pending still goes to the one before. */
  redirect(write: WriteText): void {
    this.flush();
    this.#flushedAt = 0;
    this.#write = write;
  }

  push(name: StreamName, chunk: string | Uint8Array): void {
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#text += typeof chunk === "string" ? chunk : this.#decoders[name].write(Buffer.from(chunk));
    if (this.#text.length >= FLUSH_CHARACTERS || performance.now() - this.#flushedAt > FLUSH_AFTER_MS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushedAt = performance.now();
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.#write(this.#name, text);
  }

  /** Stands in for `process.stdout.write` and keeps its contract: true, and the callback is called. */
  writer(name: StreamName): typeof process.stdout.write {
    return (chunk: string | Uint8Array, encoding?: BufferEncoding | WriteCallback, callback?: WriteCallback): boolean => {
      this.push(name, chunk);
      const done = typeof encoding === "function" ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    };
  }
}
