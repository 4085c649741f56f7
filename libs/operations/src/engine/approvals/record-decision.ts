import { readFile } from "node:fs/promises";
import { extendSection, setApproval, type ApprovalEdits, type Spec } from "@chant/core";
import { writeFileDurably } from "@chant/core/store";
import { approvalDigest } from "../../catalog/approval-digest.ts";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { commitPaths } from "../edit/commit-paths.ts";
import { editSpecs } from "../edit/edit-specs.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { timestamp } from "../specs/specs.ts";
import type { Decider } from "./decider.ts";
import { discussionEntry } from "./discussion-entry.ts";

export interface Decision {
  readonly project: Project;
  readonly context: Context;
  readonly entry: SpecEntry;
  readonly decider: Decider;
  readonly verdict: "approved" | "rejected";
  readonly reason?: string;
  readonly subject: string;
  /** Whether the spec as it lies there is to be decided about at all. */
  applies?(spec: Spec): boolean;
  /** What else becomes of the spec. */
  edit?(spec: Spec): Spec;
  /** Absolute paths of files that belong to the same commit. */
  readonly paths?: readonly string[];
}

/** What a decision left: the spec's text before and after it, undefined where it did not apply. */
export interface Recorded {
  readonly changed: boolean;
  readonly committed: boolean;
}

/**
 * Writes a decision into a spec, its approval and its discussion, and commits that file and those given. A decision that
 * cannot be committed is taken back. Throws PARSE_EDIT, and what git refuses.
 */
export async function recordDecision(decision: Decision): Promise<Recorded> {
  const { project, context, entry, subject, paths = [] } = decision;
  let before: Spec | undefined;
  let after: Spec | undefined;
  const { changed } = await editSpecs({
    ...{ project, context, entries: [entry], subject: undefined },
    edit(spec) {
      if (decision.applies?.(spec) === false) return spec;
      before = spec;
      after = withDecision(spec, decision);
      return after;
    },
  });
  if (changed.length === 0) return { changed: false, committed: false };
  try {
    const trailers = { "Chant-Spec": entry.id };
    const committed = await commitPaths({ project, context, paths: [entry.path, ...paths], subject, trailers });
    return { changed: true, committed };
  } catch (error) {
    await restore(entry.path, { before, after });
    throw error;
  }
}

/** The spec with a decision in it. Throws PARSE_EDIT. */
export function withDecision(
  spec: Spec,
  decision: Pick<Decision, "context" | "decider" | "verdict" | "reason" | "edit">,
): Spec {
  const { decider, verdict, reason, context } = decision;
  const at = context.now();
  const entry = discussionEntry({ by: decider.by, at, verdict: verdicts[verdict], text: reason });
  const edited = decision.edit?.(spec) ?? spec;
  const told = extendSection(edited, "Approval Discussion", entry);
  const { by, identity, signer, via } = decider;
  const required = verdict === "rejected" || (spec.frontmatter.approval?.required ?? false);
  const content = verdict === "approved" ? approvalDigest(told) : undefined;
  return setApproval(told, { required, status: verdict, by, at: timestamp(at), identity, signer, via, content });
}

const verdicts = { approved: "APPROVED", rejected: "REJECTED" } as const;

const undecided: ApprovalEdits = {
  ...{ by: undefined, at: undefined, identity: undefined, signer: undefined, via: undefined, content: undefined },
};

/** The spec with an approval to be given, whatever was decided before; a rejection stays one. */
export function askForApproval(spec: Spec): Spec {
  if (spec.frontmatter.approval?.status === "rejected") return spec;
  return setApproval(spec, { required: true, status: "pending", ...undecided });
}

/** Unless somebody has written there since. */
async function restore(path: string, texts: { before: Spec | undefined; after: Spec | undefined }): Promise<void> {
  const present = await readFile(path, "utf8").catch(() => undefined);
  if (texts.before !== undefined && present === texts.after?.text) await writeFileDurably(path, texts.before.text);
}
