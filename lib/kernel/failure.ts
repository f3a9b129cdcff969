/**
 * What goes wrong around the kernel, as one sentence a person can act on.
 * Not QuantError: this room imports no other, so that it survives every hot reload; `cli/` turns one into the other.
 */

/** `input`: asked for something that is not there. `environment`: Python, the package index, a port, a browser. */
export class KernelFailure extends Error {
  override readonly name = "KernelFailure";
  constructor(
    readonly kind: "input" | "environment",
    /** Stable, upper case, made for code: `PYTHON_MISSING`. */
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
