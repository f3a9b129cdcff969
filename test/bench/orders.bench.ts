/**
 * `npm run bench -- orders`: 0, 1, 3, 5 and 11 orders a bar over the same minutes as `engine`, all fill rules on: asked anew at each close at another price, and
 * mostly kept, which moves them only once price has gone some way. Fewer rounds than `engine`: there are more cases.
 */
import { defineStrategy, type Strategy } from "../../lib/dist/strategy/strategy.js";
import { benchMarket, lineOf, measure } from "./measuring.js";

const ROUNDS = 3, SPREAD = 0.003, STEP = 0.001, QUANTITY = 0.05;
/** Share of the price that it has to go before kept quotes are moved. */
const MOVE = 0.002;

/** Levels on each side and, while there is a position, a stop: 2 levels are 5 orders. @param bids levels on the buying side, `asks` on the other */
const quotes = (bids: number, asks: number, stops: boolean, kept: boolean): Strategy => defineStrategy({
  name: "quotes", params: {}, indicators: () => ({}), state: () => ({ anchor: 1 }),
  decide({ close }, { position, entryPrice }, want, _params, state) {
    if (!kept || Math.abs(close / state.anchor - 1) > MOVE) state.anchor = close;
    const { anchor } = state, middle = anchor * (1 - 0.0003 * position);
    if (position < 1) for (let level = 0; level < bids; level++) want.bid(level, middle - anchor * (SPREAD + level * STEP), QUANTITY);
    if (position > -1) for (let level = 0; level < asks; level++) want.ask(level, middle + anchor * (SPREAD + level * STEP), QUANTITY);
    if (stops && position !== 0) want.stop(0, entryPrice * (position > 0 ? 0.95 : 1.05));
  },
});

const BOOKS: readonly (readonly [orders: number, bids: number, asks: number, stops: boolean])[] = [[1, 1, 0, false], [3, 1, 1, true], [5, 2, 2, true], [11, 5, 5, true]];

const { data, about } = benchMarket();
process.stdout.write(`${about}; medians of ${ROUNDS} by CPU time, best in brackets\n`);
process.stdout.write(lineOf(measure("0 orders a bar, asked at each", quotes(0, 0, false, false), data, ROUNDS)));
for (const [orders, bids, asks, stops] of BOOKS) {
  for (const kept of [false, true]) process.stdout.write(lineOf(measure(`${orders} orders a bar, ${kept ? "mostly kept" : "asked anew at each"}`, quotes(bids, asks, stops, kept), data, ROUNDS)));
}
