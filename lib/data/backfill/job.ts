/**
 * One series to be made whole over one window, and what came of it so far. The rounds (archives of months, of days, REST) share it.
 * What is done is never remembered but read from the store: so a round can be killed and begun again at any moment.
 */
import { isQuantError, type QuantError } from "../../market/errors.js";
import type { Millis } from "../../market/units.js";
import type { DownloadOptions } from "../dumps/download.js";
import { evidenceOf, outages, recordEvidence, spansOf, type EvidenceSource } from "../gaps/evidence.js";
import { missingSpans } from "../gaps/missing.js";
import type { Series } from "../seriesTable.js";
import type { Source } from "../sources/source.js";
import { intersect, lengthOf, subtract, type Spans } from "../spans.js";
import type { Store } from "../store/store.js";
import type { Window } from "../window.js";

/** Where rows come from and who is told. */
export interface FillMeans {
  readonly store: Store;
  /** Undefined: archives are not asked. */
  readonly archives?: (DownloadOptions & { readonly parallel: number }) | undefined;
  /** Undefined: REST is not asked. */
  readonly source?: Source | undefined;
  readonly now: Millis;
  readonly listener: FillListener;
}

export interface FillListener {
  /** What is being done: a sentence without its full stop. */
  readonly stage?: ((sentence: string) => void) | undefined;
  readonly progress?: ((progress: FillProgress) => void) | undefined;
}

/** `done` and `total` in ms of the series, `rows` written by this run. */
export interface FillProgress { readonly done: Millis; readonly total: Millis; readonly rows: number }

/** What came of one series. */
export interface FillOutcome {
  readonly series: Series;
  readonly window: Window;
  /** Rows written that were not there. */
  readonly added: number;
  /** Stored rows that got numbers which were unknown. */
  readonly completed: number;
  /** Stored rows that another source gives differently; they were kept. */
  readonly kept: number;
  /** Stored rows that a better source corrected. */
  readonly corrected: number;
  readonly archives: number;
  /** Fetched for archives. */
  readonly bytes: number;
  readonly requests: number;
  /** Of the window, after all: what no source had, and what could not be asked for. In ms. */
  readonly outage: Millis;
  readonly left: Millis;
  /** What went wrong and was got over, or not, in sentences. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** Sums of what the rounds do. */
export class Tally {
  added = 0; completed = 0; kept = 0; corrected = 0; archives = 0; bytes = 0; requests = 0;
  readonly problems: string[] = [];
  readonly notes: Set<string> = new Set();

  count({ added, completed, kept }: { readonly added: number; readonly completed: number; readonly kept: number }): void {
    this.added += added;
    this.completed += completed;
    this.kept += kept;
  }
}

export class FillJob {
  readonly tally: Tally = new Tally();
  private left: Spans = [];
  private total = 0;

  /** @param gaps open ones of the ledger before this run: what of them is filled counts as repaired */
  constructor(readonly means: FillMeans, readonly series: Series, readonly window: Window, private readonly gaps: Spans) {}

  get store(): Store { return this.means.store; }

  /** What of the window is not stored, is no outage, and was not looked for in vain where the round looks. */
  async todo(...sources: readonly EvidenceSource[]): Promise<Spans> {
    const evidence = await evidenceOf(this.store, this.series), missing = await missingSpans(this.store, this.series, this.window, evidence);
    const open = subtract(missing, outages(evidence, this.series.exchange));
    return sources.length === 0 ? open : subtract(open, spansOf(evidence, "absent", ...sources));
  }

  async begin(): Promise<void> {
    this.left = await this.todo();
    this.total = lengthOf(this.left);
    this.progress();
  }

  /** A source has answered for all of `span`, and its rows are stored: writes down what it did not have and what was repaired. */
  async answered(span: Window, source: EvidenceSource, reference: string, complete: boolean): Promise<void> {
    if (this.series.timeframe !== undefined) {
      const missing = complete ? [] : await missingSpans(this.store, this.series, span, []);
      await recordEvidence(this.store, this.series, "absent", source, missing, reference);
      await recordEvidence(this.store, this.series, "repaired", source, subtract(intersect(this.gaps, [span]), missing), reference);
    }
    this.left = subtract(this.left, [span]);
    this.progress();
  }

  stage(sentence: string): void { this.means.listener.stage?.(sentence); }

  /** Writes down what the others can do without. @throws the error, if it ends the run: the store's, a full disk, a symbol that is none */
  problem(error: unknown): QuantError {
    if (!isQuantError(error) || !(error.kind === "data" || GOT_OVER.has(error.code))) throw error;
    this.tally.problems.push(error.message);
    return error;
  }

  private progress(): void {
    this.means.listener.progress?.({ done: this.total - lengthOf(this.left), total: this.total, rows: this.tally.added });
  }
}

/** Failures of one source, of which the others may know better. */
const GOT_OVER = new Set(["ARCHIVE_UNREACHABLE", "ARCHIVE_CHECKSUM", "EXCHANGE_UNREACHABLE", "EXCHANGE_SILENT", "EXCHANGE_BUSY", "BAD_ANSWER", "HISTORY_TOO_SHORT", "UNSUPPORTED_SERIES", "UNSUPPORTED_TIMEFRAME"]);
