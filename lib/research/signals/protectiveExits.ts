/**
 * Stop, take-profit, trailing stop and cool-down around any directional strategy, said and not programmed: what comes out is a strategy again, its exits
 * parameters that can be searched. Knows no venue: stops are the engine's, a profit is taken by a resting post-only order.
 */
import { QuantError } from "../../market/errors.js";
import { int, real, type Param, type Params } from "../../strategy/param.js";
import { strategySource } from "../../strategy/source.js";
import type { AccountView, Strategy, Want } from "../../strategy/strategy.js";
import { directionAsked, directionsOnly } from "./directionsOnly.js";

/** A number fixes it; a `Param` can be searched. Each may be left out. */
export interface ProtectiveExits {
  /** Fraction of the entry price lost at which the position is closed at market. */
  readonly stop?: number | Param;
  /** Fraction of the entry price gained at which it is closed by a resting order. */
  readonly takeProfit?: number | Param;
  /** Fraction given back of the best price since the entry at which it is closed at market; moves with every closed bar, never back. */
  readonly trailing?: number | Param;
  /** Bars after such an exit in which the strategy's wish to enter is not followed. */
  readonly coolDown?: number | Param;
}

/** By the names they have among the parameters. */
interface Levels { readonly stopLoss?: number; readonly takeProfit?: number; readonly trailingStop?: number; readonly coolDown?: number }

interface Guard {
  /** The state of the strategy inside. */
  readonly inner: object;
  /** Open time of the last bar decided on: a second question about it comes from a fill. */
  time: number;
  /** Best price since the entry; NaN while flat. */
  best: number;
  /** Position when last asked. */
  held: number;
  /** The exit under way is the strategy's own wish. */
  leaving: boolean;
  /** Bars of cool-down left. */
  wait: number;
}

interface Seen { readonly time: number; readonly high: number; readonly low: number; readonly close: number }

/**
 * The strategy with exits around it. They stand from the moment of the entry's fill (the next bar in pessimistic mode), and are asked for anew at every close.
 * Where the close is beyond a level already, the position is closed at market.
 * @throws QuantError BAD_OPTION for an exit that is none, or whose name the strategy has; UNSUPPORTED for a strategy that is not asked at bars alone, and, when it decides, for one that wants more than a position
 */
export function withExits(strategy: Strategy, exits: ProtectiveExits): Strategy {
  const added = exitParams(strategy, exits), innerNames = Object.keys(strategy.params), { trade, wish } = directionsOnly(strategy.name);
  if (strategy.decideOn !== undefined && strategy.decideOn.some((event) => event !== "bar")) throw new QuantError("unsupported", "UNSUPPORTED", `${strategy.name} does not decide at bars alone: exits can be put around strategies that do`, { strategy: strategy.name });
  const inner = (params: Readonly<Record<string, number>>): Readonly<Record<string, number>> => Object.fromEntries(innerNames.map((name) => [name, params[name]!]));
  return {
    name: `${strategy.name}-with-exits`, params: { ...strategy.params, ...added }, decideOn: ["bar", "fill"], basis: strategySource(strategy),
    indicators: (params) => strategy.indicators(inner(params)),
    state: (params): Guard => ({ inner: strategy.state?.(inner(params)) ?? {}, time: NaN, best: NaN, held: 0, leaving: false, wait: 0 }),
    decide(now, account, want, params, state) {
      const guard = state as Guard, seen = now as unknown as Seen;
      if (seen.time === guard.time) return afterFill(guard, account, want, params as Levels);
      guard.time = seen.time;
      follow(guard, seen, account);
      wish.units = NaN;
      strategy.decide(now, account, trade, inner(params), guard.inner);
      act(guard, seen.close, account, want, params as Levels, directionAsked(wish));
    },
  };
}

/** At a close: what became of the position since the last one. */
function follow(guard: Guard, { high, low }: Seen, { position, entryPrice }: AccountView): void {
  if (guard.wait > 0) guard.wait--;
  if (position === 0) return;
  if (Number.isNaN(guard.best)) guard.best = entryPrice;
  guard.best = position > 0 ? Math.max(guard.best, high) : Math.min(guard.best, low);
}

