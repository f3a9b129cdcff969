import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { choosePort } from "../../lib/kernel/labServer.js";
import { ensureVenv, venvStands, type VenvOptions } from "../../lib/kernel/venv.js";

let root: string;
const log = (): readonly string[] => (existsSync(join(root, "log")) ? readFileSync(join(root, "log"), "utf8").trim().split("\n") : []);

/** A Python that is a shell script: real processes, no network. `pip` is what its virtual environment does when asked to install. */
function fakePython(name: string, version: string, pip: string): readonly string[] {
  const path = join(root, name);
  writeFileSync(path, `#!/bin/sh
case "$2" in
  *version_info*) echo "${version}" ;;
  venv) echo "venv" >> "${root}/log"; rm -rf "$4"; mkdir -p "$4/bin"; cat > "$4/bin/python" <<'END'
#!/bin/sh
echo "pip" >> "${root}/log"
${pip}
END
  chmod +x "$4/bin/python" ;;
esac
`);
  chmodSync(path, 0o755);
  return [path];
}
const make = (options: VenvOptions): ReturnType<typeof ensureVenv> => ensureVenv({ root, ...options });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "btc-quant-venv-"));
  mkdirSync(join(root, "lib", "kernel"), { recursive: true });
  writeFileSync(join(root, "lib", "kernel", "requirements.txt"), "jupyterlab==4.6.4\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe.skipIf(process.platform === "win32")("the virtual environment", () => {
  it("is made once; a second start does nothing", async () => {
    const candidates = [fakePython("python", "3 12", "exit 0")];
    expect((await make({ candidates })).made).toBe(true);
    expect((await make({ candidates })).made).toBe(false);
    expect(log()).toEqual(["venv", "pip"]);
  });
  it("is made again when its requirements change", async () => {
    const candidates = [fakePython("python", "3 12", "exit 0")];
    await make({ candidates });
    writeFileSync(join(root, "lib", "kernel", "requirements.txt"), "jupyterlab==4.6.5\n");
    expect((await make({ candidates })).made).toBe(true);
  });
  it("is repaired by the next start when the first was cut off", async () => {
    await expect(make({ candidates: [fakePython("python", "3 12", "kill -9 $$")] })).rejects.toMatchObject({ code: "PIP_FAILED" });
    expect(venvStands(root)).toBe(false);
    expect((await make({ candidates: [fakePython("python", "3 12", "exit 0")] })).made).toBe(true);
  });
  it("says what is missing when no Python answers", async () => {
    await expect(make({ candidates: [[join(root, "absent")]] })).rejects.toMatchObject({ code: "PYTHON_MISSING", message: expect.stringMatching(/needs Python 3\.10 or newer.*apt install python3/) });
  });
  it("names the version of a Python that is too old, and takes the next one that is not", async () => {
    const old = fakePython("old", "3 8", "exit 0");
    await expect(make({ candidates: [old] })).rejects.toMatchObject({ code: "PYTHON_TOO_OLD", message: expect.stringContaining("old is 3.8") });
    expect((await make({ candidates: [old, fakePython("new", "3 10", "exit 0")] })).made).toBe(true);
  });
  it("gives up on an index that hangs, within the limit, and ends what it started", async () => {
    const candidates = [fakePython("python", "3 12", `echo $$ > "${root}/pid"; sleep 600`)];
    await expect(make({ candidates, limitMs: 1500 })).rejects.toMatchObject({ code: "PIP_TIMEOUT", message: expect.stringContaining("PIP_INDEX_URL") });
    const pid = Number(readFileSync(join(root, "pid"), "utf8"));
    await expect.poll(() => { try { process.kill(pid, 0); return true; } catch { return false; } }).toBe(false);
  });
  it("passes on pip's last words when the index refuses", async () => {
    const candidates = [fakePython("python", "3 12", 'echo "ERROR: No matching distribution found for jupyterlab==4.6.4"; exit 1')];
    await expect(make({ candidates })).rejects.toMatchObject({ code: "PIP_FAILED", message: expect.stringContaining("No matching distribution found") });
  });
});

describe("the port", () => {
  it("that was asked for is refused when it is in use, else the first free one is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    await expect(choosePort(port)).rejects.toMatchObject({ code: "PORT_BUSY", message: expect.stringContaining(`Port ${port} is in use`) });
    server.close();
    await once(server, "close");
    expect(await choosePort(port)).toBe(port);
    expect(await choosePort(undefined)).toBeGreaterThanOrEqual(8888);
  });
});
