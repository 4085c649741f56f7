import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSpec, type Spec } from "@chant/core";
import { readFileAt, readHead } from "@chant/git";
import { runPaths } from "./run-record.ts";
import { workFolder, type Run } from "./run.ts";

/** A run whose approval is looked at; nothing of it is changed. */
export type Gated = Pick<Run, "project" | "repository" | "record">;

/** A run's spec in all the places where an approval of it may stand; undefined where it is not. */
export interface Copies {
  /** As the run began. */
  readonly base: Spec | undefined;
  /** On the branch that it is to be merged into; for a spec that git does not know, the user's file. */
  readonly target: Spec | undefined;
  /** In the user's checkout, unless that is of the run's own branch. */
  readonly checkout: Spec | undefined;
  /** As the agent left it. */
  readonly branch: Spec | undefined;
}

/** Reads them all at once. */
export async function readCopies(run: Gated): Promise<Copies> {
  const { record } = run;
  const user = readUsers(run);
  const texts = await Promise.all(record.tracked ? inCommits(run, user) : inFiles(run, user));
  const [base, target, checkout, branch] = texts.map((text) => {
    return text === undefined ? undefined : parseSpec(text, { id: record.spec_id });
  });
  return { base, target, checkout, branch };
}

async function readUsers({ repository, record }: Gated): Promise<string | undefined> {
  const [text, head] = await Promise.all([readIfThere(join(repository.root, record.spec_path)), readHead(repository)]);
  return record.tracked && !record.in_place && head.branch === record.branch ? undefined : text;
}

type Texts = readonly Promise<string | undefined>[];

function inCommits({ repository, record }: Gated, user: Promise<string | undefined>): Texts {
  const [target, branch] = [`refs/heads/${record.target}`, `refs/heads/${record.branch}`];
  const at = (commit: string) => readFileAt(repository, commit, record.spec_path);
  return [at(record.base_commit ?? target), at(target), user, at(branch)];
}

function inFiles({ project, repository, record }: Gated, user: Promise<string | undefined>): Texts {
  const base = readIfThere(runPaths(project.runtime, record).spec_base);
  return [base, user, user, readIfThere(join(workFolder({ repository, record }), record.spec_path))];
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
