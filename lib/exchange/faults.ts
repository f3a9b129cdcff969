/**
 * What goes wrong on purpose: faults of answers and of streams, ordered one by one or drawn from a seed. Only decides; the server and the hub carry out.
 * Knows no protocol.
 */
import { uniformRandom } from "../market/random.js";
import type { Millis } from "../market/units.js";

export type AnswerFault =
  /** The request is taken and never answered. */
  | { readonly kind: "silence" }
  /** The connection is reset instead of an answer. */
  | { readonly kind: "reset" }
  /** The headers come, the body does not. */
  | { readonly kind: "stalled body" }
  /** The body ends in the middle. */
  | { readonly kind: "cut body" }
  /** 200 with text that is no JSON. */
  | { readonly kind: "malformed" }
  /** 429, 418, 5xx, with the exchange's usual words where `body` is left out. */
  | { readonly kind: "status"; readonly status: number; readonly retryAfterSeconds?: number | undefined; readonly body?: unknown }
  /** A list in the answer loses all rows but `rows`, from the side that is named: what a short answer looks like. */
  | { readonly kind: "short"; readonly rows: number; readonly keep: "first" | "last" }
  /** The right answer, `ms` later. */
  | { readonly kind: "slow"; readonly ms: Millis };

export type StreamFault =
  | { readonly kind: "drop" }
  | { readonly kind: "duplicate" }
  /** Told after the next event of the same connection. */
  | { readonly kind: "reorder" }
  | { readonly kind: "late"; readonly ms: Millis }
  /** Text that is no JSON instead of the event. */
  | { readonly kind: "malformed" }
  /** The connection ends instead of the event. */
  | { readonly kind: "disconnect" };

/** Where and how often an ordered fault strikes. */
export interface FaultOrder {
  /** Part of the path (answers) or of the stream's name; everywhere by default. */
  readonly at?: string | undefined;
  /** Default 1. */
  readonly times?: number | undefined;
}

/** Chances of stream faults, each a fraction of all events. */
export interface StreamChances { readonly drop?: number; readonly duplicate?: number; readonly reorder?: number; readonly late?: number; readonly disconnect?: number; /** ms, default 200 */ readonly lateMs?: Millis }

interface Pending<F> { readonly fault: F; readonly at: string; left: number }

export class FaultInjector {
  private readonly answers: Pending<AnswerFault>[] = [];
  private readonly streams: Pending<StreamFault>[] = [];
  private chances: (() => StreamFault | undefined) | undefined;
  private struck = 0;

  /** Faults carried out so far. */
  get count(): number {
    return this.struck;
  }

  answer(fault: AnswerFault, { at = "", times = 1 }: FaultOrder = {}): void {
    this.answers.push({ fault, at, left: times });
  }

  stream(fault: StreamFault, { at = "", times = 1 }: FaultOrder = {}): void {
    this.streams.push({ fault, at, left: times });
  }

  /** Stream faults from now on by chance, the same for the same seed and the same events; `undefined` ends them. */
  random(seed: number, chances: StreamChances | undefined): void {
    this.chances = chances === undefined ? undefined : drawing(seed, chances);
  }

  /** Forgets what was ordered and not carried out. */
  clear(): void {
    this.answers.length = this.streams.length = 0;
    this.chances = undefined;
  }

  /** The fault that strikes this answer, used up by asking. */
  forAnswer(path: string): AnswerFault | undefined {
    return this.counted(taken(this.answers, path));
  }

  forEvent(stream: string): StreamFault | undefined {
    return this.counted(taken(this.streams, stream) ?? this.chances?.());
  }

  private counted<F>(fault: F | undefined): F | undefined {
    if (fault !== undefined) this.struck++;
    return fault;
  }
}

function taken<F>(pending: Pending<F>[], place: string): F | undefined {
  const found = pending.findIndex(({ at }) => place.includes(at)), entry = pending[found];
  if (entry === undefined) return undefined;
  if (--entry.left <= 0) pending.splice(found, 1);
  return entry.fault;
}

/** One draw an event, whatever strikes. */
function drawing(seed: number, { drop = 0, duplicate = 0, reorder = 0, late = 0, disconnect = 0, lateMs = 200 }: StreamChances): () => StreamFault | undefined {
  const uniform = uniformRandom(seed);
  const table: readonly (readonly [number, StreamFault])[] = [[drop, { kind: "drop" }], [duplicate, { kind: "duplicate" }], [reorder, { kind: "reorder" }], [late, { kind: "late", ms: lateMs }], [disconnect, { kind: "disconnect" }]];
  return () => {
    let draw = uniform();
    for (const [chance, fault] of table) {
      if (draw < chance) return fault;
      draw -= chance;
    }
    return undefined;
  };
}
