/**
 * A saved state that a bar can be wound back to, so that both orders of its extremes can be played (F14 WORST, decisions 11).
 * Copies plain numbers and typed arrays of the objects it is given, into the same memory each time: some runs save at every bar. Knows none of them.
 */

type Cells = Float64Array | Int32Array | Uint8Array;
interface Place { readonly target: Record<string, unknown>; readonly names: readonly string[]; readonly values: unknown[] }

const isCells = (value: unknown): value is Cells => value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint8Array;
/** What is no object now may be another plain value later; what is one stays the same. */
const isPlain = (value: unknown): boolean => typeof value !== "object" && typeof value !== "function";

export class Checkpoint {
  private readonly places: readonly Place[];
  private readonly cells: readonly Cells[];
  private readonly copies: readonly Cells[];

  constructor(objects: readonly object[]) {
    this.places = objects.map((object) => {
      const target = object as Record<string, unknown>, names = Object.keys(target).filter((name) => isPlain(target[name]));
      return { target, names, values: names.map((name) => target[name]) };
    });
    this.cells = objects.flatMap((object) => Object.values(object).flatMap((value: unknown) => (Array.isArray(value) ? value as readonly unknown[] : [value])).filter(isCells));
    this.copies = this.cells.map((cells) => cells.slice());
  }

  /** Saves the state as it is now; what was saved before is gone. */
  take(): void {
    const { places, cells, copies } = this;
    for (const { target, names, values } of places) for (let i = 0; i < names.length; i++) values[i] = target[names[i]!];
    for (let i = 0; i < cells.length; i++) copies[i]!.set(cells[i] as never);
  }

  restore(): void {
    const { places, cells, copies } = this;
    for (const { target, names, values } of places) for (let i = 0; i < names.length; i++) target[names[i]!] = values[i];
    for (let i = 0; i < cells.length; i++) cells[i]!.set(copies[i] as never);
  }
}
