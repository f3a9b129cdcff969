/** `npm run store -- status|stop`: what the store is doing, and the end of its local ClickHouse. Starts nothing. Knows no SQL. */
import Table from "cli-table3";
import { Command } from "commander";
import { homeAt } from "../data/store/home.js";
import { stopStore, storeStatus, type Owner, type StoreStatus, type TableSize } from "../data/store/status.js";
import { guard } from "./exit.js";

export const run = (argv: readonly string[]): Promise<number> => guard(argv, async () => {
  const program = new Command("store").description("the store of market data and runs: a local ClickHouse (BTC_QUANT_HOME), or the server named by CLICKHOUSE_URL").exitOverride();
  program.command("status").description("where it is, who uses it, what it holds").option("--json", "one object").option("--verbose", "show the stack of a failure")
    .action(async ({ json }: { json?: boolean }) => { const status = await storeStatus(); say(json === true ? JSON.stringify(status, null, 2) : statusText(status)); });
  program.command("stop").description("end the local ClickHouse; whoever still uses it starts it again with the next question").option("--verbose", "show the stack of a failure")
    .action(async () => say(await stopText()));
  await program.parseAsync([...argv], { from: "user" });
  return 0;
});

const say = (text: string): void => { process.stdout.write(`${text}\n`); };

export function statusText(status: StoreStatus): string {
  if (status.kind === "server") return `ClickHouse ${status.version} at ${status.place}, schema ${status.schema}\n${tableText(status.tables)}`;
  const size = `${megabytes(status.bytes)} on disk`;
  if (status.owner === undefined) return `the local ClickHouse of ${status.place} is not running (${size}); it starts with the first use`;
  return [`local ClickHouse ${status.version} in ${status.place}, schema ${status.schema}, ${size}`, ownerText(status.owner), tableText(status.tables)].join("\n");
}

function ownerText({ pid, port, engine, note, clients }: Owner): string {
  const first = `process ${pid}, port ${port} on 127.0.0.1, ${clients === undefined ? "clients unknown on this system" : count(clients.length, "client")}`;
  const holders = (clients ?? []).map((client) => `  ${client.pid}  ${client.command}`);
  const fallback = engine === "gateway" ? [`fallback: the real server could not start (${note}); answers are the same, large ones take more memory`] : [];
  return [first, ...holders, ...fallback].join("\n");
}

function tableText(tables: readonly TableSize[]): string {
  const table = new Table({ head: ["table", "rows", "size"], colAligns: ["left", "right", "right"], style: { head: [], border: [] } });
  for (const { name, rows, bytes } of tables) table.push([name, rows.toLocaleString("en-US"), megabytes(bytes)]);
  return table.toString();
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

async function stopText(): Promise<string> {
  if ((process.env["CLICKHOUSE_URL"] ?? "") !== "") return "CLICKHOUSE_URL names a server, which is not ours to stop; unset it to stop the local ClickHouse";
  const stopped = await stopStore(homeAt());
  if (stopped === undefined) return "no local ClickHouse is running";
  const ended = `process ${stopped.pid} ${stopped.killed ? "did not end in time and was killed; no acknowledged row is lost" : "has ended"}`;
  if (stopped.clients === undefined) return `${ended}; a client that is still open starts it again with its next question`;
  if (stopped.clients.length === 0) return ended;
  return [`${ended}; still open and able to start it again:`, ...stopped.clients.map((client) => `  ${client.pid}  ${client.command}`)].join("\n");
}
