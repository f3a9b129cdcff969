/**
 * The headless browser that draws static images and in which tests look at JupyterLab. Debian's Chromium, or the one that CHROMIUM names; none is downloaded.
 */
import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";
import { KernelFailure } from "./failure.js";

const FLAGS: readonly string[] = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const chromiumPath = (): string => process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const hasChromium = (): boolean => existsSync(chromiumPath());

/** Throws CHROMIUM_MISSING. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (!hasChromium()) throw new KernelFailure("environment", "CHROMIUM_MISSING", `Static images are drawn by Chromium, and there is none at ${executablePath}: install it (Debian: apt install chromium) or name one by CHROMIUM=/path/to/it.`);
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath, args: [...FLAGS] });
}
