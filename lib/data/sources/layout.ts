/**
 * What a file holds, told by its first two lines: which kind, which field is which column, header or none, milliseconds or microseconds.
 * Guesses nothing: a file that fits no kind, or a time of no known unit, is refused. Reads no further than the first row.
 */
import { basename } from "node:path";
import { QuantError } from "../../market/errors.js";
import { FILE_KINDS, HEADER_WORDS, HEADERLESS, KIND_COLUMNS, type ColumnName, type FileKind, type Reading } from "./columnNames.js";
import { parseDecimal } from "./decimal.js";
import { fileBytes } from "./fileBytes.js";

export interface Field { readonly column: ColumnName; readonly reading: Reading }

export interface Layout {
  readonly kind: FileKind;
  readonly hasHeader: boolean;
  /** One entry a field of the line; `undefined` is passed over. */
  readonly fields: readonly (Field | undefined)[];
  /** What times are divided by to be milliseconds. */
  readonly timeDivisor: 1 | 1_000;
}

/** @throws QuantError EMPTY_FILE, UNKNOWN_FILE_KIND, BAD_TIME_UNIT, FILE_NOT_READABLE, DAMAGED_FILE */
export async function sniffLayout(path: string, asked?: FileKind): Promise<Layout> {
  const file = basename(path), [first = "", second = ""] = await firstLines(path);
  if (first === "") throw new QuantError("data", "EMPTY_FILE", `${file} is empty, rows were expected`, { path });
  const hasHeader = !/^[-\d.]/.test(first), row = (hasHeader ? second : first).split(",");
  if (hasHeader && second === "") throw new QuantError("data", "EMPTY_FILE", `${file} has a header and no rows`, { path });
  const words = hasHeader ? first.toLowerCase().split(",").map((word) => word.trim().replace(/^"(.*)"$/, "$1")) : headerless(file, row);
  const named = words.map((word) => HEADER_WORDS[word]), kind = kindOf(file, words, named.flatMap((entry) => (entry === undefined ? [] : [entry[0]])), asked);
  const { needs, mayHave } = KIND_COLUMNS[kind], wanted = [...needs, ...mayHave];
  const fields = named.map((entry) => (entry !== undefined && wanted.includes(entry[0]) ? { column: entry[0], reading: entry[1] } : undefined));
  const time = row[fields.findIndex((field) => field?.column === "time")] ?? "";
  return { kind, hasHeader, fields, timeDivisor: timeDivisor(file, hasHeader ? 2 : 1, time) };
}

/** The first two lines that are not blank at the file's end. */
async function firstLines(path: string): Promise<readonly string[]> {
  let text = "";
  for await (const chunk of fileBytes(path)) {
    text += chunk.toString("latin1");
    if (text.split("\n").length > 2 || text.length > 1 << 20) break;
  }
  return text.replace(/^\xef\xbb\xbf/, "").split("\n", 2).map((line) => line.replace(/\r$/, ""));
}

function headerless(file: string, row: readonly string[]): readonly string[] {
  const words = HEADERLESS[row.length]?.split(",");
  if (words !== undefined) return words;
  const known = Object.keys(HEADERLESS).join(", ");
  throw new QuantError("data", "UNKNOWN_FILE_KIND", `${file} has no header and ${row.length} fields a row; without a header ${known} fields are understood: put a header line in front, such as ${KIND_COLUMNS.candles.example}`, { fields: row.length });
}

function kindOf(file: string, words: readonly string[], present: readonly ColumnName[], asked: FileKind | undefined): FileKind {
  const fits = (kind: FileKind): boolean => KIND_COLUMNS[kind].needs.every((column) => present.includes(column));
  if (asked !== undefined && !fits(asked)) {
    const missing = KIND_COLUMNS[asked].needs.filter((column) => !present.includes(column));
    throw new QuantError("data", "UNKNOWN_FILE_KIND", `${file} (columns ${words.join(", ")}) can not be ${asked}: it lacks ${missing.join(", ")}; a header that fits is ${KIND_COLUMNS[asked].example}`, { asked, missing });
  }
  const kind = asked ?? FILE_KINDS.filter(fits).sort((a, b) => KIND_COLUMNS[b].needs.length - KIND_COLUMNS[a].needs.length)[0];
  if (kind !== undefined) return kind;
  const examples = FILE_KINDS.map((name) => `${name} (${KIND_COLUMNS[name].example})`).join(", ");
  throw new QuantError("data", "UNKNOWN_FILE_KIND", `${file} has the columns ${words.join(", ")}, which fit none of ${examples}`, { words });
}

/** 1e12 to 1e13 ms is 2001 to 2286; a thousand times that are microseconds. */
function timeDivisor(file: string, line: number, text: string): 1 | 1_000 {
  const time = parseDecimal(text);
  if (time >= 1e12 && time < 1e13) return 1;
  if (time >= 1e15 && time < 1e16) return 1_000;
  throw new QuantError("data", "BAD_TIME_UNIT", `${file}, line ${line}: its time is '${text}', milliseconds or microseconds since 1970 were expected`, { line, text });
}
