import { defineConfig } from "tsup";
import { library } from "../../tools/tsup.base.ts";

const catalog = "src/catalog";

export default defineConfig(
  library({
    index: "src/index.ts",
    "merge-driver": "src/engine/merge-driver/drive-merge.ts",
    "facts-worker": `${catalog}/facts-worker.ts`,
    detached: "src/detached.ts",
    "look-ahead-worker": `${catalog}/look-ahead-worker.ts`,
  }),
);
