import * as z from "zod";
import { driverState, readDriverState } from "../engine/merge-driver/driver-state.ts";
import { writeAttributes } from "../engine/merge-driver/write-attributes.ts";
import { installMergeDriver } from "../kernel/merge-driver.ts";
import { defineOperation } from "../kernel/operation.ts";

/** Makes git merge specs as chant does, in this clone; what other clones need is in a file to commit. */
export const mergeDriverInstall = defineOperation({
  name: "merge-driver install",
  summary: "Make git merge specs here as chant does",
  effect: "write",
  input: z.object({}),
  output: z.object({
    ...driverState.shape,
    file: z.enum(["created", "updated", "unchanged"]).describe(".gitattributes"),
  }),
  async run(_input, context) {
    const project = await context.project();
    await installMergeDriver(await project.repository());
    const file = await writeAttributes(project.root);
    return { ...(await readDriverState(project, context)), file };
  },
});
