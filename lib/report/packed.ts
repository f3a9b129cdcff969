/** Numbers on their way into a figure: as JSON or as base64 bytes, whichever is shorter; exact to the last bit either way. */
import type { Json, PackedNumbers } from "./figure.js";

/**
 * NaN becomes null in JSON and stays NaN in bytes: Plotly leaves both out. An infinity can only go as bytes; minus zero may come back as zero.
 * Plotly reads `{ dtype, bdata }` since 2.35; checked in Chromium with the 4.1.2 that we ship.
 */
export function numbers(values: Float64Array): Json | PackedNumbers {
  const text = JSON.stringify(Array.from(values));
  if (text.length <= bytesLength(values) && !values.some((value) => Math.abs(value) === Infinity)) return JSON.parse(text) as Json;
  return { dtype: "f8", bdata: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64") };
}

/** The numbers again, for whoever has to compute with a figure. */
export function unpacked(packed: Json | PackedNumbers | undefined): Float64Array {
  if (Array.isArray(packed)) return Float64Array.from(packed as readonly (number | null)[], (value) => value ?? NaN);
  const { bdata } = packed as PackedNumbers, bytes = Uint8Array.from(Buffer.from(bdata, "base64"));
  return new Float64Array(bytes.buffer);
}

const bytesLength = (values: Float64Array): number => `{"dtype":"f8","bdata":""}`.length + Math.ceil(values.byteLength / 3) * 4;

/**
 * Times for a date axis, as text in UTC: `2024-01-01`, `2024-01-01 05:30`, to the millisecond where needed.
 * Never as numbers, though Plotly takes them: it shows those in the time zone of the reader's machine (4.1.2, seen in Chromium).
 */
export const times = (column: Float64Array): readonly string[] => Array.from(column, dateText);

export function dateText(time: number): string {
  const [day = "", clock = ""] = new Date(time).toISOString().slice(0, -1).split("T");
  return clock === "00:00:00.000" ? day : `${day} ${clock.replace(/(:00)?\.000$/, "")}`;
}
