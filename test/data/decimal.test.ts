import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecimalReader, parseDecimal } from "../../lib/data/sources/decimal.js";

const reader = new DecimalReader();
const read = (text: string, ending = ","): number => reader.read(Buffer.from(text + ending), 0);
const bits = (value: number): bigint => new BigUint64Array(Float64Array.of(value).buffer)[0] as bigint;

const digits = (min: number, max: number): fc.Arbitrary<string> => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((d) => d.join(""));
/** What exchanges write: up to 12 digits, up to 12 decimals, so both sides of the 15 digits of the fast way. */
const written = fc.record({ sign: fc.constantFrom("", "-"), whole: digits(1, 12), fraction: fc.option(digits(1, 12)) })
  .map(({ sign, whole, fraction }) => sign + whole + (fraction === null ? "" : `.${fraction}`));

describe("a decimal number read from bytes", () => {
  it("equals Number of its text to the last bit, for what exchanges write", () => {
    fc.assert(fc.property(written, (text) => { expect(bits(read(text)), text).toBe(bits(Number(text))); }), { numRuns: 20_000 });
  });

  it("equals Number of its text to the last bit, for every finite double as JavaScript writes it", () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => { expect(bits(read(String(value))), String(value)).toBe(bits(Number(String(value)))); }), { numRuns: 20_000 });
  });

  it.each(["9007199254740993", "999999999999999", "9999999999999999", "0.000000000000001", "123456789012345.6", "5.", ".5", "-0", "1e22", "1.7976931348623157e308", "00012.50"])("reads %s as Number does", (text) => {
    expect(bits(read(text))).toBe(bits(Number(text)));
  });

  it.each(["", "-", ".", "NaN", "Infinity", "-Infinity", " 1", "1 ", "0x1f", "1_000", "1e", "1e999", "--1", "1.2.3", "\"1\"", "null", "+1", "1-2"])("refuses '%s'", (text) => {
    expect(read(text)).toBeNaN();
    expect(parseDecimal(text)).toBeNaN();
  });

  it("stops at the comma or line end behind the field, however it was read", () => {
    fc.assert(fc.property(fc.oneof(written, fc.string({ unit: fc.constantFrom("1", ".", "e", "x", " ", "-") })), fc.constantFrom(",", "\n", "\r\n"), (text, ending) => {
      read(text, ending);
      expect(reader.end).toBe(text.length);
    }));
  });
});
