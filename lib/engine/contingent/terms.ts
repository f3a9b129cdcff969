/**
 * What an instruction says, as columns of numbers by slot: the form in which an order of `want.order` is wanted, asked and kept. Puts prices and quantities
 * on the grid. Knows no market, no account and no state of an order.
 */
import type { Instruction } from "../../market/order.js";
import type { TradingRules } from "../../market/tradingRules.js";
import { priceDown, priceUp, quantityDown } from "../grid.js";
import { Flag } from "../phase.js";

export const enum OrderType { Market = 0, Limit = 1, StopLimit = 2, TakeProfit = 3, TrailingStop = 4, Oco = 5, Bracket = 6 }

/** Slots of `want.order`. */
export const CONTINGENT_SLOTS = 64;

/** Stops at market are plain orders: they have a book of their own. */
export type ContingentInstruction = Exclude<Instruction, { readonly type: "stop-market" }>;

const TYPES: Readonly<Record<ContingentInstruction["type"], OrderType>> = {
  market: OrderType.Market, limit: OrderType.Limit, "stop-limit": OrderType.StopLimit, "take-profit": OrderType.TakeProfit, "trailing-stop": OrderType.TrailingStop,
  oco: OrderType.Oco, bracket: OrderType.Bracket,
};

const column = (): Float64Array => new Float64Array(CONTINGENT_SLOTS);

/** NaN stands where an instruction says nothing. */
export class Terms {
  readonly type: Uint8Array = new Uint8Array(CONTINGENT_SLOTS);
  readonly flags: Uint8Array = new Uint8Array(CONTINGENT_SLOTS);
  /** What the order does to the position: +1 buys, -1 sells. Of a bracket, its entry. */
  readonly trade: Int32Array = new Int32Array(CONTINGENT_SLOTS);
  /** Base currency; Infinity: whatever the position is. */
  readonly quantity: Float64Array = column();
  /** Limit; of a bracket that of its entry. */
  readonly price: Float64Array = column();
  /** Trigger; of an OCO or a bracket its stop, of a trailing stop its activation. */
  readonly trigger: Float64Array = column();
  readonly target: Float64Array = column();
  /** Fraction of the best price seen. */
  readonly callback: Float64Array = column();
  /** ms UTC; Infinity for never. */
  readonly expiresAt: Float64Array = column();

  write(slot: number, instruction: ContingentInstruction): void {
    const fields: Fields = instruction;
    this.type[slot] = TYPES[instruction.type];
    this.flags[slot] = flagsOf(fields);
    this.trade[slot] = instruction.side === "buy" ? 1 : -1;
    this.quantity[slot] = fields.closePosition === true ? Infinity : fields.quantity ?? NaN;
    this.price[slot] = fields.price ?? NaN;
    this.trigger[slot] = fields.trigger ?? fields.stop ?? fields.activation ?? NaN;
    this.target[slot] = fields.target ?? NaN;
    this.callback[slot] = fields.callback ?? NaN;
    this.expiresAt[slot] = fields.timeInForce === "GTD" ? fields.expiresAt ?? NaN : Infinity;
  }

  copy(slot: number, from: Terms): void {
    this.type[slot] = from.type[slot]!;
    this.flags[slot] = from.flags[slot]!;
    this.trade[slot] = from.trade[slot]!;
    this.quantity[slot] = from.quantity[slot]!;
    this.price[slot] = from.price[slot]!;
    this.trigger[slot] = from.trigger[slot]!;
    this.target[slot] = from.target[slot]!;
    this.callback[slot] = from.callback[slot]!;
    this.expiresAt[slot] = from.expiresAt[slot]!;
  }

  /** Away from the market, as quotes are: what price falls to goes down, what it rises to goes up. Quantities go down. */
  round(slot: number, { ticksPerUnit, stepsPerUnit }: TradingRules): void {
    const type = this.type[slot]!, buys = this.trade[slot]! > 0, exitBuys = type === OrderType.Bracket ? !buys : buys;
    const isStop = type === OrderType.StopLimit || type === OrderType.Oco || type === OrderType.Bracket;
    this.quantity[slot] = quantityDown(this.quantity[slot]!, stepsPerUnit);
    this.price[slot] = onTick(this.price[slot]!, !buys, ticksPerUnit);
    this.trigger[slot] = onTick(this.trigger[slot]!, isStop === exitBuys, ticksPerUnit);
    this.target[slot] = onTick(this.target[slot]!, !exitBuys, ticksPerUnit);
  }

  /** Whether an order of these terms can be amended to the others, or has to make room for a new one. */
  isKin(slot: number, other: Terms): boolean {
    return this.type[slot] === other.type[slot] && this.trade[slot] === other.trade[slot] && this.flags[slot] === other.flags[slot] && (this.price[slot] === this.price[slot]) === (other.price[slot] === other.price[slot]);
  }

  /** Whether all but the quantity is the same. Both are kin, and on the grid. */
  matches(slot: number, other: Terms): boolean {
    return same(this.price[slot]!, other.price[slot]!) && same(this.trigger[slot]!, other.trigger[slot]!) && same(this.target[slot]!, other.target[slot]!)
      && same(this.callback[slot]!, other.callback[slot]!) && same(this.expiresAt[slot]!, other.expiresAt[slot]!);
  }
}

/** Every field any instruction has. */
interface Fields {
  readonly quantity?: number; readonly reduceOnly?: boolean; readonly closePosition?: boolean; readonly price?: number; readonly timeInForce?: string; readonly expiresAt?: number;
  readonly trigger?: number; readonly stop?: number; readonly target?: number; readonly callback?: number; readonly activation?: number;
}

function flagsOf({ reduceOnly, closePosition, timeInForce }: Fields): number {
  const reduces = reduceOnly === true || closePosition === true ? Flag.ReduceOnly : Flag.None;
  return reduces | (timeInForce === "IOC" ? Flag.ImmediateOrCancel : timeInForce === "FOK" ? Flag.FillOrKill : Flag.None);
}

const onTick = (price: number, up: boolean, ticksPerUnit: number): number => (up ? priceUp(price, ticksPerUnit) : priceDown(price, ticksPerUnit));
const same = (a: number, b: number): boolean => a === b || (a !== a && b !== b);
