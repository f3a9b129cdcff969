import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Entry { readonly optionalDependencies?: Readonly<Record<string, string>>; readonly resolved?: string }
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { readonly packages: Readonly<Record<string, Entry>> };

describe("the lock file", () => {
  it("names every platform's optional package, so that npm ci passes on macOS and arm64 too", () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => lock.packages[`node_modules/${name}`] === undefined && lock.packages[`${path}/node_modules/${name}`] === undefined));
    expect(missing, "run node .ci/completeLock.mjs").toEqual([]);
  });
  it("names no registry", () => expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.startsWith("http"))).toEqual([]));
});
