/**
 * The audits under F24, recomputed from a run's log and its candles alone: they share no code with the venue whose fills they check.
 * One pass over the fills, cheap enough to follow every run.
 */
import { rowAt, type Candles } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { inForce, instrument } from "../market/instrument.js";
import { FILL_REASONS, type Run } from "../market/run.js";
import { utc } from "../market/units.js";

/** Relative rounding that sums of doubles may pile up. */
const ROUNDING = 1e-9;
const GRAIN = 1e-9;
/** The same where the lot is a whole contract. */
const CONTRACT_GRAIN = 2e-6;

/** The accounts as the fills alone give them. */
interface Ledger { position: number; cash: number; funding: number; fee: number; notional: number }

/**
 * Checks: fills inside the window and in order; no fill better than the market was; no maker fill at a price the path did not reach; fills
 * of a bar and side within the cap; fees as the manifest says; the position, and at the close of each bar with a fill the equity, as the fills add up.
 * @throws QuantError AUDIT naming the first fill that breaks a promise
 */
export function audit(run: Run, candles: Candles): void {
  const { fills, manifest } = run, ledger: Ledger = { position: 0, cash: manifest.account.cash, funding: 0, fee: 0, notional: 0 };
  const first = rowAt(candles, manifest.market.from);
  for (let i = 0, row = first; i < fills.length;) {
    row = nextRow(run, candles, i, row);
    let bought = 0, sold = 0;
    const start = i;
    for (; i < fills.length && fills.time[i] === candles.openTime[row]; i++) {
      const quantity = fills.quantity[i]!;
      checkFill(run, candles, i, row);
      if (fills.maker[i] === 1 && quantity > 0) bought += quantity;
      else if (fills.maker[i] === 1) sold -= quantity;
      book(ledger, run, i);
    }
    checkCap(run, candles, start, row, bought, sold);
    checkBooks(run, candles, i - 1, row - first, row, ledger);
  }
}

function nextRow({ fills, manifest }: Run, candles: Candles, i: number, from: number): number {
  let row = from;
  while (row < candles.length && candles.openTime[row]! < fills.time[i]!) row++;
  if (candles.openTime[row] !== fills.time[i] || fills.time[i]! < manifest.market.from) throw broken(i, fills.time[i]!, "falls into no bar of the window, or before one that was logged earlier");
  return row;
}

function checkFill(run: Run, candles: Candles, i: number, row: number): void {
  const { fills, manifest } = run;
  const price = fills.price[i]!, quantity = fills.quantity[i]!, maker = fills.maker[i] === 1, { rules, fees } = manifest, reason = FILL_REASONS[fills.reason[i]!];
  const side = Math.sign(quantity), worst = side > 0 ? candles.low[row]! : -candles.high[row]!, slack = price * 1e-9;
  if (side === 0 || !(price > 0)) throw broken(i, fills.time[i]!, `has quantity ${quantity} at ${price}`);
  if (maker && side * price < worst - slack) throw broken(i, fills.time[i]!, `rested at ${price}, which the bar's ${candles.low[row]}..${candles.high[row]} never reached`);
  if (maker && reason !== "touch" && rules.throughTicks > 0 && Math.abs(side * price - worst) <= slack) throw broken(i, fills.time[i]!, `is logged as ${reason}, but the bar did no more than touch ${price}`);
  if (reason !== "liquidation" && !maker && side * price < worst - slack) throw broken(i, fills.time[i]!, `took at ${price}, better than the bar's ${candles.low[row]}..${candles.high[row]} ever was`);
  if (reason === "liquidation") return checkClearance(run, i);
  const due = worthOf(run, Math.abs(quantity), price) * (maker ? fees.maker : fees.taker);
  if (Math.abs(fills.fee[i]! - due) > Math.abs(due) * ROUNDING) throw broken(i, fills.time[i]!, `paid a fee of ${fills.fee[i]} where ${due} was due`);
}

