import { defineConfig } from "vitest/config";

// forks: chdb must never run in a worker thread. Two at a time: real servers, kernels and a browser share the machine with them.
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
