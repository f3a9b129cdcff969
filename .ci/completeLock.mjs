/**
 * Adds to package-lock.json the optional packages of other platforms that the registry at hand did not have, so that `npm ci` passes here
 * and installs the right binary on macOS, Windows and arm64. Run after `npm install`; it changes nothing when nothing is missing.
 */
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url), lock = JSON.parse(readFileSync(file, "utf8"));
const OS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const CPU = { arm64: "arm64", x64: "x64", ia32: "ia32", ppc64: "ppc64", riscv64: "riscv64", s390x: "s390x", arm: "arm" };

function platform(name) {
  const words = name.split(/[/-]/);
  const libc = words.includes("gnu") || words.includes("gnueabihf") ? "glibc" : words.includes("musl") || words.includes("musleabihf") ? "musl" : undefined;
  const cpu = words.map((word) => CPU[word]).find(Boolean), os = words.find((word) => OS.includes(word));
  if (cpu === undefined || os === undefined) throw new Error(`${name}: no platform in its name, add it to the lock file by hand`);
  return { cpu: [cpu], ...(libc !== undefined && os === "linux" ? { libc: [libc] } : {}), os: [os] };
}

let added = 0;
for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (lock.packages[`node_modules/${name}`] !== undefined || lock.packages[`${path}/node_modules/${name}`] !== undefined) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platform(name), optional: true };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
if (added > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
