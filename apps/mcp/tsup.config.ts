import { defineConfig } from "tsup";
import { app } from "../../tools/tsup.base.ts";

export default defineConfig(
  app({
    bin: "src/bin.ts",
    index: "src/index.ts",
    detached: "../../libs/operations/src/detached.ts",
    "facts-worker": "../../libs/operations/src/catalog/facts-worker.ts",
  }),
);
