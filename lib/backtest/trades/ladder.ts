/** One side of a book: the size shown at each price, best last, in columns. Knows no order of ours and no message. */

const START = 1 << 10;

export class Ladder {
  /** Levels that show something. */
  length = 0;
  /** `nearer` * price, ascending, so that the best of either side is the last. */
  private key: Float64Array = new Float64Array(START);
  private size: Float64Array = new Float64Array(START);

  /** @param nearer 1 for bids, whose best is the highest; -1 for asks */
  constructor(private readonly nearer: 1 | -1) {}

  /** NaN when nothing is shown. */
  get best(): number {
    return this.length === 0 ? NaN : this.nearer * this.key[this.length - 1]!;
  }

  /** Base currency at the best price; 0 when nothing is shown. */
  get bestSize(): number {
    return this.length === 0 ? 0 : this.size[this.length - 1]!;
  }

  /** Base currency shown at the price; 0 where nothing is. */
  sizeAt(price: number): number {
    const at = this.find(this.nearer * price);
    return at < this.length && this.key[at] === this.nearer * price ? this.size[at]! : 0;
  }

  /** The level now shows `size`; 0 deletes it. @returns what it showed before */
  set(price: number, size: number): number {
    const key = this.nearer * price, at = this.find(key), known = at < this.length && this.key[at] === key;
    const previous = known ? this.size[at]! : 0;
    if (size === 0 && known) this.remove(at);
    else if (size > 0 && !known) this.insert(at, key);
    if (size > 0) this.size[at] = size;
    return previous;
  }

  clear(): void {
    this.length = 0;
  }

  /** The first place whose key is not below `key`. */
  private find(key: number): number {
    let low = 0, high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.key[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(at: number, key: number): void {
    if (this.length === this.key.length) this.grow();
    this.key.copyWithin(at + 1, at, this.length);
    this.size.copyWithin(at + 1, at, this.length);
    this.key[at] = key;
    this.length++;
  }

  private remove(at: number): void {
    this.key.copyWithin(at, at + 1, this.length);
    this.size.copyWithin(at, at + 1, this.length);
    this.length--;
  }

  private grow(): void {
    const { key, size } = this;
    this.key = new Float64Array(key.length * 2);
    this.size = new Float64Array(size.length * 2);
    this.key.set(key);
    this.size.set(size);
  }
}
