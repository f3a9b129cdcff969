/**
 * The audits under F24 that a log of prints can answer, recomputed from the fills alone: order, fees, position and money at every sample.
 * Shares no code with the venue whose fills it checks.
 */
import { QuantError } from "../../market/errors.js";
import { FILL_REASONS, type Run } from "../../market/run.js";
import { utc } from "../../market/units.js";
import { checkClearance } from "../audit.js";

const ROUNDING = 1e-9;
const GRAIN = 1e-9;

/** What the venue says the account has come to. */
export interface Final { readonly position: number; readonly fees: number }

/** @throws QuantError AUDIT naming the first fill that breaks a promise */
export function auditTape(run: Run, final: Final): void {
  const { fills, manifest, equity } = run;
  let position = 0, fees = 0, sample = 0;
  for (let i = 0; i < fills.length; i++) {
    const time = fills.time[i]!, quantity = fills.quantity[i]!, price = fills.price[i]!, maker = fills.maker[i] === 1, liquidation = FILL_REASONS[fills.reason[i]!] === "liquidation";
    if (time < (i > 0 ? fills.time[i - 1]! : manifest.market.from) || time > manifest.market.to) throw broken(i, time, "is out of order, or outside the run");
    if (quantity === 0 || !(price > 0)) throw broken(i, time, `has quantity ${quantity} at ${price}`);
    const due = Math.abs(quantity) * price * (maker ? manifest.fees.maker : manifest.fees.taker);
    if (liquidation) checkClearance(run, i);
    else if (Math.abs(fills.fee[i]! - due) > Math.abs(due) * ROUNDING) throw broken(i, time, `paid a fee of ${fills.fee[i]} where ${due} was due`);
    for (; sample < equity.length && equity.time[sample]! < time; sample++) if (Math.abs(equity.position[sample]! - position) > GRAIN) throw broken(i, equity.time[sample]!, `comes after ${position} was held by the fills, but the run says ${equity.position[sample]}`);
    position = Math.round((position + quantity) / GRAIN) * GRAIN;
    fees += fills.fee[i]!;
  }
  if (Math.abs(position - final.position) > GRAIN) throw broken(fills.length - 1, manifest.market.to, `leaves ${position} by the fills, but the account holds ${final.position}`);
  if (Math.abs(fees - final.fees) > ROUNDING * (Math.abs(fees) + 1)) throw broken(fills.length - 1, manifest.market.to, `makes ${fees} in fees, but the account paid ${final.fees}`);
}

function broken(i: number, time: number, why: string): QuantError {
  return new QuantError("broken", "AUDIT", `audit: fill ${i} at ${utc(time)} ${why}`, { fill: i, time });
}
