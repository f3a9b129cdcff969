import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absentBars } from "../../lib/data/gaps/missing.js";
import { intersect, lengthOf, subtract, union, type Spans } from "../../lib/data/spans.js";

const windows = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 8 })).map(([from, length]) => ({ from, to: from + length })), { maxLength: 8 });
const instants = (spans: Spans): ReadonlySet<number> => new Set(spans.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
const check = (law: (a: Spans, b: Spans) => void): void => fc.assert(fc.property(windows, windows, (a, b) => law(union(a), union(b))), { numRuns: 500, seed: 7 });
const apart = (spans: Spans): void => expect(spans.every(({ from, to }, i) => to > from && (i === 0 || from > spans[i - 1]!.to))).toBe(true);

describe("spans of time", () => {
  it("a union holds every instant of its windows and is sorted and apart", () => fc.assert(fc.property(windows, (a) => {
    apart(union(a));
    expect(instants(union(a))).toEqual(new Set([...instants(a)].sort((x, y) => x - y)));
  }), { numRuns: 500, seed: 7 }));

  it("an intersection holds the instants of both, a difference those of the first alone", () => check((a, b) => {
    const inB = instants(b);
    expect([...instants(intersect(a, b))]).toEqual([...instants(a)].filter((time) => inB.has(time)));
    expect([...instants(subtract(a, b))]).toEqual([...instants(a)].filter((time) => !inB.has(time)));
    expect(lengthOf(subtract(a, b)) + lengthOf(intersect(a, b))).toBe(lengthOf(a));
  }));

  it("absent bars are the open times of the window that are not there", () => fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 29 })), (present) => {
    const times = Float64Array.from([...present].sort((a, b) => a - b), (minute) => minute * 60), absent = absentBars(times, 60, { from: 0, to: 1800 });
    expect([...instants(absent)].filter((time) => time % 60 === 0)).toEqual(Array.from({ length: 30 }, (_, minute) => minute * 60).filter((time) => !present.includes(time / 60)));
    apart(absent);
  }), { numRuns: 300, seed: 7 }));
});
