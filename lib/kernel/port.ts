/**
 * The one thing a kernel offers to the code in its cells: publish a display, and render a value.
 * Found by a global symbol, so that `lib/report` needs no import of this room and finds it after every reload.
 */
import { richBundle, type MimeBundle } from "./display.js";

export interface KernelPort {
  /** Shows a bundle below the running cell; with `update` it replaces what was shown under the same id. */
  publish(bundle: MimeBundle, options?: { readonly id?: string; readonly update?: boolean }): void;
  /** A display id that no other output of this kernel has; kept here because a reloaded library would count from one again. */
  newId(): string;
  /** The rich form of a value, undefined when it has none. */
  bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> | undefined;
}

export const KERNEL_PORT: symbol = Symbol.for("btc-quant.kernel");

export function openPort(publish: KernelPort["publish"]): void {
  let displays = 0;
  const newId = (): string => `btc-quant-${process.pid}-${++displays}`;
  const port: KernelPort = { publish, newId, bundleOf: richBundle };
  (globalThis as Record<symbol, unknown>)[KERNEL_PORT] = port;
}
