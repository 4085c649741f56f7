import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { mergeSpecs, parseSpec, setFields, type Frontmatter, type Spec } from "@chant/core";
import { writeFileDurably } from "@chant/core/store";
import { askForApproval } from "../approvals/record-decision.ts";
import { editOnBranch } from "../edit/spec-file.ts";
import { needsApproval } from "./approval-gate.ts";
import { trailers } from "./trailers.ts";
import { withRepositoryLock } from "../control/repository-lock.ts";
import { runPaths, type RunRecord, type Verdict } from "./run-record.ts";
import { workFolder, type Run } from "./run.ts";
import { oneLine } from "../one-line.ts";

/** The fields that an outcome writes into a spec; undefined removes a field. */
export type OutcomeFields = { readonly [Key in keyof Frontmatter]?: Frontmatter[Key] | undefined };

/**
 * Writes an outcome other than completed into the spec where people look for it: on the target branch, or for a spec
 * that git does not know in its file, together with what the agent wrote into its copy.
 */
export async function recordOutcome(run: Run, verdict: Verdict): Promise<void> {
  const fields = outcomeFields(run.record, verdict);
  if (!run.record.tracked) return mergeUntrackedBack(run, fields);
  const { project, context, repository, record } = run;
  const written = await editOnBranch({
    project,
    context,
    repository,
    branch: record.target,
    path: record.spec_path,
    subject: `${verdict.outcome.replace("_", " ")} ${record.spec_id}`,
    trailers: trailers(run),
    edit: (text) => withFields(run, text, fields),
  });
  if (!written) warnUnwritten(run, `${record.target} has no text ${record.spec_path}, or is being rebased`);
}

/** The fields of an outcome, as frontmatter carries them. */
export function outcomeFields(record: RunRecord, { outcome, reason, message, waivers }: Verdict): OutcomeFields {
  const error = oneLine(`${reason}: ${message}`);
  const { ended_at: at, model, cost } = record;
  const table: Readonly<Record<Verdict["outcome"], OutcomeFields>> = {
    failed: { failed_at: at, error, reason: undefined },
    needs_attention: { reason: error, error: undefined, failed_at: undefined },
    paused: { reason: undefined, error: undefined, failed_at: undefined },
    completed: {
      started_at: record.started_at,
      completed_at: at,
      commits: record.commits.length > 0 ? record.commits : undefined,
      model,
      cost,
      reason: undefined,
      error: undefined,
      failed_at: undefined,
      ...(waivers === undefined ? {} : { waivers }),
    },
  };
  return { status: outcome, ...table[outcome] };
}

/**
 * Brings the worktree's copy of a spec that git does not know back into its file, with the copy at start as base.
 * Merging again changes nothing, so a crash in between does no harm.
 */
export async function mergeUntrackedBack(run: Run, fields: OutcomeFields): Promise<void> {
  const { project, context, repository, record } = run;
  await withRepositoryLock(project, context, async () => {
    const { text, conflict } = await mergeCopyBack(run);
    if (conflict) warnUnwritten(run, "both you and the agent changed the same place of the spec");
    await writeFileDurably(join(repository.root, record.spec_path), withFields(run, text, fields) ?? text);
  });
}

/** What the file of a spec that git does not know becomes with the agent's edits; the user's text where they conflict. */
export async function mergeCopyBack(run: Run): Promise<{ text: string; conflict: boolean }> {
  const { project, repository, record } = run;
  const [ours, theirs, base] = await Promise.all([
    readFile(join(repository.root, record.spec_path), "utf8"),
    readIfThere(join(workFolder(run), record.spec_path)),
    readIfThere(runPaths(project.runtime, record).spec_base),
  ]);
  if (theirs === undefined) return { text: ours, conflict: false };
  const merged = mergeSpecs({ base, ours, theirs: withApprovalOf(ours, theirs) });
  const conflict = merged.conflicts.length > 0;
  return { text: conflict ? ours : merged.text, conflict };
}

/** A copy without what an agent said about its own approval: only the user's file does. */
function withApprovalOf(ours: string, theirs: string): string {
  const [users, agents] = [ours, theirs].map((text) => parseSpec(text, { id: "" })) as [Spec, Spec];
  const { approval } = users.frontmatter;
  if (!agents.readable || isDeepStrictEqual(approval, agents.frontmatter.approval)) return theirs;
  return setFields(agents, { approval }).text;
}

/** Undefined for a text that cannot be read: one in the middle of somebody's merge must not be committed. */
function withFields(run: Run, text: string, fields: OutcomeFields): string | undefined {
  const spec: Spec = parseSpec(text, { id: run.record.spec_id });
  if (!spec.readable) {
    const why = spec.findings[0]?.message ?? "the header of the spec cannot be read";
    warnUnwritten(run, why.replace(/\.$/, ""));
    return undefined;
  }
  // What a person gave up stays given up.
  if (spec.frontmatter.status === "cancelled" && fields.status !== "completed") {
    warnUnwritten(run, "it was cancelled meanwhile");
    return undefined;
  }
  const edited = setFields(spec, fields);
  // Whoever looks at the spec sees what it waits for, and an approval of something else is none.
  return (fields.reason?.startsWith(`${needsApproval}: `) ? askForApproval(edited) : edited).text;
}

function warnUnwritten(run: Run, why: string): void {
  const message = `The outcome of ${run.record.spec_id} stands in its run record only: ${why}.`;
  run.context.report({ type: "warning", message });
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
