import * as z from "zod";
import { driveMerge } from "./engine/merge-driver/drive-merge.ts";
import { defineOperation } from "./kernel/operation.ts";

/** What git calls to merge a spec that both sides changed. */
export const mergeDriver = defineOperation({
  name: "merge-driver",
  summary: "Merge three versions of a spec; called by git",
  effect: "write",
  surfaces: ["cli"],
  positionals: ["base", "ours", "theirs", "marker_size", "path"],
  input: z.object({
    base: z.string().describe("File of the common ancestor (%O)"),
    ours: z.string().describe("File of our version (%A); the merge is written over it"),
    theirs: z.string().describe("File of their version (%B)"),
    marker_size: z.coerce.number().int().min(1).max(100).optional().describe("Length of conflict markers (%L)"),
    path: z.string().optional().describe("Where the file belongs (%P)"),
  }),
  output: z.object({ conflicts: z.array(z.string()).describe("What could not be merged; the file has it marked") }),
  exitCode: ({ conflicts }) => (conflicts.length > 0 ? 1 : 0),
  run({ path, ...files }) {
    const name = path === undefined ? "" : `${path}: `;
    return Promise.resolve({ conflicts: driveMerge(files).map(({ message }) => `${name}${message}`) });
  },
});
