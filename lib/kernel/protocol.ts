/**
 * Jupyter's shell and control channels over tslab's sockets: which request gets which reply.
 * Everything about a cell itself is the session's, the frames are `wire.ts`'s.
 */
import { ExecutionQueue } from "./executionQueue.js";
import { OrderedSender } from "./orderedSender.js";
import type { Session } from "./session.js";
import type { Handler, Server, Socket } from "./tslab.js";
import { readMessage, writeMessage, type Content, type WireMessage } from "./wire.js";

type Answer = (message: WireMessage) => Content | Promise<Content>;

/** The language service may stumble over half-typed code; a client without an answer would wait for ever. */
function orElse(answer: () => unknown, otherwise: Content): Content {
  try {
    return answer() as Content;
  } catch {
    return otherwise;
  }
}

function kernelInfo(handler: Handler, version: string): Content {
  const info = handler.handleKernel();
  return { ...info, status: "ok", implementation: "btc-quant", language_info: { ...(info["language_info"] as object), version } };
}

/** A kernel's server; `init()` binds the sockets named in the connection file. */
export function kernelServer(session: Session, connectionFile: string): Server {
  const { ts, jupyter } = session.compiler.tslab;
  const queue = new ExecutionQueue(session);
  const handler = new jupyter.JupyterHandlerImpl(session.executor, false);

  class KernelServer extends jupyter.ZmqServer {
    #iopub: Socket | undefined;
    #publisher: OrderedSender | undefined;
    readonly #answers: Readonly<Record<string, Answer>> = {
      kernel_info_request: () => kernelInfo(handler, ts.version),
      execute_request: (message) => queue.add(message.content, (type, content) => this.#publish(type, content, message)),
      is_complete_request: ({ content }) => handler.handleIsComplete(content) as Content,
      inspect_request: ({ content }) => orElse(() => handler.handleInspect(content), { status: "ok", found: false, data: {}, metadata: {} }),
      complete_request: ({ content }) =>
        orElse(() => handler.handleComplete(content), { status: "ok", matches: [], cursor_start: content["cursor_pos"], cursor_end: content["cursor_pos"], metadata: {} }),
      comm_info_request: () => ({ status: "ok", comms: {} }),
      history_request: () => ({ status: "ok", history: [] }),
      interrupt_request: () => { session.executor.interrupt(); return { status: "ok" }; },
      shutdown_request: ({ content }) => ({ status: "ok", restart: content["restart"] === true }),
    };

    // tslab assigns a plain property; catching the assignment is the one way to reach the socket before it binds.
    override get iopub(): Socket { return this.#iopub as Socket; }
    override set iopub(socket: Socket) {
      // The default of 1000 drops messages silently, among them the one that ends the cell.
      socket.sendHighWaterMark = 0;
      this.#iopub = socket;
      this.#publisher = new OrderedSender(socket);
    }

    /** Busy and idle frame every request, also one we have no answer to: clients wait for the idle. */
    override async handleShellMessage(socket: Socket, ...frames: Buffer[]): Promise<void> {
      const message = readMessage(this.connInfo.key, frames);
      if (!message) return;
      const type = message.header.msg_type;
      this.#publish("status", { execution_state: "busy" }, message);
      const content = await this.#answers[type]?.(message);
      if (content) await socket.send(writeMessage(this.connInfo.key, type.replace("_request", "_reply"), content, message, message.identities));
      this.#publish("status", { execution_state: "idle" }, message);
      if (type === "shutdown_request") this.close();
    }

    #publish(type: string, content: Content, parent: WireMessage): void {
      this.#publisher?.send(writeMessage(this.connInfo.key, type, content, parent, [type]));
    }
  }
  return new KernelServer(handler, connectionFile);
}
