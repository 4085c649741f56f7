import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { diagnosisFacts, gatherDiagnosis } from "./engine/attempts/diagnosis-facts.ts";
import { diagnoseFacts } from "./engine/attempts/diagnosis.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";

/** Looks at everything that a spec and its last run consist of, and says in one sentence how they are. */
export const diagnose = defineOperation({
  name: "diagnose",
  summary: "Look at a spec's file, lock, run, worktree and branch, and say what is wrong",
  effect: "read",
  positionals: ["id"],
  input: z.object({ id: z.string().describe("Spec id, full or short") }),
  output: z.object({
    ...diagnosisFacts.shape,
    diagnosis: z.string().describe("How it is, in one sentence"),
    healthy: z.boolean(),
    suggestions: z.array(z.string()).describe("Commands to type"),
  }),
  async run(input, context) {
    const project = await context.project();
    const set = await loadSpecs(project);
    const entry = await findSpec({ project, context, set, substring: true }, input.id);
    const facts = await gatherDiagnosis(project, entry, set);
    return { ...facts, ...diagnoseFacts(facts) };
  },
});
