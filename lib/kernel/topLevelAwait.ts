/**
 * Does a cell await at its top level? Then it has to run inside an async function.
 * Asks the parser, never the text: `await` in a string, a comment or a function of its own does not count.
 */
import type { Node, SourceFile } from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./tslab.js";

/** `export {}` makes the file a module, the only kind in which TypeScript reads a top-level `await` as one. */
const parse = (ts: TypeScript, source: string): SourceFile =>
  ts.createSourceFile("cell.ts", `export {};\n${source}`, ts.ScriptTarget.Latest, true);

function awaits(ts: TypeScript, node: Node): boolean {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
  if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node) || ts.isModuleDeclaration(node)) return false;
  if (ts.isPropertyDeclaration(node)) return awaits(ts, node.name);
  return ts.forEachChild(node, (child) => awaits(ts, child) || undefined) ?? false;
}

/** True for `await x`, `await (x)`, `${await x}` and `for await` outside of every function. A cell that does not parse gives whatever the parser could recover. */
export function hasTopLevelAwait(ts: TypeScript, source: string): boolean {
  return awaits(ts, parse(ts, source));
}
