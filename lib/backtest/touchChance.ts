/**
 * The chance that a merely touched order fills in neutral mode (F4): a number in [0, 1) from (seed, order, bar), never from a sequence,
 * so that it does not depend on what was asked before. Mixing steps of MurmurHash3 (Appleby, public domain). Knows no order.
 */

function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = hash ^ Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

/** @param openTime ms UTC of the bar */
export function touchDraw(seed: number, order: number, openTime: number): number {
  let h = mix(mix(mix(mix(0, seed | 0), order | 0), (openTime / 1000) | 0), (openTime % 1000) | 0) ^ 16;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 0x1_0000_0000;
}
