/** Node and the disk of the store's folder. Knows no store. */
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Finding } from "./finding.js";

const NODE: readonly [major: number, minor: number] = [20, 19];
const GIGABYTE = 1e9;
/** Six years of minutes take 0.2 GB, of trades 20 to 50; ClickHouse needs room to merge. */
const LITTLE = 10 * GIGABYTE, TOO_LITTLE = GIGABYTE;

export function nodeFinding(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number), fits = major > NODE[0] || (major === NODE[0] && minor >= NODE[1]);
  return { subject: "node", verdict: fits ? "ok" : "error", sentence: fits ? `Node ${version}` : `Node ${version} is too old: ${NODE.join(".")} or newer is needed` };
}

/** @param free bytes; default: asked of the file system that holds `folder`, or the nearest folder above it that exists */
export async function diskFinding(folder: string, free?: number): Promise<Finding> {
  const bytes = free ?? await freeBytes(folder), sentence = `${(bytes / GIGABYTE).toFixed(1)} GB free`;
  if (bytes < TOO_LITTLE) return { subject: "disk", verdict: "error", sentence: `${sentence}: less than 1 GB stops the store; free some, or name another folder with BTC_QUANT_HOME` };
  if (bytes < LITTLE) return { subject: "disk", verdict: "warning", sentence: `${sentence}: enough for candles, not for years of trades` };
  return { subject: "disk", verdict: "ok", sentence };
}

async function freeBytes(folder: string): Promise<number> {
  let at = folder;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  const { bavail, bsize } = await statfs(at);
  return bavail * bsize;
}
