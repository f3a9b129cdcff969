/**
 * `show()`: what a cell puts below itself, and the handle that replaces it in place. Outside of a notebook it prints plain text instead.
 * Draws nothing and knows no run: whatever has a display of its own (`Symbol.for("Jupyter.display")`) is asked for it.
 */
import { QuantError } from "../market/errors.js";
import { figureBundle } from "./displayFigure.js";
import type { Figure } from "./figure.js";
import { notebookPort, openDisplay } from "./notebookPort.js";
import { DISPLAY, type DisplayBundle } from "./table.js";

/** Anything with a display of its own: tables, runs. */
export interface Displayable { [DISPLAY](): DisplayBundle }

/** What can be shown: a figure, something with a display of its own, or a danfo frame (any object, checked when shown). */
export type Showable = Figure | Displayable | object;

/** A live output. As the last value of a cell it shows nothing more. */
export interface Shown extends Displayable {
  /** Replaces what is shown. Three to four times a second is what a browser draws at ease. */
  update(value: Showable): void;
}

const isFigure = (value: object): value is Figure => Array.isArray((value as Partial<Figure>).data) && typeof (value as Partial<Figure>).layout === "object";
const isDisplayable = (value: object): value is Displayable => typeof (value as Partial<Displayable>)[DISPLAY] === "function";

function bundleOf(value: Showable): DisplayBundle {
  if (isDisplayable(value)) return value[DISPLAY]();
  if (isFigure(value)) return figureBundle(value);
  const bundle = notebookPort()?.bundleOf(value);
  if (bundle && !(bundle instanceof Promise)) return bundle;
  // A danfo frame draws its own box of characters.
  if (!notebookPort()) return { "text/plain": (value as { toString(): string }).toString() };
  throw new QuantError("input", "NOT_SHOWABLE", `show() takes a figure ({ data, layout }), a table, a run or a danfo frame; this ${value.constructor?.name ?? "value"} is none of them.`);
}

function print(bundle: DisplayBundle): void {
  console.log(bundle["text/plain"] ?? "(nothing to show as text)");
}

/**
 * Shows a figure, table, run or danfo frame below the running cell.
 * @example show(run.equityCurve())
 * @example const chart = show(figure); chart.update(next)
 * @throws QuantError NOT_SHOWABLE
 */
export function show(value: Showable): Shown {
  const display = openDisplay() ?? print;
  display(bundleOf(value));
  return { update: (next) => display(bundleOf(next)), [DISPLAY]: () => ({}) };
}
