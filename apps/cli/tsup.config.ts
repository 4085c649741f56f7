import { defineConfig } from "tsup";
import { app } from "../../tools/tsup.base.ts";

const catalog = "../../libs/operations/src/catalog";

const entries = {
  "start-command": "src/start-command.ts",
  detached: "../../libs/operations/src/detached.ts",
  "facts-worker": `${catalog}/facts-worker.ts`,
  "look-ahead-worker": `${catalog}/look-ahead-worker.ts`,
};

export default defineConfig({
  ...app(entries, {
    alone: { bin: "src/bin.ts", "merge-driver": "src/merge-driver.ts" },
    merge: { start: ["start-command.js", "look-ahead-worker.js"], base: /^(?:main|list|ready|short-lived)-/ },
  }),
  shims: false,
});
