/** All migrations in order. The last number is the schema this code knows. */
import { marketData } from "./0001-market-data.js";
import { runs } from "./0002-runs.js";
import { gapEvidence } from "./0003-gap-evidence.js";
import { quotesAndAccount } from "./0004-quotes-and-account.js";
import { collectors } from "./0005-collectors.js";
import { searches } from "./0006-searches.js";
import type { Migration } from "./migration.js";

export type { Migration };
export const MIGRATIONS: readonly Migration[] = [marketData, runs, gapEvidence, quotesAndAccount, collectors, searches];
