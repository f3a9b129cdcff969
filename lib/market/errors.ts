/**
 * What can go wrong, by code. The message is the one clear sentence a person reads: what was wrong and what would be right.
 * Knows no exit codes and prints nothing; `cli/` does both.
 */

/** `input`: what was asked can not be done as asked. `data`: a file or a series is not what it claims. `environment`: disk, port, network. `unsupported`: named, refused, comes later. `broken`: a promise of ours. */
export type FailureKind = "input" | "data" | "environment" | "unsupported" | "broken";

/** Thrown for everything a person is told about. Guard with `isQuantError`: a kernel may hold two copies of this module. */
export class QuantError extends Error {
  override readonly name = "QuantError";
  constructor(
    readonly kind: FailureKind,
    /** Stable, upper case, made for code: `UNKNOWN_STRATEGY`. */
    readonly code: string,
    message: string,
    readonly detail: Readonly<Record<string, unknown>> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export function isQuantError(error: unknown, code?: string): error is QuantError {
  return error instanceof Error && error.name === "QuantError" && (code === undefined || (error as QuantError).code === code);
}
