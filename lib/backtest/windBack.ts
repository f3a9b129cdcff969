/** Which objects one bar can change, so that it can be wound back. Knows what there is, not what it means. */
import type { Engine } from "../engine/engine.js";
import { Checkpoint } from "./checkpoint.js";
import type { OrderLog } from "./orderLog.js";
import type { SimulatedVenue } from "./simulatedVenue.js";

/** A saved state of venue and engine; the strategy's own state is copied only where it may be asked inside a bar. */
export function checkpointOf(venue: SimulatedVenue, engine: Engine, orders: OrderLog): { restore(): void } {
  const { walk } = venue, { executions, acceptance, arrivals, schedule, down, up, funding, liquidation, watch, contingents } = walk, { working, wanted, account, reconciler, risk } = engine;
  const objects = [walk, executions, executions.counts, acceptance, schedule, down, up, liquidation, watch, engine, working, ...working.books, wanted, ...wanted.books, ...contingentParts(engine), contingents.state, account, reconciler, risk];
  const checkpoint = new Checkpoint([...objects, arrivals, account.margin].filter((object) => object !== undefined));
  const fills = executions.log.length, fundings = funding.length, noted = orders.length, state = engine.decidesOnFills ? structuredClone(engine.state) : undefined;
  return {
    restore() {
      checkpoint.restore();
      executions.log.truncate(fills);
      funding.truncate(fundings);
      orders.windBack(noted, working.sequence);
      if (state !== undefined) engine.state = structuredClone(state);
    },
  };
}

const contingentParts = ({ working: { contingent }, wanted }: Engine): readonly object[] => [contingent, contingent.terms, contingent.next, wanted.contingent, wanted.contingent.terms];
