import { readTemplateFile } from "@chant/core/store";
import * as z from "zod";
import { defineOperation } from "../kernel/operation.ts";
import { templateFolders, templateRow, toTemplateRow } from "../engine/edit/templates.ts";

/** Shows one template: its variables, what it sets, and its body. */
export const templateShow = defineOperation({
  name: "template show",
  summary: "Show a template of specs",
  effect: "read",
  positionals: ["name"],
  input: z.object({ name: z.string().describe("Name of the template, or of its file") }),
  output: z.object({
    ...templateRow,
    defaults: z.record(z.string(), z.unknown()).describe("What it sets in the header"),
    body: z.string(),
  }),
  async run({ name }, context) {
    const place = await context.place();
    const stored = await readTemplateFile({ ...templateFolders(place, context), name });
    const { defaults, body } = stored.template;
    return { ...toTemplateRow(place)(stored), defaults: { ...defaults }, body };
  },
});
