import { defineConfig } from "vitest/config";

// forks: chdb must never run in a worker thread. Files run one after another where they share the machine's two cores with real servers and browsers.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    restoreMocks: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["default", "./test/summaryReporter.ts"],
  },
});
