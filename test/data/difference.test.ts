import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { difference, gather } from "../../lib/data/import/difference.js";

type Row = { readonly key: number; readonly a: number; readonly b: number };
const value = fc.constantFrom(NaN, 1, 2), rows = fc.uniqueArray(fc.record({ key: fc.integer({ min: 0, max: 12 }), a: value, b: value }), { selector: (row) => row.key, maxLength: 10 })
  .map((list) => [...list].sort((x, y) => x.key - y.key));
const column = (list: readonly Row[], name: keyof Row): Float64Array => Float64Array.from(list, (row) => row[name]);

/** What a row becomes, said row by row. */
function outcome(given: Row, stored: Row | undefined): { readonly verdict: "added" | "same" | "completed" | "contradicting"; readonly becomes: Row } {
  if (stored === undefined) return { verdict: "added", becomes: given };
  const pairs = [[given.a, stored.a], [given.b, stored.b]] as const;
  if (pairs.some(([g, s]) => !Number.isNaN(g) && !Number.isNaN(s) && g !== s)) return { verdict: "contradicting", becomes: given };
  const becomes = { key: given.key, a: Number.isNaN(given.a) ? stored.a : given.a, b: Number.isNaN(given.b) ? stored.b : given.b };
  return { verdict: pairs.some(([g, s]) => !Number.isNaN(g) && Number.isNaN(s)) ? "completed" : "same", becomes };
}

describe("the difference of a block from what is stored", () => {
  it("is what a row by row comparison says: what is written, and what each written row becomes", () => {
    fc.assert(fc.property(rows, rows, (given, stored) => {
      const found = difference(column(given, "key"), { a: column(given, "a"), b: column(given, "b") }, column(stored, "key"), { a: column(stored, "a"), b: column(stored, "b") });
      const expected = given.map((row) => outcome(row, stored.find(({ key }) => key === row.key))), written = expected.filter(({ verdict }) => verdict !== "same");
      const count = (verdict: string): number => expected.filter((row) => row.verdict === verdict).length;
      expect([found.added, found.completed, found.contradicting]).toEqual([count("added"), count("completed"), count("contradicting")]);
      for (const name of ["key", "a", "b"] as const) expect([...gather(column(given, name), column(stored, name), found, given.length)], name).toEqual(written.map(({ becomes }) => becomes[name]));
      expect(found.firstContradiction?.row ?? -1).toBe(expected.findIndex(({ verdict }) => verdict === "contradicting"));
    }), { numRuns: 2_000 });
  });

  it("treats a column that the block lacks as unknown", () => {
    const found = difference(Float64Array.of(1, 2), { a: Float64Array.of(5, 6) }, Float64Array.of(1), { a: Float64Array.of(NaN), b: Float64Array.of(7) });
    expect([...gather(undefined, Float64Array.of(7), found, 2)]).toEqual([7, NaN]);
  });
});
