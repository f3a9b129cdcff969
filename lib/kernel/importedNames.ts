/**
 * Which names a cell imports, and from where: what hot reload has to renew when the library changes.
 * Reads text only; whether a module belongs to us is not its question.
 */
import type { ImportClause, ImportDeclaration } from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./tslab.js";

/** `imported` is the exported name, `default`, or `*` for the whole module. */
export interface ImportedName { readonly local: string; readonly imported: string; readonly from: string }

function namesOf(ts: TypeScript, clause: ImportClause, from: string): ImportedName[] {
  const names: ImportedName[] = clause.name ? [{ local: clause.name.text, imported: "default", from }] : [];
  const bindings = clause.namedBindings;
  if (!bindings) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, { local: bindings.name.text, imported: "*", from }];
  return [...names, ...bindings.elements.map((e) => ({ local: e.name.text, imported: (e.propertyName ?? e.name).text, from }))];
}

/** Type-only imports are left out: they have no value to renew. */
export function importedNames(ts: TypeScript, source: string): readonly ImportedName[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest);
  return file.statements
    .filter((statement): statement is ImportDeclaration => ts.isImportDeclaration(statement))
    .flatMap(({ importClause, moduleSpecifier }) =>
      importClause && !importClause.isTypeOnly && ts.isStringLiteral(moduleSpecifier) ? namesOf(ts, importClause, moduleSpecifier.text) : []);
}
