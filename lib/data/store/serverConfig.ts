/**
 * The configuration of the local ClickHouse: settings for a laptop, and one HTTP rule that answers only to the secret header.
 * Text only; writes no file and starts nothing. The figures and what each cures: design/storage-operations.md, 2.4 and 5.
 */

/** The header that carries the secret. */
export const TOKEN_HEADER = "X-Btc-Quant";

export interface ServerConfig {
  /** This file's own path: users and profiles are in it too. */
  readonly file: string;
  readonly token: string;
  readonly backups: string;
  /** Bytes of the machine. */
  readonly memory: number;
}

/** A quarter of the machine, between 1 and 4 GB. */
export const serverMemory = (machine: number): number => Math.floor(Math.min(4e9, Math.max(1e9, machine / 4)));

export function serverConfig({ file, token, backups, memory }: ServerConfig): string {
  const total = serverMemory(memory), query = Math.floor(total * 0.75);
  return `<clickhouse>
 <users_config>${xml(file)}</users_config>
 <http_handlers>
  <rule><url>/ping</url><methods>GET</methods><handler><type>ping</type></handler></rule>
  <rule><headers><${TOKEN_HEADER}>${xml(token)}</${TOKEN_HEADER}></headers><handler><type>dynamic_query_handler</type><query_param_name>query</query_param_name></handler></rule>
 </http_handlers>
 <users><default><password></password><networks><ip>::1</ip><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
 <profiles><default><precise_float_parsing>1</precise_float_parsing><max_memory_usage>${query}</max_memory_usage><max_bytes_before_external_group_by>${Math.floor(query / 2)}</max_bytes_before_external_group_by><max_bytes_before_external_sort>${Math.floor(query / 2)}</max_bytes_before_external_sort></default></profiles>
 <quotas><default/></quotas>
 <max_server_memory_usage>${total}</max_server_memory_usage>
 <mark_cache_size>268435456</mark_cache_size><index_mark_cache_size>67108864</index_mark_cache_size><primary_index_cache_size>268435456</primary_index_cache_size>
 <max_parts_cleaning_thread_pool_size>2</max_parts_cleaning_thread_pool_size>
 <keep_alive_timeout>10</keep_alive_timeout><max_concurrent_queries>64</max_concurrent_queries>
 <merge_tree><old_parts_lifetime>60</old_parts_lifetime></merge_tree>
 <backups><allowed_path>${xml(backups)}/</allowed_path></backups>
 <logger><size>1M</size><count>2</count></logger>
</clickhouse>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const xml = (text: string): string => text.replace(/[&<>]/g, (c) => ENTITIES[c] as string);
