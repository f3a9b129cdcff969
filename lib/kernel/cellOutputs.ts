/**
 * Collects the messages of running cells into the outputs of a notebook, as a front end would: streams are joined, updates replace what they name.
 */
import { linesOf, textOf, type Cell, type Output } from "./notebookFile.js";
import type { Publish } from "./session.js";

type Displayed = Extract<Output, { output_type: "display_data" }>;
interface DisplayContent { data: Record<string, unknown>; metadata: object; transient?: { display_id?: string } }

export class CellOutputs {
  readonly #displays = new Map<string, Displayed[]>();

  /** A publisher that writes into this cell, and clears it first. */
  into(cell: Cell): Publish {
    const outputs: Output[] = [];
    cell.outputs = outputs;
    cell.execution_count = null;
    return (type, content) => {
      if (type === "execute_input") cell.execution_count = content["execution_count"] as number;
      else if (type === "stream") addText(outputs, String(content["name"]), String(content["text"]));
      else if (type === "display_data") this.#display(outputs, content as unknown as DisplayContent);
      else if (type === "update_display_data") this.#update(content as unknown as DisplayContent);
      else if (type === "execute_result" || type === "error") outputs.push({ output_type: type, ...content } as unknown as Output);
    };
  }

  #display(outputs: Output[], { data, metadata, transient }: DisplayContent): void {
    const output: Displayed = { output_type: "display_data", data, metadata };
    outputs.push(output);
    const id = transient?.display_id;
    if (id !== undefined) this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
  }

  /** An update with an unknown id changes nothing, as in JupyterLab. */
  #update({ data, metadata, transient }: DisplayContent): void {
    for (const output of this.#displays.get(transient?.display_id ?? "") ?? []) Object.assign(output, { data, metadata });
  }
}

function addText(outputs: Output[], name: string, text: string): void {
  const last = outputs.at(-1);
  if (last?.output_type === "stream" && last.name === name) last.text = textOf(last.text) + text;
  else outputs.push({ output_type: "stream", name, text });
}

/** Stream texts as nbformat wants them on disk. */
export function foldLines(cells: readonly Cell[]): void {
  for (const cell of cells) for (const output of cell.outputs ?? []) if (output.output_type === "stream") output.text = linesOf(textOf(output.text));
}
