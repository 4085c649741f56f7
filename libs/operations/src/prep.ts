import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { withoutAgentSections } from "./engine/specs/agent-sections.ts";
import { copyAtWork } from "./engine/specs/copy-at-work.ts";
import { findNamedSpec, openSpecs } from "./engine/specs/spec-neighbourhood.ts";

/** Gives the body of a spec for an agent to read. */
export const prep = defineOperation({
  name: "prep",
  summary: "Print the body of a spec for an agent",
  effect: "read",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    clean: z.boolean().default(false).describe("Without what earlier runs wrote into it"),
  }),
  output: z.object({ id: z.string(), body: z.string() }),
  document: ({ body }) => body,
  async run({ id, clean }, context) {
    const entry = findNamedSpec(await openSpecs(await context.place()), context, id);
    const spec = await copyAtWork(entry);
    return { id: entry.id, body: clean ? withoutAgentSections(spec) : spec.body };
  },
});
