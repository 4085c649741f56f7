import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { criteriaOf, parseSpec } from "@chant/core";
import { readFileAt, type Repository } from "@chant/git";
import type { RunRecord } from "../run/run-record.ts";

/** The acceptance criteria as an attempt left them. */
export interface BranchCriteria {
  readonly ticked: readonly string[];
  readonly open: readonly string[];
}

/** Reads the criteria of an attempt's own copy of its spec: in its worktree, else on its branch; undefined where it has none. */
export async function readBranchCriteria(
  repository: Repository,
  { spec_id: id, spec_path: path, worktree, branch, in_place }: RunRecord,
): Promise<BranchCriteria | undefined> {
  const folder = in_place ? repository.root : worktree;
  const inTree = folder === undefined ? undefined : await readFile(join(folder, path), "utf8").catch(() => undefined);
  const text = inTree ?? (await readFileAt(repository, `refs/heads/${branch}`, path).catch(() => undefined));
  if (text === undefined) return undefined;
  const criteria = criteriaOf(parseSpec(text, { id }));
  const texts = (checked: boolean) => criteria.filter((one) => one.checked === checked).map((one) => one.text);
  return { ticked: texts(true), open: texts(false) };
}
