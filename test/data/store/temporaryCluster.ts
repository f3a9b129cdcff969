/** Two ClickHouse nodes of one test, each a process of its own with a shard, ended and removed at the end. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const CLUSTER = "quant";

export interface TemporaryCluster {
  /** `CLICKHOUSE_URL` of both nodes, or of one. */
  readonly url: string;
  urlOf(node: 0 | 1): string;
  start(node: 0 | 1): Promise<void>;
  kill(node: 0 | 1): Promise<void>;
  remove(): Promise<void>;
}

export async function temporaryCluster(): Promise<TemporaryCluster> {
  const folder = mkdtempSync(join(tmpdir(), "btc-quant-cluster-")), ports = await freePorts(4), [http, tcp] = [ports.slice(0, 2), ports.slice(2)];
  const running: (ChildProcess | undefined)[] = [undefined, undefined];
  const start = async (node: 0 | 1): Promise<void> => {
    const dir = join(folder, String(node)), config = join(dir, "node.xml");
    mkdirSync(join(dir, "data"), { recursive: true });
    writeFileSync(config, nodeConfig(node, tcp));
    const child = spawn(process.execPath, [join(__dirname, "clusterNode.cjs"), join(dir, "data"), String(http[node]), String(tcp[node]), config], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TZ: "UTC" } });
    running[node] = child;
    await new Promise<void>((resolve, reject) => {
      child.stdout.once("data", () => resolve());
      child.once("exit", (code) => reject(new Error(`node ${node} ended with ${code} before it was ready`)));
    });
  };
  const kill = async (node: 0 | 1): Promise<void> => {
    const child = running[node];
    running[node] = undefined;
    if (child === undefined) return;
    await new Promise((resolve) => { child.removeAllListeners("exit").once("exit", resolve).kill("SIGKILL"); });
  };
  const urlOf = (node: 0 | 1): string => `http://127.0.0.1:${http[node]}`;
  await Promise.all([start(0), start(1)]);
  return {
    url: `${urlOf(0)},${urlOf(1)}`, urlOf, start, kill,
    async remove() {
      await Promise.all([kill(0), kill(1)]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As `remote_servers` of real servers have it, without the Keeper that only those can run with. */
function nodeConfig(node: number, tcp: readonly number[]): string {
  const shard = (port: number): string => `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`;
  return `<clickhouse>
 <users_config>node.xml</users_config>
 <tcp_port>${tcp[node]}</tcp_port>
 <remote_servers><${CLUSTER}><secret>of this test</secret>${tcp.map(shard).join("")}</${CLUSTER}></remote_servers>
 <users><default><password></password><networks><ip>127.0.0.1</ip><ip>::1</ip></networks><profile>default</profile><quota>default</quota></default></users>
 <profiles><default/></profiles><quotas><default/></quotas>
 <max_server_memory_usage>1500000000</max_server_memory_usage>
</clickhouse>`;
}

/** Held all at once, so that no two are the same. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); })));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => { server.close(resolve); })));
  return ports;
}
