import { defineConfig } from "tsup";
import { library } from "../../tools/tsup.base.ts";

export default defineConfig(
  library({
    index: "src/index.ts",
    derive: "src/derive.ts",
    errors: "src/errors/index.ts",
    store: "src/store/index.ts",
  }),
);
