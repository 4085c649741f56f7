import { readFile } from "node:fs/promises";
import { parseSpec } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { specFinding } from "./engine/lint/quality.ts";
import { commitSpecFile } from "./engine/edit/spec-file.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";

/**
 * Judges a spec as it lies in the checkout and commits it, and nothing else, when that is asked for. The command line opens an
 * editor in between: `locate` gives the path and changes nothing.
 */
export const edit = defineOperation({
  name: "edit",
  summary: "Open a spec in the editor, check it and commit it",
  effect: "write",
  // Somebody who edits by other means commits by other means.
  surfaces: ["cli"],
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    archived: z.boolean().default(false).describe("Edit it although it is archived"),
    commit: z.boolean().default(true).describe("Commit what was edited"),
    locate: z.boolean().default(false).describe("Only tell where it is"),
  }),
  output: z.object({
    id: z.string(),
    path: z.string(),
    committed: z.boolean(),
    readable: z.boolean().describe("Whether the header can be trusted; a spec that is not readable is kept as it is"),
    running: z.boolean().optional(),
    findings: z.array(specFinding),
  }),
  async run({ id: query, archived, commit, locate }, context) {
    const project = await context.project();
    const set = await loadSpecs(project);
    const entry = await findSpec({ project, context, set }, query);
    const { id, path } = entry;
    if (entry.archived && !archived) {
      const fix = `chant edit ${id} --archived`;
      throw new ChantError("STATE_TRANSITION", `${id} is archived: what was done is not rewritten by accident.`, {
        fix,
      });
    }
    if (path.endsWith(".gz")) {
      const message = `${id} is compressed, so it has to leave the archive before it can be edited.`;
      throw new ChantError("STATE_TRANSITION", message, { fix: `chant archive ${id} --restore` });
    }
    const running = entry.run === undefined || entry.unmerged ? {} : { running: true };
    if (locate) return { id, path, committed: false, readable: entry.readable, ...running, findings: [] };
    const text = await readFile(path, "utf8");
    const { readable } = parseSpec(text, { id });
    // A header that nobody can read stays the user's, uncommitted, until it is mended.
    const commits = commit && readable;
    const trailers = { "Chant-Spec": id };
    const committed = commits && (await commitSpecFile({ project, context, path, subject: `edit ${id}`, trailers }));
    const [{ judgeSpec }, { createLintContext }] = await Promise.all([
      import("./engine/lint/judge-spec.ts"),
      import("./engine/lint/lint-context.ts"),
    ]);
    const lint = await createLintContext(project, set);
    const { findings } = judgeSpec({ id, text, lint });
    return { id, path, committed, readable, ...running, findings };
  },
});
