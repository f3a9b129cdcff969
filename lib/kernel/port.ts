/**
 * The one thing a kernel offers to the code in its cells: publish a display, and render a value.
 * Found by a global symbol, so that `lib/report` needs no import of this room and finds it after every reload.
 */
import { richBundle, type MimeBundle } from "./display.js";

export interface KernelPort {
  /** Shows a bundle below the running cell; with `update` it replaces what was shown under the same id. */
  publish(bundle: MimeBundle, options?: { readonly id?: string; readonly update?: boolean }): void;
  /** The rich form of a value, undefined when it has none. */
  bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> | undefined;
}

export const KERNEL_PORT: symbol = Symbol.for("btc-quant.kernel");

export function openPort(publish: KernelPort["publish"]): void {
  const port: KernelPort = { publish, bundleOf: richBundle };
  (globalThis as Record<symbol, unknown>)[KERNEL_PORT] = port;
}
