/** Choosing k of n: how many ways, and which, in lexicographic order. Knows nothing of what is chosen. */

/** n over k; exact while it is below 2^53. */
export function binomial(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return Math.round(ways);
}

/** All ascending choices of k of 0 … n - 1: [0, 1], [0, 2], [1, 2] for 2 of 3. With n = 2k, what number c leaves out is number count - 1 - c. */
export function combinations(n: number, k: number): readonly (readonly number[])[] {
  const all: number[][] = [], choice: number[] = [];
  const choose = (from: number): void => {
    if (choice.length === k) all.push([...choice]);
    else for (let next = from; next <= n - (k - choice.length); next++) {
      choice.push(next);
      choose(next + 1);
      choice.pop();
    }
  };
  choose(0);
  return all;
}
