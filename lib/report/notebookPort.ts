/**
 * Where a display goes: to the cell, when this process is our kernel, else nowhere. The kernel offers itself under a global symbol.
 * Knows no figure.
 */
import type { DisplayBundle } from "./table.js";

/** As `lib/kernel/port.ts` writes it; the two rooms share no code. */
export interface NotebookPort {
  publish(bundle: DisplayBundle, options?: { readonly id?: string; readonly update?: boolean }): void;
  newId(): string;
  bundleOf(value: unknown): DisplayBundle | Promise<DisplayBundle> | undefined;
}

/** Undefined outside of a notebook. */
export function notebookPort(): NotebookPort | undefined {
  return (globalThis as Record<symbol, unknown>)[Symbol.for("btc-quant.kernel")] as NotebookPort | undefined;
}

/** A display that can be replaced in place; `undefined` outside of a notebook. */
export function openDisplay(): ((bundle: DisplayBundle) => void) | undefined {
  const port = notebookPort();
  if (!port) return undefined;
  const id = port.newId();
  let shown = false;
  return (bundle) => {
    port.publish(bundle, { id, update: shown });
    shown = true;
  };
}
