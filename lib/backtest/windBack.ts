/** Which objects one bar can change, so that it can be wound back. Knows what there is, not what it means. */
import type { Engine } from "../engine/engine.js";
import { Checkpoint } from "./checkpoint.js";
import type { OrderLog } from "./orderLog.js";
import type { SimulatedVenue } from "./simulatedVenue.js";

/** One a run, for its memory is used at every bar. */
const checkpoints = new WeakMap<SimulatedVenue, Checkpoint>();

/** Saves the state of venue and engine; the strategy's own state is copied only where it may be asked inside a bar. Holds until the next is saved. */
export function checkpointOf(venue: SimulatedVenue, engine: Engine, orders: OrderLog): { restore(): void } {
  const { executions, funding } = venue.walk, checkpoint = checkpoints.get(venue) ?? new Checkpoint(partsOf(venue, engine));
  checkpoints.set(venue, checkpoint);
  checkpoint.take();
  const fills = executions.log.length, fundings = funding.length, noted = orders.length, state = engine.decidesOnFills ? structuredClone(engine.state) : undefined;
  return {
    restore() {
      checkpoint.restore();
      executions.log.truncate(fills);
      funding.truncate(fundings);
      orders.windBack(noted, engine.working.sequence);
      if (state !== undefined) engine.state = structuredClone(state);
    },
  };
}

function partsOf({ walk }: SimulatedVenue, engine: Engine): readonly object[] {
  const { executions, acceptance, arrivals, schedule, down, up, liquidation, watch, contingents } = walk, { working, wanted, account, reconciler, risk } = engine;
  const parts = [walk, executions, executions.counts, acceptance, schedule, down, up, liquidation, watch, engine, working, ...working.books, wanted, ...wanted.books, ...contingentParts(engine), contingents.state, account, reconciler, risk];
  return [...parts, arrivals, account.margin].filter((part) => part !== undefined);
}

const contingentParts = ({ working: { contingent }, wanted }: Engine): readonly object[] => [contingent, contingent.terms, contingent.next, wanted.contingent, wanted.contingent.terms];
