/**
 * What no exchange could mean by an instruction: numbers that are missing, not finite or not above 0. What an exchange would understand and refuse is left to it.
 */
import { OrderType, type Terms } from "./terms.js";

const NAMES: readonly string[] = ["market order", "limit", "stop-limit", "take-profit", "trailing stop", "OCO", "bracket"];

type Name = "price" | "trigger" | "target" | "callback" | "expiresAt";
interface Demand { readonly needed: readonly Name[]; readonly allowed?: readonly Name[] }

/** By `OrderType`: what must be a number above 0, and what may be. */
const DEMANDS: readonly Demand[] = [
  { needed: [] }, { needed: ["price", "expiresAt"] }, { needed: ["trigger", "price"] }, { needed: ["trigger"], allowed: ["price"] }, { needed: ["callback"], allowed: ["trigger"] },
  { needed: ["trigger", "target"] }, { needed: ["trigger", "target"], allowed: ["price"] },
];

/** As users write it. */
const said = (name: Name, type: OrderType): string => (name !== "trigger" ? name : type >= OrderType.Oco ? "stop" : type === OrderType.TrailingStop ? "activation" : name);

/** How a sentence about the slot's order goes on; undefined when its numbers can be meant. */
export function problemOf(terms: Terms, slot: number): string | undefined {
  const type: OrderType = terms.type[slot]!, { needed, allowed = [] } = DEMANDS[type]!, quantity = terms.quantity[slot]!, closes = quantity === Infinity;
  if (!(quantity > 0)) return `has quantity ${quantity}: a ${NAMES[type]} of a quantity above 0 was expected`;
  if (closes && (type !== OrderType.TakeProfit || terms.price[slot] === terms.price[slot])) return `is a ${NAMES[type]} of the whole position, which must be one at market: leave out its price, or name a quantity`;
  const isBad = (name: Name): boolean => !(terms[name][slot]! > 0) || (terms[name][slot] === Infinity && name !== "expiresAt");
  const bad = needed.find(isBad) ?? allowed.find((name) => terms[name][slot] === terms[name][slot] && isBad(name));
  return bad === undefined ? undefined : `has ${said(bad, type)} ${terms[bad][slot]}: a ${NAMES[type]} needs ${needed.map((name) => said(name, type)).join(" and ")} above 0${bad === "expiresAt" ? ", and timeInForce GTD a time in ms UTC" : ""}`;
}
