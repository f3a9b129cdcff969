/** Reference cases on margin, liquidation, funding and inverse contracts: each kind's inputs, as the files name them, put into the engine's functions. No formula stands here. */
import { bankruptcyPriceAtLeverage, inverseBankruptcyPrice } from "../engine/margin/bankruptcy.js";
import { bufferedLiquidationPrice } from "../engine/margin/buffer.js";
import { bybitInverseCrossLiquidationPrice, bybitInverseLiquidationPrice, bybitLinearLiquidationPrice, type BybitTerms } from "../engine/margin/bybit.js";
import { linearFunding } from "../engine/margin/funding.js";
import { initialMargin, openLoss, orderCost } from "../engine/margin/initial.js";
import { inverseLiquidationPrice, inverseNotional, inversePnl } from "../engine/margin/inverse.js";
import { elsewhereAtMark, linearLiquidationPrice, type LinearPosition } from "../engine/margin/linear.js";
import { maintenanceMargin } from "../engine/margin/maintenance.js";
import { okxLiquidationPrice } from "../engine/margin/okx.js";
import { phemexLiquidationPrice } from "../engine/margin/phemex.js";
import { QuantError } from "../market/errors.js";
import { bracketTable, maintenanceAmount, type BracketTable } from "../market/facts/brackets.js";
import type { CaseInputs } from "./casesInputs.js";

/** Most cases name the rate and amount of the bracket in force, not the table. */
function oneBracket(inputs: CaseInputs): BracketTable {
  return [{ floor: 0, cap: Infinity, maintenanceRate: inputs.number("mmr"), maxLeverage: Infinity, maintenanceAmount: inputs.number("cum", 0) }];
}

function table(inputs: CaseInputs, name: string): BracketTable {
  const rows = inputs.triples(name), brackets = bracketTable(rows.map(([, cap, rate]) => [cap, rate, 1]));
  const hole = rows.findIndex(([floor], index) => floor !== brackets[index]?.floor);
  if (hole >= 0) throw new QuantError("input", "BAD_CASE_INPUT", `input '${name}' has a floor of ${rows[hole]?.[0]} in row ${hole + 1}: it must be the cap of the row above`);
  return brackets;
}

const positionOf = (inputs: CaseInputs): LinearPosition =>
  ({ quantity: inputs.signed("size"), entryPrice: inputs.number("entry"), mark: inputs.number("mark"), brackets: oneBracket(inputs) });

/** Isolated: the position's own wallet. Cross: what the wallet has left beside the other positions. */
function linearBalance(inputs: CaseInputs): number {
  const wallet = inputs.number("walletBalance");
  if (inputs.word("mode", ["isolated", "cross"]) === "isolated") return wallet;
  const { maintenanceMargin: owed, unrealisedPnl } = elsewhereAtMark(inputs.children("otherPositions").map(positionOf));
  return wallet - owed + unrealisedPnl;
}

function linearLiquidation(inputs: CaseInputs, balance: number): number {
  const price = linearLiquidationPrice(inputs.signed("size"), inputs.number("entry"), balance, oneBracket(inputs));
  return price > 0 ? price : NaN; // a price of 0 is never reached
}

const inverseLiquidation = (inputs: CaseInputs): number =>
  inverseLiquidationPrice(inputs.signed("contracts"), inputs.number("multiplier"), inputs.number("entry"), inputs.number("walletBalance"), oneBracket(inputs));

const bybitTerms = (inputs: CaseInputs): BybitTerms =>
  ({ leverage: inputs.number("leverage"), maintenanceRate: inputs.number("mmr"), deduction: inputs.number("mmDeduction", 0), extraMargin: inputs.number("extraMargin", 0) });

const notionalOfInverse = (inputs: CaseInputs, price: string): number => inverseNotional(inputs.number("contracts"), inputs.number("multiplier"), inputs.number(price));

const available = (inputs: CaseInputs): number => inputs.number("balance") - inputs.number("orderMargin", 0);

/** Return on the initial margin of one contract, both in coin. */
function inverseReturn(inputs: CaseInputs): number {
  const entry = inputs.number("entry");
  return inversePnl(inputs.sign(), 1, entry, inputs.number("exit")) / initialMargin(inverseNotional(1, 1, entry), inputs.number("leverage"));
}

export const MARGIN_CASES: Readonly<Record<string, (inputs: CaseInputs) => number>> = {
  linear_liquidation: (c) => linearLiquidation(c, linearBalance(c)),
  linear_liquidation_buffer: (c) => bufferedLiquidationPrice(linearLiquidation(c, c.number("walletBalance")), c.number("entry"), c.number("buffer")),
  linear_liquidation_feeincl: (c) => okxLiquidationPrice(c.signed("size"), c.number("entry"), c.number("walletBalance"), c.number("mmr"), c.number("takerFee")),
  bybit_linear_liquidation: (c) => bybitLinearLiquidationPrice(c.signed("size"), c.number("entry"), bybitTerms(c)),
  phemex_linear_liquidation: (c) => phemexLiquidationPrice({
    quantity: c.signed("size"), entryPrice: c.number("entry"), leverage: c.number("leverage"), maintenanceRate: c.number("mmr"), maintenanceAmount: c.number("mmAmount", 0), takerFee: c.number("takerFee"),
  }),
  bankruptcy_price_simple: (c) => bankruptcyPriceAtLeverage(c.sign(), c.number("entry"), c.number("leverage")),
  maintenance_amount: (c) => maintenanceAmount(c.number("floor"), c.number("mmr"), c.number("prevMmr"), c.number("prevCum")),
  maintenance_amount_chain: (c) => table(c, "brackets").at(-1)?.maintenanceAmount ?? NaN,
  tiered_maintenance_margin: (c) => maintenanceMargin(c.number("positionValue"), table(c, "tiers")),
  open_loss: (c) => openLoss(c.signed("size"), c.number("price"), c.number("mark")),
  order_cost: (c) => orderCost(c.signed("size"), c.number("price"), c.number("leverage"), c.number("mark")),
  initial_margin: (c) => initialMargin(c.number("contracts") * c.number("multiplier") * c.number("price"), c.number("leverage")),
  initial_margin_usd_of_inverse: (c) => initialMargin(notionalOfInverse(c, "price"), c.number("leverage")) * c.number("price"),
  inverse_notional: (c) => notionalOfInverse(c, "price"),
  inverse_margin: (c) => notionalOfInverse(c, "price") * c.number("rate"),
  inverse_maintenance_margin: (c) => maintenanceMargin(notionalOfInverse(c, "mark"), oneBracket(c)),
  inverse_pnl: (c) => inversePnl(c.signed("contracts"), c.number("multiplier"), c.number("entry"), c.number("exit")),
  inverse_pnl_pct: inverseReturn,
  inverse_liquidation: inverseLiquidation,
  bybit_inverse_bankruptcy_cross: (c) => inverseBankruptcyPrice(c.signed("contracts"), 1, c.number("entry"), available(c), c.number("takerFee")),
  bybit_inverse_liquidation_cross: (c) => bybitInverseCrossLiquidationPrice(c.signed("contracts"), c.number("entry"), available(c), c.number("mmr"), c.number("takerFee")),
  bybit_inverse_liquidation_iso: (c) => bybitInverseLiquidationPrice(c.signed("contracts"), c.number("entry"), bybitTerms(c)),
  funding_payment: (c) => linearFunding(c.signed("size"), c.number("mark"), c.number("rate")),
};
