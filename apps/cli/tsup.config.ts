import { defineConfig } from "tsup";
import { app } from "../../tools/tsup.base.ts";

const entries = { bin: "src/bin.ts", "facts-worker": "../../libs/operations/src/catalog/facts-worker.ts" };

export default defineConfig({
  ...app(entries, { together: /^(?:main|list|ready|short-lived)-/ }),
  shims: false,
});
