/**
 * One cell at a time, in the order of arrival; what was queued behind a failure is aborted, unless its sender asked not to.
 * Knows no sockets.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Publish, Session } from "./session.js";
import type { Content } from "./wire.js";

/** Requests that a blocked event loop has left in the socket are read within this time, before the client hears of the failure. */
const DRAIN_MS = 20;

interface Queued { aborted: boolean }

export class ExecutionQueue {
  readonly #waiting = new Set<Queued>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(readonly session: Session) {}

  /** Settles with the content of the `execute_reply`; never rejects. */
  add(request: Content, publish: Publish): Promise<Content> {
    const queued: Queued = { aborted: false };
    this.#waiting.add(queued);
    const done = this.#tail.then(async (): Promise<Content> => {
      this.#waiting.delete(queued);
      if (queued.aborted) return { status: "aborted" };
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
