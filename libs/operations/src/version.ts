import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import manifest from "../package.json" with { type: "json" };

/** Tells which chant this is. */
export const version = defineOperation({
  name: "version",
  summary: "Show the version of chant",
  effect: "read",
  short: { verbose: "v" },
  input: z.object({ verbose: z.boolean().default(false).describe("Also show Node, platform and install location") }),
  output: z.object({ version: z.string(), node: z.string().optional(), platform: z.string().optional() }),
  run({ verbose }) {
    const { version } = manifest;
    return Promise.resolve(
      verbose ? { version, node: process.version, platform: `${process.platform}-${process.arch}` } : { version },
    );
  },
});
