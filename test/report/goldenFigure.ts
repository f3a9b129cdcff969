/** How a figure is written into a golden file. Knows no figure in particular. */
import type { Figure, PackedNumbers } from "../../lib/report/figure.js";
import { unpacked } from "../../lib/report/packed.js";

/** The figure with its bytes as numbers, so that a person can read the golden file. */
export function readable(figure: Figure): string {
  const unpack = (_: string, value: unknown): unknown => (value !== null && typeof value === "object" && "bdata" in value ? [...unpacked(value as PackedNumbers)] : value);
  const text = JSON.stringify(figure, unpack, 1);
  return `${text.replaceAll(/\[\s+([^[\]{}]+?)\s+\]/g, (_, list: string) => `[${list.split(/,\n\s*/).join(", ")}]`)}\n`;
}
