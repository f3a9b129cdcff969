/** Renko bricks on the bars that completed them, held until the next. The library can only draw them over a whole history. */
import type { Candles } from "../../market/candles.js";
import { QuantError } from "../../market/errors.js";
import type { Indicator } from "../indicator.js";
import { batch } from "./library.js";
import { num, positive, type Member } from "./member.js";

const WHY = "technicalindicators can not stream Renko: it draws all bricks again for every new bar";

/** Row numbers go in as timestamps, so that each brick comes back with its bar. At most one brick a bar, the library's way. */
function bricks(c: Candles, brickSize: number, output: string): Float64Array {
  const plain = (column: Float64Array): number[] => Array.from(column);
  const drawn = batch("renko")({
    open: plain(c.open), high: plain(c.high), low: plain(c.low), close: plain(c.close), volume: plain(c.volume),
    timestamp: Array.from({ length: c.length }, (_, i) => i), brickSize, useATR: false,
  });
  const out = new Float64Array(c.length).fill(NaN), rows = drawn["timestamp"]!, column = drawn[output]!;
  for (let i = 0; i < rows.length; i++) out.fill(column[i]!, rows[i]!, rows[i + 1] ?? c.length);
  return out;
}

function renko(brickSize: number, output: string): Indicator {
  return {
    warmup: 2,
    push: () => { throw new QuantError("unsupported", "NO_STREAM", `${WHY}; only its column can be had`); },
    column: (candles) => bricks(candles, brickSize, output),
  };
}

export const renkoMember: Member = {
  name: "Renko", parameters: { brickSize: positive(100) }, outputs: ["open", "close", "high", "low", "volume"], takesSource: false, servedBy: "technicalindicators", streams: WHY,
  note: "brickSize in quote currency; NaN until the first brick, whenever that is; at most one brick a bar, however far it went; the library's useATR is refused: it takes the size from the last bar of the history",
  make: (values, output) => renko(num(values, "brickSize"), output),
};
