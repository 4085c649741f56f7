import { listTemplates } from "@chant/core/store";
import * as z from "zod";
import { relative } from "node:path";
import { defineOperation } from "../kernel/operation.ts";
import { templateFolders, templateRow, toTemplateRow } from "../engine/edit/templates.ts";

/** Lists the templates of the project and the user. */
export const templateList = defineOperation({
  name: "template list",
  summary: "List templates of specs",
  effect: "read",
  input: z.object({}),
  output: z.object({
    templates: z.array(z.object(templateRow)),
    folders: z.array(z.string()).describe("Where templates are looked for, the stronger first"),
    warnings: z.array(z.string()).describe("Files there that are no usable template"),
  }),
  async run(_input, context) {
    const place = await context.place();
    const folders = templateFolders(place, context);
    const { templates, findings } = await listTemplates(folders);
    return {
      templates: templates.map(toTemplateRow(place)),
      folders: [
        relative(place.root, folders.paths.templates),
        ...(folders.global === undefined ? [] : [folders.global]),
      ],
      warnings: findings.map(({ message }) => message),
    };
  },
});
