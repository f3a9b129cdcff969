/**
 * Linear contracts (USDT-M): P&L and the prices at which the account is liquidated. Everything in quote currency; quantities in base currency,
 * positive long, negative short. Evaluated at the MARK price. Knows no date, no order and no fee. Source: Binance FAQ b3c689c1f50a44cabb3a84e663b81d93.
 */
import type { BracketTable } from "../../market/facts/brackets.js";
import { maintenanceMargin } from "./maintenance.js";
import { solventInterval } from "./solvency.js";

/** One position, or one leg of a hedge. */
export interface LinearLeg { readonly quantity: number; readonly entryPrice: number }
/** A position in another contract, seen at its own mark. */
export interface LinearPosition extends LinearLeg { readonly mark: number; readonly brackets: BracketTable }
/** What positions in other contracts hold and owe: TMM1 and UPNL1 of the formula. */
export interface Elsewhere { readonly maintenanceMargin: number; readonly unrealisedPnl: number }

export const NOTHING_ELSEWHERE: Elsewhere = { maintenanceMargin: 0, unrealisedPnl: 0 };

export interface LinearAccount {
  /** Isolated: margin put in, added and moved by funding. Cross: the whole wallet. Without unrealised P&L. */
  readonly walletBalance: number;
  /** One leg when one-way or isolated; long and short leg of a hedge share a cross wallet. */
  readonly legs: readonly LinearLeg[];
  readonly brackets: BracketTable;
  /** Cross only: other contracts share the wallet. Default nothing. */
  readonly elsewhere?: Elsewhere;
}

/** Liquidated at a mark at or below `below` and at or above `above`. 0 and Infinity: never. Insolvent at every price: Infinity and 0. */
export interface LiquidationRange { readonly below: number; readonly above: number }

/** `quantity * (exit - entry)`, without fees: realised with a fill's price, unrealised with the mark. */
export const linearPnl = (quantity: number, entryPrice: number, exitPrice: number): number => quantity * (exitPrice - entryPrice);

/** Sums positions of other contracts at their marks. A short's profit counts as a profit; freqtrade's formula drops that sign. */
export function elsewhereAtMark(positions: readonly LinearPosition[]): Elsewhere {
  let maintenance = 0, pnl = 0;
  for (const { quantity, entryPrice, mark, brackets } of positions) {
    maintenance += maintenanceMargin(Math.abs(quantity) * mark, brackets);
    pnl += linearPnl(quantity, entryPrice, mark);
  }
  return { maintenanceMargin: maintenance, unrealisedPnl: pnl };
}

/**
 * The marks between which the account keeps its maintenance margin. Two hedge legs may have an end on either side.
 * `(WB - TMM1 + UPNL1 + sum cum - sum q * entry) / (sum |q| * mmr - sum q)`, with the brackets that hold each leg's notional at that very price.
 */
export function linearLiquidationRange({ walletBalance, legs, brackets, elsewhere = NOTHING_ELSEWHERE }: LinearAccount): LiquidationRange {
  let constant = walletBalance - elsewhere.maintenanceMargin + elsewhere.unrealisedPnl, slope = 0;
  for (const { quantity, entryPrice } of legs) {
    constant -= quantity * entryPrice;
    slope += quantity;
  }
  const { low, high } = solventInterval({ constant, slope, sizes: legs.map((leg) => Math.abs(leg.quantity)), brackets });
  return { below: low, above: high };
}

/**
 * The liquidation price of one position, in plain numbers for the engine's loop: what `linearLiquidationRange` gives on the position's losing side.
 * A long is liquidated at or below it (0: never), a short at or above it (0: at every price); no position: NaN.
 * `balance` is the isolated wallet, or in cross `walletBalance - TMM1 + UPNL1`.
 *
 * The maintenance margin is the largest of its brackets' straight lines, so each bracket's own price is safe or too kind and the strictest one is right.
 */
export function linearLiquidationPrice(quantity: number, entryPrice: number, balance: number, brackets: BracketTable): number {
  if (quantity === 0) return NaN;
  const size = Math.abs(quantity), free = balance - quantity * entryPrice;
  let price = quantity > 0 ? 0 : Infinity;
  for (const { maintenanceRate, maintenanceAmount } of brackets) {
    const own = (free + maintenanceAmount) / (size * maintenanceRate - quantity);
    price = quantity > 0 ? Math.max(price, own) : Math.min(price, own);
  }
  return Math.max(0, price);
}
