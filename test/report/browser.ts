/** Headless Chromium for tests that look at pages; absent on some machines, which is a reason to skip. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

export const CHROMIUM: string | undefined = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path !== undefined && existsSync(path));

/** Why a test that needs one is skipped. */
export const NO_CHROMIUM = "no Chromium: install it (Debian: apt-get install chromium) or name one in CHROMIUM";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM as string, headless: true, args: FLAGS });
