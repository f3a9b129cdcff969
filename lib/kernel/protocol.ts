/**
 * Jupyter's shell channel over tslab's sockets: cells one after another, replies with name, message and traceback, and what was queued behind an error is aborted.
 * Everything about a cell itself is the session's.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Session } from "./session.js";
import type { Message, Server } from "./tslab.js";

/** Requests that a blocked event loop has left in the socket are read within this time, before the client hears of the failure. */
const DRAIN_MS = 20;
const DELIMITER = "<IDS|MSG>";
const ANSWERED = new Set(["kernel_info_request", "execute_request", "is_complete_request", "inspect_request", "complete_request", "comm_info_request", "shutdown_request"]);

interface Queued { aborted: boolean }
type Reply = Readonly<Record<string, unknown>>;

function messageType(frames: readonly Buffer[]): string {
  const delimiter = frames.findIndex((frame) => frame.toString("latin1") === DELIMITER);
  return (JSON.parse(frames[delimiter + 2]?.toString() ?? "{}") as { msg_type?: string }).msg_type ?? "";
}

/** One cell at a time, in the order of arrival. */
class ExecutionQueue {
  readonly #waiting = new Set<Queued>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(readonly session: Session) {}

  /** `stop_on_error: false` is honoured: then the cells behind a failing one run. */
  add(request: Readonly<Record<string, unknown>>, publish: (type: string, content: Reply) => void): Promise<Reply> {
    const queued: Queued = { aborted: false };
    this.#waiting.add(queued);
    const done = this.#tail.then(async (): Promise<Reply> => {
      this.#waiting.delete(queued);
      if (queued.aborted) return { status: "aborted", execution_count: this.session.count };
      const reply = await this.session.execute(String(request["code"]), publish, request["silent"] === true);
      if (reply.status === "error" && request["stop_on_error"] !== false) await this.#abortWaiting();
      return { ...reply };
    });
    this.#tail = done;
    return done;
  }

  async #abortWaiting(): Promise<void> {
    await pause(DRAIN_MS);
    for (const queued of this.#waiting) queued.aborted = true;
  }
}

/** A kernel's server; `init()` binds the sockets named in the connection file. */
export function kernelServer(session: Session, connectionFile: string): Server {
  const { ts, jupyter } = session.compiler.tslab;

  class KernelHandler extends jupyter.JupyterHandlerImpl {
    override handleKernel(): Record<string, unknown> {
      const info = super.handleKernel();
      return { ...info, status: "ok", implementation: "btc-quant", language_info: { ...(info["language_info"] as object), version: ts.version } };
    }
    /** The language service may stumble over half-typed code; a client without an answer would wait for ever. */
    override handleInspect(request: unknown): unknown {
      try {
        return super.handleInspect(request);
      } catch {
        return { status: "ok", found: false, data: {}, metadata: {} };
      }
    }
    override handleComplete(request: { cursor_pos: number }): unknown {
      try {
        return super.handleComplete(request);
      } catch {
        return { status: "ok", matches: [], cursor_start: request.cursor_pos, cursor_end: request.cursor_pos, metadata: {} };
      }
    }
  }

  class KernelServer extends jupyter.ZmqServer {
    readonly #queue = new ExecutionQueue(session);
    #iopub: Server["iopub"] | undefined;

    // tslab assigns a plain property; catching the assignment is the one way to reach the socket before it binds.
    override get iopub(): Server["iopub"] { return this.#iopub as Server["iopub"]; }
    override set iopub(socket: Server["iopub"]) {
      // The default of 1000 drops messages silently, among them the one that ends the cell.
      socket.sendHighWaterMark = 0;
      this.#iopub = socket;
    }

    override async handleShellMessage(socket: unknown, ...frames: Buffer[]): Promise<void> {
      if (ANSWERED.has(messageType(frames))) await super.handleShellMessage(socket, ...frames);
    }

    async handleExecute(socket: unknown, message: Message): Promise<void> {
      const content = await this.#queue.add(message.content, (type, body) => this.#send(message, type, body, this.iopub));
      this.#send(message, "execute_reply", content, socket);
    }

    handleCommInfoRequest(socket: unknown, message: Message): void {
      this.#send(message, "comm_info_reply", { status: "ok", comms: {} }, socket);
    }

    #send(message: Message, type: string, content: Reply, socket: unknown): void {
      const reply = message.createReply();
      reply.header.msg_type = type;
      reply.content = content;
      reply.signAndSend(this.connInfo.key, socket);
    }
  }
  return new KernelServer(new KernelHandler(session.executor, false), connectionFile);
}