/** Quantity times price, in the account's money: of inverse contracts the coin that their dollars are. */
const worthOf = ({ manifest: { market: { contractSize } } }: Run, quantity: number, price: number): number => (contractSize === undefined ? quantity * price : quantity * contractSize / price);

/** L3: what is taken over pays nothing, what is sold off the clearance fee of its day. */
export function checkClearance(run: Run, i: number): void {
  const { fills, manifest: { market, account } } = run;
  const { liquidationFee } = inForce(instrument(market.exchange, market.symbol).rules, fills.time[i]!).value, due = worthOf(run, Math.abs(fills.quantity[i]!), fills.price[i]!) * liquidationFee;
  const soldOff = account.liquidation === "binance" && Math.abs(fills.fee[i]! - due) <= due * ROUNDING;
  if (fills.fee[i] !== 0 && !soldOff) throw broken(i, fills.time[i]!, `was liquidated for a fee of ${fills.fee[i]}, where 0${account.liquidation === "binance" ? ` or ${due}` : ""} was due`);
}

/** F13, for our bids the volume that sellers brought, for our asks what buyers did. */
function checkCap({ manifest, fills }: Run, candles: Candles, i: number, row: number, bought: number, sold: number): void {
  const { participation } = manifest.rules, { contractSize } = manifest.market, each = contractSize === undefined ? 1 : candles.low[row]! / contractSize; // contracts a coin, at their fewest
  const volume = candles.volume[row]! * each, taken = candles.takerBuyVolume === undefined ? volume / 2 : candles.takerBuyVolume[row]! * each, slack = contractSize === undefined ? GRAIN : CONTRACT_GRAIN;
  if (participation === Infinity) return;
  if (bought > participation * (volume - taken) + slack || sold > participation * taken + slack) {
    throw broken(i, fills.time[i]!, `begins a bar in which ${bought} was bought and ${sold} sold by resting orders, above ${participation} of that side's volume`);
  }
}

function book(ledger: Ledger, run: Run, i: number): void {
  const { fills, funding, manifest } = run, value = worthOf(run, fills.quantity[i]!, fills.price[i]!), owed = manifest.market.contractSize === undefined ? 1 : -1; // who buys inverse contracts sells dollars
  while (ledger.funding < funding.length && funding.time[ledger.funding]! <= fills.time[i]!) ledger.cash += funding.amount[ledger.funding++]!;
  ledger.position = Math.round((ledger.position + fills.quantity[i]!) / GRAIN) * GRAIN;
  ledger.cash -= owed * value + fills.fee[i]!;
  ledger.notional += Math.abs(value);
}

/** Position always; equity where the mark is the bars' own, no funding fell inside the bar and the account was not lost in it. */
function checkBooks(run: Run, candles: Candles, i: number, at: number, row: number, ledger: Ledger): void {
  const { equity, fills, funding, manifest, status } = run, owed = manifest.market.contractSize === undefined ? 1 : -1;
  if (Math.abs(equity.position[at]! - ledger.position) > GRAIN) throw broken(i, fills.time[i]!, `leaves ${ledger.position} by the fills, but the run says ${equity.position[at]}`);
  const inside = ledger.funding < funding.length && funding.time[ledger.funding]! < candles.openTime[row]! + candles.interval;
  if (manifest.market.mark === "series" || inside || (status === "liquidated" && at === equity.length - 1)) return;
  const worth = ledger.cash + owed * worthOf(run, ledger.position, candles.close[row]!), tolerance = ROUNDING * (Math.abs(ledger.cash) + ledger.notional * 1e-3 + 1);
  if (!(Math.abs(worth - equity.equity[at]!) <= tolerance)) throw broken(i, fills.time[i]!, `leaves equity ${worth} at the close by the fills, but the run says ${equity.equity[at]}`);
}

function broken(i: number, time: number, why: string): QuantError {
  return new QuantError("broken", "AUDIT", `audit: fill ${i} in the bar at ${utc(time)} ${why}`, { fill: i, time });
}
