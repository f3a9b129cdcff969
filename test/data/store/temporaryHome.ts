/** A data directory of one test, its owner ended and its files removed at the end, whatever happened. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { homeAt } from "../../../lib/data/store/home.js";
import { stopStore } from "../../../lib/data/store/status.js";

export interface TemporaryHome { readonly path: string; remove(): Promise<void> }

export function temporaryHome(): TemporaryHome {
  const path = mkdtempSync(join(tmpdir(), "btc-quant-store-"));
  return {
    path,
    async remove() {
      await stopStore(homeAt(path));
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
