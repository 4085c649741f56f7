import { mergeSpecs } from "@chant/core";
import type { FileSides, MergeRequest } from "@chant/git";
import type { Project } from "../../kernel/project.ts";
import { commitMessage } from "../edit/spec-file.ts";
import type { RunRecord } from "../run/run-record.ts";
import { chantFolder } from "../run/spec-folder.ts";

/** What a merge has to know of a run. */
export type Branched = Pick<RunRecord, "spec_id" | "spec_path" | "branch" | "target" | "options" | "process_id">;

/** How the branch of a run is merged into its target: as the record asks for, else as the config says. */
export function toMergeRequest(project: Project, record: Branched): MergeRequest {
  return {
    target: record.target,
    source: `refs/heads/${record.branch}`,
    strategy: record.options.strategy ?? project.config.merge.strategy,
    message: messageOf(project, record),
    ...specDecisions(record),
  };
}

/** How specs that both sides changed are merged, wherever they lie: one side may have archived what the other changed. */
export function specDecisions({ spec_path }: Pick<RunRecord, "spec_path">): Pick<MergeRequest, "decided" | "decide"> {
  const chant = chantFolder(spec_path);
  return { decided: [`${chant}specs/`, `${chant}archive/`], decide: decideSpec };
}

function decideSpec({ path, base, ours, theirs }: FileSides): string | undefined {
  if (!path.endsWith(".md") || ours === undefined || theirs === undefined) return undefined;
  const merged = mergeSpecs({ base, ours, theirs });
  return merged.conflicts.length > 0 ? undefined : merged.text;
}

function messageOf(project: Project, { branch, target, spec_id, process_id }: Branched): string {
  if (project.config.project.silent) return `Merge branch '${branch}' into ${target}\n`;
  return commitMessage(project, `merge ${spec_id}`, { "Chant-Spec": spec_id, "Chant-Run": process_id });
}
