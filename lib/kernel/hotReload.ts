/**
 * An edit in `lib/` reaches the next cell: when the build changed, its modules are dropped, loaded again, and the names that cells imported from them point to the new code.
 * Objects made before keep their old classes. A name that a cell has assigned anew stays as it is.
 */
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { BuiltFiles } from "./builtFiles.js";
import { importedNames, type ImportedName } from "./importedNames.js";
import type { TypeScript } from "./tslab.js";

type Locals = Record<string, unknown>;
type Exports = Record<string, unknown>;

const pick = (module: Exports, imported: string): unknown => (imported === "*" ? module : module[imported]);

export class HotReload {
  readonly #require: NodeJS.Require;
  readonly #files: BuiltFiles;
  readonly #names = new Map<string, ImportedName>();

  /** `built` is watched and reloaded except for `own`; modules are found as from `folder`, the notebook's. */
  constructor(built: string, own: string, folder: string) {
    this.#require = createRequire(join(folder, "cell.js"));
    this.#files = new BuiltFiles(built, own);
  }

  /** Is this file reloaded by us? */
  covers(path: string): boolean {
    return path.startsWith(this.#files.folder + sep) && !path.startsWith(this.#files.without + sep);
  }

  /** Remembers what a cell imported from the library. */
  track(ts: TypeScript, source: string): void {
    for (const name of importedNames(ts, source)) if (this.#isOurs(name.from)) this.#names.set(name.local, name);
  }

  /** Returns the changed files; throws what the new code throws when it does not load, and leaves the old names in place then. */
  async refresh(locals: Locals): Promise<readonly string[]> {
    const changed = await this.#files.changed();
    if (changed.length === 0) return changed;
    const stale = [...this.#names.values()].filter((name) => this.#stillImported(name, locals));
    for (const path of Object.keys(this.#require.cache)) if (this.covers(path)) delete this.#require.cache[path];
    const fresh = stale.map((name) => ({ name, value: pick(this.#require(name.from) as Exports, name.imported) }));
    for (const { name, value } of fresh) locals[name.local] = value;
    return changed;
  }

  #stillImported(name: ImportedName, locals: Locals): boolean {
    const module = this.#require.cache[this.#require.resolve(name.from)]?.exports as Exports | undefined;
    return module !== undefined && locals[name.local] === pick(module, name.imported);
  }

  #isOurs(specifier: string): boolean {
    try {
      return this.covers(this.#require.resolve(specifier));
    } catch {
      return false;
    }
  }
}
