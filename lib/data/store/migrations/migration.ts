/**
 * What a migration is. Rules: a number is never reused and a published migration never edited; every statement can be repeated
 * without harm (IF NOT EXISTS), since two processes may run it when one took over a lock that it thought dead.
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** Table names are bare: the client's database holds them. */
  readonly statements: readonly string[];
}
