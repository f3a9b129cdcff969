/** Failures of the kernel's room as QuantErrors: that room imports none of ours, and a person should not notice. */
import { KernelFailure } from "../kernel/index.js";
import { QuantError } from "../market/errors.js";
import type { Command } from "./exit.js";

export const withKernelFailures = (main: Command): Command => async (argv) => {
  try {
    return await main(argv);
  } catch (error) {
    if (error instanceof KernelFailure) throw new QuantError(error.kind, error.code, error.message, {}, { cause: error });
    throw error;
  }
};
