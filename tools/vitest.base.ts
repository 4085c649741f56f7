import { defineConfig } from "vitest/config";

/** Sources are imported as they are: nothing has to be built to run a library's tests. */
const conditions = ["@chant/source", "node", "import", "module", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["**/*.test.ts"],
    // What takes long is looked at by `npm run test:long`.
    exclude: [
      "**/node_modules/**",
      "**/dist/**",
      ...(process.env["CHANT_LONG"] === undefined ? ["**/*.long.test.ts"] : []),
    ],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
