/** A store opened for one piece of a command's work and closed behind it, however it ends. */
import { openStore } from "../data/store/open.js";
import type { Store } from "../data/store/store.js";

export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore();
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
