/** Names by closeness to what was typed, for the sentence that refuses it. Knows no catalogue. */
import { distance } from "fastest-levenshtein";

/** The same names, the most alike first, whatever their case. */
export function nearest(typed: string, names: readonly string[]): readonly string[] {
  const far = (name: string): number => distance(typed.toLowerCase(), name.toLowerCase());
  return [...names].sort((a, b) => far(a) - far(b));
}
