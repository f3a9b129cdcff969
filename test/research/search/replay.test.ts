import { describe, expect, it } from "vitest";
import { optimise } from "../../../lib/research/search/optimise.js";
import { replayed } from "../../../lib/research/search/replay.js";
import { searchNames } from "../../../lib/research/search/search.js";
import { searchSpace } from "../../../lib/research/search/space.js";
import { int } from "../../../lib/strategy/param.js";

const space = searchSpace({ a: int(1, { min: 1, max: 60 }), b: int(1, { min: 1, max: 60 }) });
const evaluate = (batch: readonly Readonly<Record<string, number>>[]): Promise<{ status: "scored"; score: number; values: number[] }[]> =>
  Promise.resolve(batch.map(({ a = 0, b = 0 }) => ({ status: "scored", score: -((a - 20) ** 2) - (b - 7) ** 2, values: [] })));

describe("a search replayed from its trials", () => {
  it.each(searchNames)("goes on as if it had never ended: %s", async (method) => {
    const whole = await optimise({ space, method, trials: 64, seed: 4, evaluate });
    const resume = replayed(space, method, 4, whole.trials.slice(0, 29)); // the last batch is not whole
    expect(resume.trials.length).toBe(24);
    expect(await optimise({ space, method, trials: 64, seed: 4, evaluate, resume })).toStrictEqual(whole);
  });

  it("refuses trials that the search does not propose", async () => {
    const { trials } = await optimise({ space, method: "random", trials: 16, seed: 4, evaluate });
    expect(() => replayed(space, "random", 5, trials)).toThrow(/^trial 0 was .* and would now be .*the version of btc-quant that began it$/);
  });
});
