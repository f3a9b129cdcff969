/** Ends a run with one plain line of counts and, for every skipped test, its reason. With CI set, a skip is a failure. */
import type { Reporter, TestCase, TestModule } from "vitest/node";

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state: string): readonly TestCase[] => cases.filter((test) => test.result().state === state);
    const passed = of("passed").length, skipped = of("skipped");
    const failed = of("failed").length + modules.filter((module) => module.errors().length > 0).length;
    for (const test of skipped) console.log(`skipped: ${test.module.relativeModuleId} > ${test.fullName}: ${reason(test)}`);
    if (skipped.length > 0 && process.env["CI"] !== undefined) {
      console.log("a skip is a failure here: the tools that the tests name are missing");
      process.exitCode = 1;
    }
    console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}

function reason(test: TestCase): string {
  const result = test.result();
  return (result.state === "skipped" ? result.note : undefined) ?? "no reason given";
}
