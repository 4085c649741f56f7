import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { mergeSpecs, parseSpec, setFields } from "@chant/core";
import { writeFileDurably } from "@chant/core/store";
import { commitFiles, createWorktree, excludeLocally, mergeBase, readFileAt, readRefs, updateRefs } from "@chant/git";
import { runMarker } from "../../../kernel/place.ts";
import { beginResolution } from "../../merge/resolution.ts";
import { claimSpec } from "../../remote/claim.ts";
import { startInPlace } from "../in-place.ts";
import { reportPhase, workFolder, type Run } from "../run.ts";
import { chantFolder } from "../spec-folder.ts";
import { runPaths } from "../run-record.ts";
import { commitMessage, commitSpecFile } from "../../edit/spec-file.ts";
import { trailers } from "../trailers.ts";
import { setUpWorktree } from "../workspace.ts";
import { pathExists } from "../../path-exists.ts";

/**
 * Gives the run its branch, with the spec as the user sees it marked in progress, and its worktree. Idempotent: what an
 * earlier attempt or a killed process left is continued, never replaced.
 */
export async function branchRun(run: Run): Promise<void> {
  const { repository, record } = run;
  const source = await userSpecText(run);
  if (record.in_place) return run.update({ phase: "branched", base_commit: await startInPlace(run) });
  const [ref, target] = [`refs/heads/${record.branch}`, `refs/heads/${record.target}`];
  const refs = await readRefs(repository, [ref, target]);
  const tip = refs.get(ref);
  const base = await baseCommit(run, { tip, target: refs.get(target) as string });
  if (record.tracked) await startOnBranch(run, { base, tip, source });
  if (!record.tracked && tip === undefined) await updateRefs(repository, [{ ref, new: base, old: undefined }]);
  await claimSpec(run);
  await placeWorktree(run);
  if (!record.tracked) await copyUntrackedSpec(run, source);
  const setup = await setUpWorktree(run);
  await beginResolution(run);
  await run.update({ phase: "branched", base_commit: base, setup_files: setup });
  reportPhase(run, "branched", `Branch ${record.branch} from ${record.target} at ${base.slice(0, 8)}`);
}

/** The spec as it lies in the user's checkout; its uncommitted edits are committed first where the target is there. */
async function userSpecText(run: Run): Promise<string> {
  const { project, context, record } = run;
  const path = specPathInCheckout(run);
  const subject = `record edits of ${record.spec_id}`;
  if (record.edited && record.target_checked_out)
    await commitSpecFile({ project, context, path, subject, trailers: trailers(run), only: record.target });
  return readFile(path, "utf8");
}

function specPathInCheckout({ repository, record }: Run): string {
  return join(repository.root, record.spec_path);
}

async function baseCommit(run: Run, { tip, target }: { tip: string | undefined; target: string }): Promise<string> {
  if (run.record.base_commit !== undefined) return run.record.base_commit;
  return (tip === undefined ? undefined : await mergeBase(run.repository, target, tip)) ?? target;
}

interface Start {
  readonly base: string;
  /** The branch's commit where it exists. */
  readonly tip: string | undefined;
  /** The spec as the user sees it. */
  readonly source: string;
}

async function startOnBranch(run: Run, { base, tip, source }: Start): Promise<void> {
  const { project, repository, record } = run;
  const { branch, spec_path: path, spec_id: id } = record;
  const content = markStarted(run, tip === undefined ? source : await combine(run, { base, tip, source }));
  const inWorktree = join(record.worktree as string, path);
  if (await pathExists(inWorktree)) await writeFileDurably(inWorktree, content);
  const message = commitMessage(project, `start ${id}`, trailers(run));
  // A new branch is checked out nowhere; an old one maybe in a place that nobody knows of.
  const nowhere = tip === undefined ? { checkout: undefined } : {};
  await commitFiles(repository, { branch, from: base, ...nowhere, files: [{ path, content }], message });
}

/** The branch's copy with the edits that the user made since it was branched. */
async function combine(run: Run, { base, tip, source }: Start & { tip: string }): Promise<string> {
  const { repository, record } = run;
  const [atBase, onBranch] = await Promise.all(
    [base, tip].map((commit) => readFileAt(repository, commit, record.spec_path)),
  );
  if (onBranch === undefined) return source;
  const merged = mergeSpecs({ base: atBase, ours: onBranch, theirs: source });
  if (merged.conflicts.length === 0) return merged.text;
  const message = `${run.record.spec_id} was changed on its branch and here in the same place; the agent sees the branch's text.`;
  run.context.report({ type: "warning", message });
  return onBranch;
}

function markStarted({ record }: Run, text: string): string {
  const spec = parseSpec(text, { id: record.spec_id });
  const cleared = { failed_at: undefined, error: undefined, reason: undefined };
  return setFields(spec, { status: "in_progress", started_at: record.started_at, ...cleared }).text;
}

/** Creates the worktree of a run where there is none. */
export async function placeWorktree(run: Run): Promise<void> {
  const { repository, record } = run;
  const path = workFolder(run);
  if (await pathExists(join(path, ".git"))) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const worktree = await createWorktree(repository, { path, branch: record.branch });
  await writeFile(join(worktree.gitDir, runMarker), `${record.process_id}\n`);
}

/** A spec that git does not know is copied in, and the copy at start is kept as the base for merging it back. */
async function copyUntrackedSpec(run: Run, source: string): Promise<void> {
  const { project, repository, record } = run;
  await excludeLocally(repository, `/${chantFolder(record.spec_path)}`);
  const at = join(record.worktree as string, record.spec_path);
  const { logs, spec_base } = runPaths(project.runtime, record);
  await Promise.all([dirname(at), logs].map((path) => mkdir(path, { recursive: true, mode: 0o700 })));
  await writeFileDurably(spec_base, source);
  await writeFileDurably(at, markStarted(run, source));
}
