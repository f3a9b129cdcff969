/**
 * The owner of a data directory, a process of its own: `node lib/dist/data/store/owner.js DIR`.
 * Starts ClickHouse on it, tells where, and ends when the last client has given its lease back. Only one can be: ClickHouse
 * locks the directory. A failure is one line of JSON on standard output. Knows no tables and no queries.
 */
import { randomBytes } from "node:crypto";
import { isQuantError } from "../../market/errors.js";
import { removeEndpoint, writeEndpoint } from "./endpoint.js";
import { startGateway } from "./gateway.js";
import { homeAt, prepareHome, type Home } from "./home.js";
import { makeLease, watchLease } from "./lease.js";
import { isMissingEntry, openLibrary, startListener, type Engine } from "./listener.js";

/** A client that starts an owner has this long to take its lease; without the limit an owner whose starter died would stay for ever. */
const GRACE_MS = 3000;
const LOOK_EVERY_MS = 100;
/** A graceful stop waits up to 5 s for open sockets; after this the process just ends, which loses no acknowledged row. */
const STOP_MS = 1500;

/** The one line a failed owner leaves for its launcher. */
export interface OwnerFailure { readonly failed: string; readonly code: string }

async function own(home: Home): Promise<void> {
  prepareHome(home);
  const lease = makeLease(home), token = randomBytes(24).toString("hex");
  const { engine, note } = await startEngine(home, token);
  const stop = (): void => {
    removeEndpoint(home, process.pid);
    engine.stop();
    setTimeout(() => process.kill(process.pid, "SIGKILL"), STOP_MS);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", stop);
  const endWatch = endWithLastClient(lease, stop);
  writeEndpoint(home, { url: engine.url, token, pid: process.pid, engine: engine.kind, note });
  await engine.ended;
  endWatch();
  removeEndpoint(home, process.pid);
}

/** The real server; the gateway where this machine's chdb can not be entered, or where it is forced for a test. */
async function startEngine(home: Home, token: string): Promise<{ engine: Engine; note: string }> {
  let note = "BTC_QUANT_STORE_ENGINE=gateway";
  if (process.env["BTC_QUANT_STORE_ENGINE"] !== "gateway") {
    try {
      const ffi = openLibrary();
      return { engine: await startListener(ffi, home, token), note: "" };
    } catch (error) {
      if (!isMissingEntry(error) && !isUnloadable(error)) throw error;
      note = (error as Error).message.split("\n")[0] ?? "";
    }
  }
  return { engine: await startGateway(home, token), note };
}

const isUnloadable = (error: unknown): boolean => /Cannot find module|cannot open shared object|dlopen|MODULE_NOT_FOUND/.test((error as Error).message);

function endWithLastClient(lease: string, end: () => void): () => void {
  const watch = watchLease(lease), graceEnds = performance.now() + GRACE_MS;
  let open = true;
  const close = (): void => { if (open) { open = false; clearInterval(timer); watch.close(); } };
  const timer = setInterval(() => {
    if (watch.held() || performance.now() < graceEnds) return;
    close();
    end();
  }, LOOK_EVERY_MS);
  return close;
}

function failure(error: unknown): OwnerFailure {
  return isQuantError(error) ? { failed: error.message, code: error.code } : { failed: (error as Error).message, code: "ENGINE" };
}

if (require.main === module) {
  process.env["TZ"] = "UTC";
  own(homeAt(process.argv[2])).then(
    () => process.exit(0),
    (error: unknown) => {
      // The launcher may have gone, and its pipe with it: the end does not wait for being heard.
      setTimeout(() => process.kill(process.pid, "SIGKILL"), STOP_MS);
      process.stdout.on("error", () => process.exit(1)).write(`${JSON.stringify(failure(error))}\n`, () => process.exit(1));
    },
  );
}
