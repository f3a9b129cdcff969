/**
 * A store that may go away for a while: what can be asked twice is asked again until it answers or patience ends. Keyed tables make a write that was
 * half done whole the second time. A wrong statement and a refused login are told at once, and so is a full disk unless somebody may make room meanwhile.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isQuantError, type QuantError } from "../../market/errors.js";
import type { Millis } from "../../market/units.js";
import type { Store } from "../store/store.js";

export interface Patience {
  /** ms that the store may be away; default five minutes. */
  readonly forMs?: Millis | undefined;
  /** ms between two tries; default 2,000. */
  readonly everyMs?: Millis | undefined;
  /** Told once each time the store goes away. */
  readonly onWait?: ((reason: string) => void) | undefined;
  /** A full disk is waited for too; default false. */
  readonly forRoom?: boolean | undefined;
  /** Ends the waiting: what failed last is thrown. */
  readonly signal?: AbortSignal | undefined;
}

const AWAY = new Set(["STORE_LOST", "STORE_UNREACHABLE", "STORE_BUSY"]);

export function patientStore(store: Store, { forMs = 300_000, everyMs = 2_000, onWait, forRoom = false, signal }: Patience = {}): Store {
  const passes = ({ code }: QuantError): boolean => AWAY.has(code) || (forRoom && code === "STORE_FULL");
  const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (let waited = 0; ; waited += everyMs) {
      try {
        return await ask();
      } catch (error) {
        if (!isQuantError(error) || !passes(error) || waited >= forMs || signal?.aborted === true) throw error;
        if (waited === 0) onWait?.(`${error.message}: waiting for it ${forMs === Infinity ? "until it is back" : `up to ${Math.round(forMs / 1_000)} s`}`);
        await sleep(everyMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      }
    }
  };
  return {
    description: store.description,
    columns: (...question) => patiently(() => store.columns(...question)),
    insertColumns: (...question) => patiently(() => store.insertColumns(...question)),
    rows: <T>(...question: Parameters<Store["rows"]>) => patiently(() => store.rows<T>(...question)),
    raw: (...question) => patiently(() => store.raw(...question)),
    command: (...question) => patiently(() => store.command(...question)),
    close: () => store.close(),
  };
}
