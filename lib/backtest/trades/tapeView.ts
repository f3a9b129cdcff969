/**
 * What `decide` reads in a run over prints: now, the last print and the touch as they were seen, and of the last closed bar, where there
 * are bars, the rest of it and the indicators. Decides nothing.
 */
import type { Now, NowColumns, NowView } from "../../engine/view.js";
import type { Sighting } from "./sightings.js";

const FIELDS = ["time", "open", "high", "low", "close", "volume", "interval", "bid", "ask", "mark", "funding"] as const;

export class TapeView implements NowView {
  readonly now: Now;
  private readonly fields: Record<string, number>;
  private readonly names: readonly string[];
  private row = -1;

  /** @param columns of the bars and their indicators; none where there are no bars */
  constructor(private readonly columns: NowColumns, private readonly sighting: Sighting) {
    this.names = Object.keys(columns);
    this.fields = {};
    for (const name of [...FIELDS, ...this.names]) this.fields[name] = NaN; // first of all a double, and V8 keeps one
    this.fields["interval"] = 0;
    this.now = this.fields;
  }

  seek(row: number): void {
    const { fields, sighting } = this;
    if (row !== this.row) this.load(row);
    fields["time"] = sighting.time;
    fields["close"] = sighting.last;
    fields["bid"] = sighting.bid;
    fields["ask"] = sighting.ask;
  }

  setFunding(rate: number): void {
    this.fields["funding"] = rate;
  }

  private load(row: number): void {
    this.row = row;
    for (const name of this.names) this.fields[name] = this.columns[name]![row]!;
  }
}
