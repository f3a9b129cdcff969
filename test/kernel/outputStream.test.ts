import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OutputStream, type StreamName } from "../../lib/kernel/outputStream.js";

const chunk = fc.tuple(fc.constantFrom<StreamName>("stdout", "stderr"), fc.string({ unit: "grapheme", minLength: 1 }));
const joined = (messages: readonly (readonly [StreamName, string])[]): (readonly [StreamName, string])[] => {
  const runs: [StreamName, string][] = [];
  for (const [name, text] of messages) {
    const last = runs.at(-1);
    if (last?.[0] === name) last[1] += text;
    else runs.push([name, text]);
  }
  return runs;
};

describe("output of a cell", () => {
  it("keeps every character and the order of stdout and stderr", () => {
    fc.assert(fc.property(fc.array(chunk), (chunks) => {
      const output = new OutputStream();
      const messages: [StreamName, string][] = [];
      output.redirect((name, text) => messages.push([name, text]));
      for (const [name, text] of chunks) output.push(name, text);
      output.flush();
      expect(joined(messages)).toEqual(joined(chunks));
    }));
  });
  it("does not break a character whose bytes come in two writes", () => {
    const output = new OutputStream();
    let text = "";
    output.redirect((_, written) => { text += written; });
    const bytes = Buffer.from("₿ at 100,000 €");
    for (const byte of bytes) output.push("stdout", Uint8Array.of(byte));
    output.flush();
    expect(text).toBe("₿ at 100,000 €");
  });
  it("goes out at once with the first write, and in few messages after it", () => {
    const output = new OutputStream();
    const messages: string[] = [];
    output.redirect((_, text) => messages.push(text));
    output.push("stdout", "first\n");
    expect(messages).toEqual(["first\n"]);
    for (let i = 0; i < 20_000; i++) output.push("stdout", "0123456789\n");
    output.flush();
    expect(messages.join("").length).toBe(6 + 11 * 20_000);
    expect(messages.length).toBeLessThan(100);
  });
  it("belongs to the cell that was running when it was written", () => {
    const output = new OutputStream();
    const first: string[] = [], second: string[] = [];
    output.redirect((_, text) => first.push(text));
    output.push("stdout", "a");
    output.push("stdout", "b");
    output.redirect((_, text) => second.push(text));
    output.push("stdout", "c");
    output.flush();
    expect([first.join(""), second.join("")]).toEqual(["ab", "c"]);
  });
  it("calls the callback of a write and reports no pressure", async () => {
    const output = new OutputStream();
    output.redirect(() => undefined);
    const write = output.writer("stdout");
    await new Promise<void>((done) => expect(write("x", () => done())).toBe(true));
    await new Promise<void>((done) => expect(write("x", "utf8", () => done())).toBe(true));
  });
});
