import { defineConfig } from "tsup";
import { app } from "../../tools/tsup.base.ts";

const catalog = "../../libs/operations/src/catalog";

const entries = {
  bin: "src/bin.ts",
  detached: "../../libs/operations/src/detached.ts",
  "facts-worker": `${catalog}/facts-worker.ts`,
  "look-ahead-worker": `${catalog}/look-ahead-worker.ts`,
};

export default defineConfig({
  ...app(entries, {
    alone: { "merge-driver": "src/merge-driver.ts" },
    merge: { start: ["bin.js", "look-ahead-worker.js"], base: /^(?:main|list|ready|short-lived)-/ },
  }),
  shims: false,
});
