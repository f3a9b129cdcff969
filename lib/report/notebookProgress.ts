/**
 * A progress bar in a cell that updates in place, also from a loop that never yields. Outside of a notebook one line at the end.
 * Its clock serves the eye alone: nothing computes with it.
 */
import { QuantError } from "../market/errors.js";
import { openDisplay } from "./notebookPort.js";
import { DISPLAY, type DisplayBundle } from "./table.js";
import { escaped } from "./theme.js";

export interface Progress {
  /** How much is done, of `total`; call it as often as you like: at most ten times a second it is drawn. */
  update(done: number): void;
  /** Everything is done. */
  finish(): void;
  [DISPLAY](): DisplayBundle;
}

const DRAW_EVERY_MS = 100;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function lineOf(label: string, done: number, total: number, elapsedMs: number): string {
  const left = done > 0 && done < total ? `, about ${seconds((elapsedMs / done) * (total - done))} left` : "";
  const counted = `${done.toLocaleString("en-US")} of ${total.toLocaleString("en-US")}`;
  return `${label === "" ? "" : `${label}: `}${counted} (${Math.floor((100 * done) / total)} %) in ${seconds(elapsedMs)}${left}`;
}

const bundleOf = (done: number, total: number, line: string): DisplayBundle => ({
  "text/html": `<progress value="${done}" max="${total}" style="width:60%"></progress> <code>${escaped(line)}</code>`,
  "text/plain": line,
});

/**
 * @param total how much there is to do, above zero, in any unit
 * @example const bar = progress(days.length, "importing"); days.forEach((day, i) => { load(day); bar.update(i + 1); });
 * @throws QuantError BAD_TOTAL
 */
export function progress(total: number, label: string = ""): Progress {
  if (!(total > 0 && Number.isFinite(total))) throw new QuantError("input", "BAD_TOTAL", `progress(${total}) has nothing to count to: a number above zero is needed.`);
  const display = openDisplay();
  const started = performance.now();
  let drawnAt = -Infinity;
  let finished = false;
  const update = (done: number): void => {
    const now = performance.now();
    const end = done >= total;
    if (finished || (!end && now - drawnAt < DRAW_EVERY_MS)) return;
    drawnAt = now;
    finished = end;
    const line = lineOf(label, Math.min(done, total), total, now - started);
    if (display) display(bundleOf(Math.min(done, total), total, line));
    else if (end) console.log(line);
  };
  update(0);
  return { update, finish: () => update(total), [DISPLAY]: () => ({}) };
}
