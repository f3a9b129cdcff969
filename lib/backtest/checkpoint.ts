/**
 * A saved state that a bar can be wound back to, so that both orders of its extremes can be played (F14 WORST, decisions 11).
 * Copies plain numbers and typed arrays of the objects it is given; knows none of them.
 */

type Cells = Float64Array | Int32Array | Uint8Array;
type Saved = { readonly target: Record<string, unknown>; readonly plain: readonly (readonly [string, unknown])[]; readonly arrays: readonly (readonly [Cells, Cells])[] };

const isPlain = (value: unknown): boolean => typeof value === "number" || typeof value === "boolean";
const isCells = (value: unknown): value is Cells => value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint8Array;

function save(object: object): Saved {
  const target = object as Record<string, unknown>, entries = Object.entries(target);
  return {
    target,
    plain: entries.filter(([, value]) => isPlain(value)),
    arrays: entries.flatMap(([, value]) => (Array.isArray(value) ? value : [value])).filter(isCells).map((cells) => [cells, cells.slice()] as const),
  };
}

export class Checkpoint {
  private readonly saved: readonly Saved[];

  constructor(objects: readonly object[]) {
    this.saved = objects.map(save);
  }

  restore(): void {
    for (const { target, plain, arrays } of this.saved) {
      for (const [name, value] of plain) target[name] = value;
      for (const [cells, copy] of arrays) cells.set(copy as never);
    }
  }
}
