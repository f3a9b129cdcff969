import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OrderedSender } from "../../lib/kernel/orderedSender.js";

/** As zeromq.js: so many sends at once, then one that waits for the event loop, and refusals until it is through. */
function socket(atOnce: number): { sent: string[]; send(frames: readonly (string | Buffer)[]): Promise<void> } {
  const sent: string[] = [];
  let left = atOnce, busy = false;
  return {
    sent,
    send(frames) {
      if (busy) throw new Error("Socket is busy writing; only one send operation may be in progress at any time");
      if (left-- > 0) {
        sent.push(String(frames[0]));
        return Promise.resolve();
      }
      busy = true;
      return new Promise((turn) => setImmediate(() => {
        sent.push(String(frames[0]));
        [left, busy] = [atOnce, false];
        turn();
      }));
    },
  };
}

describe("messages to a socket that refuses bursts", () => {
  it("all arrive, once and in order, however they are spread over time", async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 5 }), fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }), async (atOnce, bursts) => {
      const to = socket(atOnce), sender = new OrderedSender(to);
      let count = 0;
      for (const burst of bursts) {
        for (let i = 0; i < burst; i++) sender.send([String(count++)]);
        await (burst % 2 === 0 ? new Promise((turn) => setImmediate(turn)) : Promise.resolve());
      }
      await expect.poll(() => to.sent.length).toBe(count);
      expect(to.sent).toEqual(Array.from({ length: count }, (_, i) => String(i)));
    }), { numRuns: 50 });
  });
  it("leave at once while the socket takes them", () => {
    const to = socket(10), sender = new OrderedSender(to);
    sender.send(["a"]);
    sender.send(["b"]);
    expect(to.sent).toEqual(["a", "b"]);
  });
});
