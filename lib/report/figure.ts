/** A figure is plain Plotly JSON: data, layout, config. Knows no run, no browser and no notebook. */

/** Anything Plotly takes as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A typed array as Plotly 2.28 and later reads it: little-endian bytes as base64. https://plotly.com/javascript/reference : "bdata" */
export interface PackedNumbers { readonly dtype: "f8" | "f4" | "i4" | "i2" | "i1" | "u4" | "u2" | "u1"; readonly bdata: string }

/** One trace: at least a type, the rest as Plotly names it. */
export interface Trace { readonly type: string; readonly [key: string]: Json | PackedNumbers | undefined }

/** What a notebook shows, a report embeds and a test compares. */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: Readonly<Record<string, Json>>;
  readonly config?: Readonly<Record<string, Json>>;
}
