/**
 * Sends messages in order over a ZeroMQ socket that takes 512 of them at once and refuses (EBUSY) what comes before the event loop has turned.
 * Sends at once while it can, so that a loop that never yields is heard; keeps what is refused, and all that follows, until the socket is free.
 */
import type { Socket } from "./tslab.js";

type Frames = readonly (string | Buffer)[];

export class OrderedSender {
  #unconfirmed = 0;
  #waiting: Frames[] = [];
  #refused: Frames[] = [];
  #draining = false;

  constructor(readonly socket: Pick<Socket, "send">) {}

  /** Never throws and never rejects: what can not be sent any more has lost its socket. */
  send(frames: Frames): void {
    if (this.#draining || this.#refused.length > 0 || this.#waiting.length > 0) {
      this.#waiting.push(frames);
      return;
    }
    this.#unconfirmed++;
    void this.#attempt(frames).catch(() => { this.#refused.push(frames); }).finally(() => {
      if (--this.#unconfirmed === 0) void this.#drain();
    });
  }

  /** zeromq.js throws its refusal instead of rejecting. */
  async #attempt(frames: Frames): Promise<void> {
    await this.socket.send(frames);
  }

  async #drain(): Promise<void> {
    this.#waiting = [...this.#refused, ...this.#waiting];
    this.#refused = [];
    this.#draining = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await this.#attempt(next).catch(() => undefined);
    this.#draining = false;
  }
}
