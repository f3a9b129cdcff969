import { describe, expect, it } from "vitest";
import { checkExchange, EXCHANGE_IDS, SYNTHETIC } from "../../lib/data/exchanges.js";

describe("the list of exchanges", () => {
  it("is that of the installed ccxt", async () => {
    const { default: ccxt } = await import("ccxt");
    expect([...EXCHANGE_IDS].sort()).toEqual([...ccxt.exchanges].sort());
  });

  it("has the made-up one beside it, which no real exchange is called", () => {
    expect(EXCHANGE_IDS).not.toContain(SYNTHETIC);
    checkExchange(SYNTHETIC);
  });

  it("refuses another name with the nearest ones", () => expect(() => checkExchange("Bynance")).toThrow(/^'Bynance' is not an exchange that ccxt knows; the nearest names are binance/));
});
