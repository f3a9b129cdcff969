/**
 * A minimal Jupyter client for tests: real kernel process, real ZeroMQ sockets, messages as on the wire.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Dealer, Subscriber } from "zeromq";

export interface Received { readonly type: string; readonly parent: string; readonly content: Record<string, unknown> }
export interface Execution {
  readonly reply: Record<string, unknown>;
  /** Everything on iopub that belongs to this request, up to and without its `idle`. */
  readonly messages: readonly Received[];
}

const KEY = "a key for the tests";
const DELIMITER = "<IDS|MSG>";

const freePort = (): Promise<number> => new Promise((done) => {
  const server = createServer();
  server.listen(0, "127.0.0.1", () => { const { port } = server.address() as AddressInfo; server.close(() => done(port)); });
});

const frames = (type: string, id: string, content: object): string[] => {
  const parts = [{ msg_id: id, msg_type: type, username: "test", session: "test", version: "5.3", date: new Date().toISOString() }, {}, {}, content].map((part) => JSON.stringify(part));
  const hmac = createHmac("sha256", KEY);
  for (const part of parts) hmac.update(part);
  return [DELIMITER, hmac.digest("hex"), ...parts];
};

const read = (raw: readonly Buffer[]): Received => {
  const at = raw.findIndex((frame) => frame.toString() === DELIMITER);
  const [header, parent, , content] = raw.slice(at + 2).map((frame) => JSON.parse(frame.toString()) as Record<string, unknown>);
  return { type: String(header?.["msg_type"]), parent: String(parent?.["msg_id"]), content: content ?? {} };
};

export class JupyterClient {
  readonly #folder: string = mkdtempSync(join(tmpdir(), "btc-quant-kernel-"));
  readonly #shell: Dealer = new Dealer({ linger: 0 });
  readonly #control: Dealer = new Dealer({ linger: 0 });
  readonly #iopub: Subscriber = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly published: Received[] = [];
  readonly replies = new Map<string, Received>();
  readonly #waiting = new Set<() => void>();
  process!: ChildProcess;

  /** Starts a kernel in `cwd` and waits until both channels answer. */
  static async start(cwd: string = resolve(".")): Promise<JupyterClient> {
    const client = new JupyterClient();
    const [shell_port, iopub_port, control_port, stdin_port, hb_port] = await Promise.all([1, 2, 3, 4, 5].map(freePort));
    const file = join(client.#folder, "connection.json");
    writeFileSync(file, JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: KEY, signature_scheme: "hmac-sha256", shell_port, iopub_port, control_port, stdin_port, hb_port, kernel_name: "btc-quant" }));
    client.process = spawn(process.execPath, ["--enable-source-maps", resolve("lib/dist/kernel/main.js"), file], { cwd, stdio: ["ignore", "inherit", "inherit"] });
    client.#shell.connect(`tcp://127.0.0.1:${shell_port}`);
    client.#control.connect(`tcp://127.0.0.1:${control_port}`);
    client.#iopub.connect(`tcp://127.0.0.1:${iopub_port}`);
    client.#iopub.subscribe();
    void client.#listen();
    // A subscription needs a moment; ask until the status of a request is heard.
    while (client.published.length === 0) {
      client.send("kernel_info_request", {});
      await Promise.race([client.#next(), new Promise((again) => setTimeout(again, 200))]);
    }
    return client;
  }

  send(type: string, content: object, channel: "shell" | "control" = "shell"): string {
    const id = randomUUID();
    void (channel === "shell" ? this.#shell : this.#control).send(frames(type, id, content));
    return id;
  }

  async answer(id: string): Promise<Record<string, unknown>> {
    while (!this.replies.has(id)) await this.#next();
    return this.replies.get(id)?.content ?? {};
  }

  /** Sends a cell and waits for its reply and its `idle`. */
  async execute(code: string, more: object = {}): Promise<Execution> {
    return this.finished(this.send("execute_request", { code, silent: false, store_history: true, allow_stdin: false, stop_on_error: true, ...more }));
  }

  async finished(id: string): Promise<Execution> {
    const reply = await this.answer(id);
    const own = (): Received[] => this.published.filter((message) => message.parent === id);
    while (!own().some((message) => message.content["execution_state"] === "idle")) await this.#next();
    return { reply, messages: own().filter((message) => message.type !== "status") };
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) this.process.kill("SIGKILL");
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #next(): Promise<void> {
    return new Promise((done) => this.#waiting.add(done));
  }

  #arrived(): void {
    for (const done of this.#waiting) done();
    this.#waiting.clear();
  }

  async #listen(): Promise<void> {
    const replies = async (socket: Dealer): Promise<void> => {
      for await (const raw of socket) { const message = read(raw); this.replies.set(message.parent, message); this.#arrived(); }
    };
    const published = async (): Promise<void> => {
      for await (const raw of this.#iopub) { this.published.push(read(raw)); this.#arrived(); }
    };
    await Promise.all([replies(this.#shell), replies(this.#control), published()]);
  }
}

/** The text of one stream, in the order it came. */
export const streamed = (messages: readonly Received[], name: string = "stdout"): string =>
  messages.filter((message) => message.type === "stream" && message.content["name"] === name).map((message) => String(message.content["text"])).join("");
