import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createGraph, criteriaOf, parseSpec, type Spec } from "@chant/core";
import {
  changedPaths,
  listCommits,
  mergeBase,
  openWorktree,
  readStatus,
  type ChangedPath,
  type Commit,
  type PathState,
} from "@chant/git";
import { factsOf, lintSpec } from "@chant/scoring";
import { openDerivation } from "../edit/derivation.ts";
import { lintSettings } from "../lint/quality.ts";
import { gatherResolution } from "../merge/resolution-facts.ts";
import type { RunRecord } from "./run-record.ts";
import { workFolder, type Run } from "./run.ts";
import { chantFolder, specFolder } from "./spec-folder.ts";
import type { Evidence } from "./verdict.ts";

/** Gathers what a run left behind, from git and from the worktree's copy of the spec. */
export async function gatherEvidence(run: Run): Promise<Evidence> {
  const { record } = run;
  const worktree = record.in_place ? run.repository : await openWorktree(run.repository, workFolder(run));
  const [base, tip] = [record.base_commit as string, `refs/heads/${record.branch}`];
  const [{ head, states }, commits, changesSinceBase, spec] = await Promise.all([
    readStatus(worktree, []),
    listCommits(worktree, base, tip),
    changedPaths(worktree, { from: base, to: tip }),
    readWorktreeSpec(run),
  ]);
  const [own, resolution] = await Promise.all([withoutMergedIn(run, commits), gatherResolution(run, states)]);
  const changes = own.base === base ? changesSinceBase : await changedPaths(worktree, { from: own.base, to: tip });
  return {
    intent: record.intent,
    exit_code: record.exit_code,
    error: record.error,
    over_budget: record.over_budget ? record.options.max_cost : undefined,
    head_branch: head.branch,
    branch: record.branch,
    commits: own.commits.filter((commit) => !isToolCommit(commit)).map((commit) => commit.hash),
    changed: changes.filter((change) => !isSpec(run, change.path)).map((change) => change.path),
    foreign_specs: changes.filter((change) => isForeignChange(run, change)).map((change) => change.path),
    leftovers: uncommittedPaths(record, states),
    resolution,
    ...spec,
    options: record.options,
  };
}

/** Uncommitted paths in a worktree, ignored files and what its setup brought left out. */
export function uncommittedPaths(
  { setup_files: brought = [] }: Pick<RunRecord, "setup_files">,
  states: readonly PathState[],
): string[] {
  const paths = states.filter((state) => state.kind !== "ignored").map((state) => state.path);
  return paths.filter((path) => !brought.some((setup) => path === setup || path.startsWith(`${setup}/`)));
}

/** Whether chant made a commit, by its exact trailer; in silent mode by the one subject that it uses. */
export function isToolCommit({ trailers, subject }: Commit): boolean {
  return trailers["Chant-Run"] !== undefined || subject === leftoverSubject;
}

/** Subject of a commit that keeps what an agent left uncommitted. */
export const leftoverSubject = "leftover changes";

/** An agent that merged the target into its branch has not made the target's commits. */
async function withoutMergedIn(
  run: Run,
  commits: readonly Commit[],
): Promise<{ base: string; commits: readonly Commit[] }> {
  const base = run.record.base_commit as string;
  if (commits.every((commit) => commit.parents.length < 2)) return { base, commits };
  const { repository, record } = run;
  const [target, tip] = [`refs/heads/${record.target}`, `refs/heads/${record.branch}`];
  const [fork, elsewhere] = await Promise.all([
    mergeBase(repository, target, tip),
    listCommits(repository, base, target),
  ]);
  const others = new Set(elsewhere.map((commit) => commit.hash));
  return { base: fork ?? base, commits: commits.filter((commit) => !others.has(commit.hash)) };
}

function isSpec({ record }: Run, path: string): boolean {
  return path.startsWith(specFolder(record.spec_path));
}

function isForeignChange({ record }: Run, { path, status }: ChangedPath): boolean {
  const chant = chantFolder(record.spec_path);
  const guarded = path.startsWith(`${chant}specs/`) || path.startsWith(`${chant}archive/`);
  return guarded && path !== record.spec_path && status !== "added";
}

async function readWorktreeSpec(run: Run): Promise<Pick<Evidence, "unreadable" | "criteria_open" | "fields_missing">> {
  const { record } = run;
  const nothing = { criteria_open: [], fields_missing: [] };
  const path = join(workFolder(run), record.spec_path);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return { ...nothing, unreadable: `${record.spec_path} is gone.` };
  const spec = parseSpec(text, { id: record.spec_id });
  if (!spec.readable) return { ...nothing, unreadable: spec.findings[0]?.message ?? "its header cannot be read." };
  const open = criteriaOf(spec).filter((criterion) => !criterion.checked);
  const criteria_open = open.map((criterion) => criterion.text);
  return { unreadable: undefined, criteria_open, fields_missing: await missingFields(run, spec) };
}

/** What is wrong with the fields that the project requires, after its rules have filled in what they can. */
async function missingFields({ project, context, record }: Run, spec: Spec): Promise<string[]> {
  const settings = lintSettings(project.config);
  if (settings.required?.length === 0) return [];
  const derive = await openDerivation(project, context);
  const derived = derive?.(spec, join(project.root, record.spec_path)).spec ?? spec;
  const findings = lintSpec({ spec: derived, facts: factsOf(derived) }, { graph: createGraph([]), settings });
  return findings.filter((one) => one.rule === "required" && one.severity === "error").map(({ message }) => message);
}
