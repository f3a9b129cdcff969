/** Work done in advance: a few items at a time are fetched while earlier ones are used, and handed out in their order. Knows nothing of what is fetched. */

/** What became of one item: failures are handed out in their turn too, so that one does not end the others. */
export type Fetched<I, T> = { readonly item: I; readonly value: T } | { readonly item: I; readonly error: unknown };

/** Up to `parallel` items under way or waiting to be used. Leaving the loop early waits for those under way. */
export async function* fetchAhead<I, T>(items: readonly I[], parallel: number, fetchOne: (item: I) => Promise<T>): AsyncGenerator<Fetched<I, T>> {
  const underWay: Promise<Fetched<I, T>>[] = [];
  let next = 0;
  const start = (): void => {
    const item = items[next++]!;
    underWay.push(fetchOne(item).then((value) => ({ item, value }), (error: unknown) => ({ item, error })));
  };
  try {
    while (next < items.length || underWay.length > 0) {
      while (next < items.length && underWay.length < parallel) start();
      yield await underWay.shift()!;
    }
  } finally {
    await Promise.all(underWay);
  }
}