/** A fill changed what there is to protect. The strategy itself is not asked: nothing but the fill has happened. */
function afterFill(guard: Guard, { position, entryPrice }: AccountView, want: Want, levels: Levels): void {
  // one bar more: the close of the bar it falls into takes one off
  if (guard.held !== 0 && position === 0 && !guard.leaving) guard.wait = (levels.coolDown ?? 0) + 1;
  if (position === 0 || Math.sign(position) !== Math.sign(guard.held)) {
    guard.best = NaN;
    guard.leaving = false;
  }
  guard.held = position;
  if (position !== 0) protect(standing(guard, position, entryPrice, levels), position, want);
}

function act(guard: Guard, close: number, { position, entryPrice }: AccountView, want: Want, levels: Levels, units: number | undefined): void {
  if (position === 0) return units === undefined || guard.wait > 0 ? want.keep() : want.position(units);
  if (units !== undefined) {
    guard.leaving = Math.sign(units) !== Math.sign(position);
    want.position(units);
    if (guard.leaving) return;
  }
  const stands = standing(guard, position, entryPrice, levels);
  if (isBeyond(stands, Math.sign(position), close)) want.position(0);
  else protect(stands, position, want);
}

/** Prices at which the position is to be closed. */
interface Standing { readonly stop: number | undefined; readonly target: number | undefined }

function standing({ best }: Guard, position: number, entryPrice: number, { stopLoss, takeProfit, trailingStop }: Levels): Standing {
  const side = Math.sign(position), from = Number.isNaN(best) ? entryPrice : best;
  const stops = [...(stopLoss === undefined ? [] : [entryPrice * (1 - side * stopLoss)]), ...(trailingStop === undefined ? [] : [from * (1 - side * trailingStop)])];
  return { stop: stops.length === 0 ? undefined : side * Math.max(...stops.map((stop) => side * stop)), target: takeProfit === undefined ? undefined : entryPrice * (1 + side * takeProfit) };
}

/** A venue refuses a stop that price has passed already (F9), and a post-only order that would take. */
const isBeyond = ({ stop, target }: Standing, side: number, close: number): boolean => (stop !== undefined && side * (close - stop) <= 0) || (target !== undefined && side * (close - target) >= 0);

function protect({ stop, target }: Standing, position: number, want: Want): void {
  if (stop !== undefined) want.stop(0, stop);
  if (target === undefined) return;
  if (position > 0) want.ask(0, target, position, { reduceOnly: true });
  else want.bid(0, target, -position, { reduceOnly: true });
}

const FRACTION = { min: 1e-6, max: 1 - 1e-6 };

function exitParams(strategy: Strategy, { stop, takeProfit, trailing, coolDown }: ProtectiveExits): Params {
  const given = { stopLoss: stop, takeProfit, trailingStop: trailing, coolDown }, params: Record<string, Param> = {};
  for (const [name, exit] of Object.entries(given)) {
    if (exit === undefined) continue;
    if (Object.hasOwn(strategy.params, name)) throw badExit(name, `${strategy.name} has a parameter of that name`);
    const { min, max } = name === "coolDown" ? { min: 0, max: 1e6 } : FRACTION, param = typeof exit === "number" ? fixed(name, exit) : exit;
    if (!(param.min >= min && param.max <= max)) throw badExit(name, `it is ${typeof exit === "number" ? exit : `${param.min}..${param.max}`}: ${name === "coolDown" ? "a whole number of bars of at least 0" : "a fraction above 0 and below 1, such as 0.02,"} was expected`);
    params[name] = param;
  }
  if (Object.keys(params).length === 0) throw badExit("exits", "none is named: stop, takeProfit, trailing or coolDown was expected");
  return params;
}

function fixed(name: string, value: number): Param {
  if (!Number.isFinite(value) || (name === "coolDown" && !Number.isInteger(value))) throw badExit(name, `it is ${value}: a ${name === "coolDown" ? "whole " : ""}number was expected`);
  return name === "coolDown" ? int(value, { min: value, max: value }) : real(value, { min: value, max: value });
}

const badExit = (name: string, why: string): QuantError => new QuantError("input", "BAD_OPTION", `exits: ${name}: ${why}`, { name });
