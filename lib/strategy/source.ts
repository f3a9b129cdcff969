/** A strategy is its source text: the hash that a run, a trial and a promotion name it by. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../market/run.js";
import type { Strategy } from "./strategy.js";

/** The text that decides what a strategy does: name, parameters' ranges, its functions as written, and what it is built around. */
export function strategySource(strategy: Strategy): string {
  const functions = (["indicators", "state", "decide"] as const).map((name): string => (typeof strategy[name] === "function" ? Function.prototype.toString.call(strategy[name]) : ""));
  return [strategy.name, canonicalJson(strategy.params), canonicalJson(strategy.decideOn ?? ["bar"]), ...functions, ...(strategy.basis === undefined ? [] : [strategy.basis])].join("\n");
}

/** SHA-256 of the source text, hex. White space at line ends and indentation do not count. */
export function sourceHash(strategy: Strategy): string {
  const text = strategySource(strategy).split("\n").map((line) => line.trim()).filter((line) => line !== "").join("\n");
  return createHash("sha256").update(text).digest("hex");
}
