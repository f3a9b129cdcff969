/** Stream sessions that several series share: opened with the first that listens, closed with the last. */
import type { MarketSymbol } from "../../market/symbol.js";
import { StreamSession } from "./streamSession.js";
import type { StreamTimers } from "./streamTimers.js";

/** One session a kind of market, for as long as anybody listens. */
export class SharedSessions {
  private readonly open = new Map<MarketSymbol["kind"], { readonly session: Promise<StreamSession>; users: number }>();

  constructor(private readonly exchangeUrl: string | undefined, private readonly timers: StreamTimers) {}

  enter(kind: MarketSymbol["kind"]): Promise<StreamSession> {
    const entry = this.open.get(kind) ?? { session: StreamSession.open(kind, { exchangeUrl: this.exchangeUrl, timers: this.timers }), users: 0 };
    this.open.set(kind, entry);
    entry.users++;
    return entry.session;
  }

  async leave(kind: MarketSymbol["kind"]): Promise<void> {
    const entry = this.open.get(kind);
    if (entry === undefined || --entry.users > 0) return;
    this.open.delete(kind);
    await (await entry.session).close().catch(() => undefined); // nobody listens any more
  }
}
