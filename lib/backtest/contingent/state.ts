/** How far each order of `want.order` beyond plain quotes and stops has come at a simulated venue: columns by slot, plain numbers that a bar can be wound back to. */
import { CONTINGENT_SLOTS } from "../../engine/contingent/terms.js";

/** `Waiting`: for its activation. `Armed`: a trigger rests. `Resting`: a limit does. `Exits`: a stop and a target do. `Entered`: a bracket, from its entry on. */
export const enum Stage { None = 0, Waiting = 1, Armed = 2, Resting = 3, Exits = 4, Entered = 5 }

export class ContingentState {
  /** Orders that something may come of. */
  live = 0;
  /** Trailing stops among them. */
  trailing = 0;
  /** When the first of them expires, ms UTC; Infinity for never. */
  nextExpiry: number = Infinity;
  /** Moment of which the two numbers below speak, and the base currency that immediate orders had of the cap in it. */
  moment: number = -1;
  bought: number = NaN;
  sold: number = NaN;
  readonly stage: Uint8Array = new Uint8Array(CONTINGENT_SLOTS);
  /** Number of the order the stage is of: who asked may already have given the slot another. */
  readonly order: Int32Array = new Int32Array(CONTINGENT_SLOTS);
  /** Base currency that a bracket's entry has filled, and what of it has no exits yet. */
  readonly entered: Float64Array = new Float64Array(CONTINGENT_SLOTS);
  readonly bare: Float64Array = new Float64Array(CONTINGENT_SLOTS);
  /** Best price a trailing stop has seen. */
  readonly best: Float64Array = new Float64Array(CONTINGENT_SLOTS);

  begin(slot: number, stage: Stage): void {
    if (this.stage[slot] === Stage.None) this.live++;
    this.stage[slot] = stage;
  }

  end(slot: number): void {
    if (this.stage[slot] !== Stage.None) this.live--;
    this.stage[slot] = Stage.None;
    this.entered[slot] = this.bare[slot] = 0;
  }
}
