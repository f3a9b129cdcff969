/**
 * How strictly a cell is checked: as our own code where a mistake costs money (null, unions, argument types), forgiving where a notebook is a notebook.
 * Knows nothing of how the options reach the compiler.
 */
import type { CompilerOptions } from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./tslab.js";

/** Merged over tslab's own (ES2022 modules, esModuleInterop, skipLibCheck). */
export function cellCompilerOptions(ts: TypeScript): CompilerOptions {
  return {
    strict: true,
    // A quick `function f(x) {}` and a package without types are no reason to stop a researcher.
    noImplicitAny: false,
    // `catch (e) { e.message }` is what everybody types in a cell.
    useUnknownInCatchVariables: false,
    lib: ["lib.es2023.d.ts"],
    // Packages with an `exports` map (all modern ones) are not found by tslab's node10.
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // tslab's own switch; with it `await (x)` is typed right but not recognised. We find top-level await ourselves.
    disableTopLevelAwait: false,
    inlineSourceMap: true,
  };
}
