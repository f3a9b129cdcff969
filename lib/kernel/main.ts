/**
 * The kernel process: `node --enable-source-maps lib/dist/kernel/main.js CONNECTION_FILE`, started by Jupyter in the notebook's folder.
 * Ends with its parent: a kernel whose server is gone has nobody to answer.
 */
import { kernelServer } from "./protocol.js";
import { Session } from "./session.js";

const PARENT_CHECK_MS = 1000;
const FAREWELL_MS = 200;
/** Long enough for the first questions of a front end, short enough to be done before somebody runs a cell. */
const WARM_AFTER_MS = 300;

/** Jupyter names itself: it may have ended before we could look. */
function endWithParent(parent: number): void {
  setInterval(() => { if (process.ppid !== parent) process.exit(0); }, PARENT_CHECK_MS).unref();
}

function main(connectionFile: string | undefined): void {
  if (connectionFile === undefined) {
    process.stderr.write("The kernel is started by Jupyter with a connection file; to work in notebooks run npm start.\n");
    process.exitCode = 2;
    return;
  }
  endWithParent(Number(process.env["JPY_PARENT_PID"] ?? process.ppid));
  const session = new Session();
  const server = kernelServer(session, connectionFile);
  const close = server.close.bind(server);
  server.close = (): void => {
    close();
    // Timers of a cell must not hold the process: the farewell is on its way, then it ends.
    setTimeout(() => process.exit(0), FAREWELL_MS);
  };
  process.on("SIGINT", () => session.executor.interrupt());
  process.on("uncaughtException", (error) => session.reportBackgroundError(error));
  process.on("unhandledRejection", (reason) => session.reportBackgroundError(reason));
  void server.init().then(() => setTimeout(() => session.compiler.warm(), WARM_AFTER_MS));
}

main(process.argv[2]);
