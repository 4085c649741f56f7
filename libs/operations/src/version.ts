import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import manifest from "../package.json" with { type: "json" };

/** Put in by the build of an app: the commit it was built from, and that commit's date. */
declare const CHANT_BUILD: { readonly commit?: string; readonly date?: string } | undefined;

/** The version of the config format that this chant reads. */
const configVersion = 1;

/** Tells which chant this is. */
export const version = defineOperation({
  name: "version",
  summary: "Show the version of chant",
  effect: "read",
  short: { verbose: "v" },
  input: z.object({ verbose: z.boolean().default(false).describe("Also show build, Node and platform") }),
  output: z.object({
    version: z.string(),
    commit: z.string().optional().describe("Commit it was built from, where the build knew"),
    date: z.string().optional().describe("Date of that commit"),
    config_version: z.number().optional(),
    node: z.string().optional(),
    platform: z.string().optional(),
  }),
  run({ verbose }) {
    const { version } = manifest;
    const build = typeof CHANT_BUILD === "undefined" ? {} : CHANT_BUILD;
    const machine = { node: process.version, platform: `${process.platform}-${process.arch}` };
    return Promise.resolve(verbose ? { version, ...build, config_version: configVersion, ...machine } : { version });
  },
});
