import { afterEach, describe, expect, it, vi } from "vitest";
import { figureBundle, figureHtml, figureLine } from "../../lib/report/displayFigure.js";
import type { Figure } from "../../lib/report/figure.js";
import { show } from "../../lib/report/notebook.js";
import { frame, MAX_FRAME_ROWS } from "../../lib/report/notebookFrame.js";
import type { NotebookPort } from "../../lib/report/notebookPort.js";
import { progress } from "../../lib/report/notebookProgress.js";
import { DISPLAY, table } from "../../lib/report/table.js";

const PORT = Symbol.for("btc-quant.kernel");
interface Published { readonly bundle: Readonly<Record<string, unknown>>; readonly id?: string; readonly update?: boolean }

/** A notebook without a kernel: what is published is kept. */
function openNotebook(): Published[] {
  const published: Published[] = [];
  const port: NotebookPort = { publish: (bundle, options) => published.push({ bundle, ...options }), newId: () => `id-${published.length}`, bundleOf: () => undefined };
  (globalThis as Record<symbol, unknown>)[PORT] = port;
  return published;
}
const printed = (): string[] => {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => { lines.push(line); });
  return lines;
};
afterEach(() => { delete (globalThis as Record<symbol, unknown>)[PORT]; });

const figure = (title: string): Figure => ({ data: [{ type: "scatter", y: [1, 2] }], layout: { title: { text: title }, height: 300 } });

describe("a figure's bundle", () => {
  it("has the JSON for a renderer, html for a notebook without one and a line for everything else", () => {
    const bundle = figureBundle(figure("Equity"));
    expect(bundle["application/vnd.plotly.v1+json"]).toEqual({ ...figure("Equity"), config: {} });
    expect(bundle["text/plain"]).toBe('Figure "Equity", 1 trace');
    expect(Object.keys(bundle)).not.toContain("image/png");
    expect(figureBundle(figure("Equity"), "aW1n")["image/png"]).toBe("aW1n");
  });
  it("cannot be closed by a text inside it", () => {
    expect(figureHtml(figure("</script><script>alert(1)</script>")).match(/<\/script/g)).toHaveLength(1);
  });
  it("names its title without markup", () => {
    expect(figureLine(figure("<b>SYNTHETIC</b><br>Price"))).toBe('Figure "SYNTHETIC Price", 1 trace');
    expect(figureLine({ data: [], layout: {} })).toBe("Figure, 0 traces");
  });
});

describe("show in a notebook", () => {
  it("replaces the same output when it is updated, and each show has its own", () => {
    const published = openNotebook();
    const first = show(figure("one"));
    show(figure("other"));
    first.update(figure("two"));
    expect(published.map(({ id, update, bundle }) => [id, update, bundle["text/plain"]])).toEqual([
      ["id-0", false, 'Figure "one", 1 trace'], ["id-1", false, 'Figure "other", 1 trace'], ["id-0", true, 'Figure "two", 1 trace'],
    ]);
  });
  it("asks a table or a run for its own display, and shows nothing more as a last expression", () => {
    const published = openNotebook();
    const shown = show(table("Trades", [{ name: "pnl" }], [["1"]]));
    expect(published[0]?.bundle["text/html"]).toContain("<caption>Trades</caption>");
    expect(shown[DISPLAY]()).toEqual({});
  });
  it("refuses what it can not show, naming what it can", () => {
    openNotebook();
    expect(() => show({ price: 1 })).toThrow(/takes a figure .* this Object is none of them/);
  });
});

describe("show outside of a notebook", () => {
  it("prints one line for a figure and the text of a table", () => {
    const lines = printed();
    show(figure("Equity")).update(figure("Drawdown"));
    show(table("", [{ name: "a" }], [["1"]]));
    expect(lines).toEqual(['Figure "Equity", 1 trace', 'Figure "Drawdown", 1 trace', "a\n─\n1"]);
  });
});

describe("progress", () => {
  it("starts at nothing, ends at everything, in one output, however often it is told", () => {
    const published = openNotebook();
    const bar = progress(100_000, "bars");
    for (let i = 1; i <= 100_000; i++) bar.update(i);
    bar.finish();
    bar.update(1);
    expect(published.length).toBeLessThan(100);
    expect(new Set(published.map(({ id }) => id)).size).toBe(1);
    expect(published.map(({ update }) => update)).toEqual([false, ...published.slice(1).map(() => true)]);
    expect(published[0]?.bundle["text/html"]).toContain('<progress value="0" max="100000"');
    expect(published.at(-1)?.bundle["text/plain"]).toMatch(/^bars: 100,000 of 100,000 \(100 %\) in \d+\.\d s$/);
  });
  it("prints one line at the end outside of a notebook", () => {
    const lines = printed();
    const bar = progress(2);
    bar.update(1);
    bar.finish();
    expect(lines).toEqual([expect.stringMatching(/^2 of 2 \(100 %\)/)]);
  });
  it("refuses to count to nothing", () => {
    for (const total of [0, -1, NaN, Infinity]) expect(() => progress(total)).toThrow(/a number above zero is needed/);
  });
});

describe("a danfo frame", () => {
  it("is made of rows and of columns, typed arrays included, every float exact", async () => {
    const price = Float64Array.of(67_123.456789, 0.1 + 0.2);
    const columns = await frame({ time: [1_700_000_000_000, 1_700_000_060_000], price });
    const rows = await frame([{ time: 1_700_000_000_000, price: price[0] }, { time: 1_700_000_060_000, price: price[1] }]);
    for (const made of [columns, rows]) {
      expect([made.shape, made.columns]).toEqual([[2, 2], ["time", "price"]]);
      expect(made.column("price").values).toEqual([...price]);
      expect(made.query(made.column("price").gt(1)).shape).toEqual([1, 2]);
    }
  });
  it("refuses what would freeze a notebook, naming what to use instead", async () => {
    await expect(frame({ close: new Float64Array(MAX_FRAME_ROWS + 1) })).rejects.toThrow("200,001 rows are too many for a danfo frame (at most 200,000): aggregate in ClickHouse with rows(sql)");
  });
  it("refuses tables that are none, naming the column or the row", async () => {
    await expect(frame([])).rejects.toThrow("at least one row");
    await expect(frame({ a: [1], b: [1, 2] })).rejects.toThrow("'a' has 1 values, 'b' has 2");
    await expect(frame([{ a: 1 }, { b: 1 }])).rejects.toThrow("Row 1 of the table has other columns (b) than row 0 (a)");
  });
});
