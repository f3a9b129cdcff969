/**
 * One node of a cluster for the tests: a real ClickHouse out of libchdb, on ports that are given, that other nodes may ask over TCP.
 * node clusterNode.cjs DIR HTTP_PORT TCP_PORT CONFIG. Says "ready" once it answers; ends when it is killed. The project's own owner (owner.ts) never listens on TCP.
 */
const { request } = require("node:http");
const { DataType, load } = require("ffi-rs");
const { openLibrary } = require("../../../lib/dist/data/store/listener.js");

const [dir, http, tcp, config] = process.argv.slice(2);
process.env.TZ = "UTC";
openLibrary();
const keep = "SELECT sleepEachRow(3) FROM system.numbers SETTINGS max_block_size = 1 FORMAT Null";
const argv = ["clickhouse", `--path=${dir}`, `--config-file=${config}`, `--http_port=${http}`, `--tcp_port=${tcp}`, "--listen_host=127.0.0.1", "--log-level=fatal", "--query", `SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; ${keep}`];
load({ library: "chdb", funcName: "chdb_query_cmdline", retType: DataType.External, paramsType: [DataType.I32, DataType.StringArray], paramsValue: [argv.length, argv], runInNewThread: true }).then(() => process.exit(1), () => process.exit(1));

const look = () => request({ host: "127.0.0.1", port: http, path: "/ping", agent: false }, (answer) => { answer.resume(); process.stdout.write("ready\n"); }).on("error", () => setTimeout(look, 20)).end();
look();
