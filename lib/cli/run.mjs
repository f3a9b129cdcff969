/**
 * The way in for every npm script: installs what is missing, builds what is stale, then hands over to lib/dist/cli/<command>.js.
 * Plain JavaScript without a dependency, because on a fresh clone there is nothing else yet. Knows no command's options.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const lib = join(root, "lib"), dist = join(lib, "dist"), stamp = join(dist, ".built");
const [command, ...argv] = process.argv.slice(2);

const say = (sentence) => process.stderr.write(`${sentence}\n`);
const fail = (sentence, code = 1) => {
  say(sentence);
  process.exit(code);
};

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node ${process.versions.node} is too old: btc-quant needs 20.19 or newer, from nodejs.org or your package manager`);
}

/** npm leaves a copy of the lock file it installed from: when it is as new as ours, nothing is missing. */
function install() {
  const lock = join(root, "package-lock.json"), installed = join(root, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const verb = existsSync(installed) ? "install" : "ci";
  say(`Installing npm packages (npm ${verb}, about a minute the first time) …`);
  const { status } = spawnSync("npm", [verb, "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" });
  if (status !== 0) fail("npm could not install the packages: see its message above; a network that reaches the npm registry is needed once");
  if (!existsSync(installed)) fail("npm reported success but node_modules is not there: remove node_modules and try again");
}

function sources(folder = lib) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path === dist || entry.name === "node_modules" ? [] : sources(path);
    return path.endsWith(".ts") ? [path] : [];
  });
}

/** Compiled files whose source has gone would still be found by require. */
function removeOrphans(files) {
  const wanted = new Set(files.map((file) => relative(lib, file).replace(/\.ts$/, "")));
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (/\.(js|d\.ts)(\.map)?$/.test(entry.name) && !wanted.has(relative(dist, path).replace(/\.(js|d\.ts)(\.map)?$/, ""))) rmSync(path);
    }
  };
  walk(dist);
}

function build() {
  const files = sources(), newest = Math.max(...[...files, join(root, "tsconfig.json"), join(lib, "package.json")].map((file) => statSync(file).mtimeMs));
  const state = `${files.length} ${newest}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === state) return;
  mkdirSync(dist, { recursive: true });
  removeOrphans(files);
  if (!existsSync(stamp)) rmSync(join(dist, ".tsbuildinfo"), { force: true });
  // node_modules/.bin/tsc is tslab's old compiler, so ours is called by its path.
  const { status, stdout } = spawnSync(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", root], { cwd: root, encoding: "utf8" });
  if (status === 0) return writeFileSync(stamp, state);
  say(stdout.trimEnd());
  if (!existsSync(join(dist, "cli"))) fail("lib/ does not compile: the compiler's messages stand above");
  say("lib/ does not compile cleanly (messages above); what the compiler made of it is run all the same");
}

checkNode();
if (process.env["npm_config_strategy"] !== undefined) fail(`npm kept the options for itself: write npm run ${command} -- --strategy …, with two dashes of their own`, 2);
if (command === undefined) fail("which command? See the scripts in package.json", 2);
install();
build();
const file = join(dist, "cli", `${command}.js`);
if (!existsSync(file)) fail(`there is no command '${command}'`, 2);
process.exitCode = await createRequire(import.meta.url)(file).run(argv);
