/**
 * Draws Plotly figures as PNG in a headless browser: what GitHub shows of a committed notebook. Uses no network.
 */
import { createRequire } from "node:module";
import { launchChromium } from "./chromium.js";

export interface FigureJson { readonly data: readonly unknown[]; readonly layout?: { readonly height?: number; readonly width?: number }; readonly config?: object }
export interface FigurePainter {
  /** Base64 of a PNG, as wide as a GitHub page. */
  draw(figure: FigureJson): Promise<string>;
  close(): Promise<void>;
}

const WIDTH = 880;
const HEIGHT = 420;

/** The part of window.Plotly that runs in the page. */
interface PlotlyInPage { Plotly: { toImage(figure: object, options: object): Promise<string> } }

export async function openPainter(): Promise<FigurePainter> {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
  await page.addScriptTag({ path: createRequire(__filename).resolve("plotly.js-dist-min/plotly.min.js") });
  return {
    async draw({ data, layout = {} }) {
      const size = { format: "png", width: layout.width ?? WIDTH, height: layout.height ?? HEIGHT };
      const url = await page.evaluate(({ figure, options }) => (globalThis as unknown as PlotlyInPage).Plotly.toImage(figure, options), { figure: { data, layout }, options: size });
      return url.replace(/^data:image\/png;base64,/, "");
    },
    close: () => browser.close(),
  };
}
