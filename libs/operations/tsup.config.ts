import { defineConfig } from "tsup";
import { library } from "../../tools/tsup.base.ts";

export default defineConfig(library({ index: "src/index.ts", "facts-worker": "src/catalog/facts-worker.ts" }));
