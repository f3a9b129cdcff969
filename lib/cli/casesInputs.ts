/** Reads the inputs of a reference case by name and says in one sentence which is missing. Knows the words of the case files (side, tiers, positions), no formula. */
import { QuantError } from "../market/errors.js";

/** +1 long, -1 short. */
export type Sign = 1 | -1;

export class CaseInputs {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  /** @throws QuantError BAD_CASE_INPUT where it is no number and nothing stands in. */
  number(name: string, otherwise?: number): number {
    const value = this.values[name] ?? otherwise;
    return typeof value === "number" ? value : this.refuse(name, "a number");
  }

  sign(): Sign {
    const { side } = this.values;
    if (side !== "long" && side !== "short") return this.refuse("side", "'long' or 'short'");
    return side === "long" ? 1 : -1;
  }

  /** The amount of `name`, positive when long and negative when short. */
  signed(name: string): number {
    return this.sign() * this.number(name);
  }

  word(name: string, words: readonly string[]): string {
    const value = this.values[name];
    return typeof value === "string" && words.includes(value) ? value : this.refuse(name, words.join(" or "));
  }

  /** A null among the values is what the sources print for "no value yet", and they leave it out. */
  column(name: string): Float64Array {
    const values = this.list(name).filter((value) => value !== null);
    return values.every((value) => typeof value === "number") ? Float64Array.from(values) : this.refuse(name, "a list of numbers");
  }

  /** `[floor, cap, rate]` each. */
  triples(name: string): readonly (readonly [number, number, number])[] {
    return this.list(name).map((row) => {
      const [a, b, c]: readonly unknown[] = Array.isArray(row) ? row : [];
      return typeof a === "number" && typeof b === "number" && typeof c === "number" ? [a, b, c] as const : this.refuse(name, "a list of [floor, cap, rate]");
    });
  }

  /** A list of objects, each with inputs of its own. Absent: empty. */
  children(name: string): readonly CaseInputs[] {
    return this.list(name, []).map((child) => (typeof child === "object" && child !== null ? new CaseInputs(child as Record<string, unknown>) : this.refuse(name, "a list of objects")));
  }

  private list(name: string, otherwise?: readonly unknown[]): readonly unknown[] {
    const value = this.values[name] ?? otherwise;
    return Array.isArray(value) ? value : this.refuse(name, "a list");
  }

  private refuse(name: string, right: string): never {
    const value = JSON.stringify(this.values[name]) ?? "nothing";
    throw new QuantError("input", "BAD_CASE_INPUT", `input '${name}' must be ${right}, not ${value}`, { name });
  }
}
