import { changedPaths, isAncestor, mergeBase, mergeTrees, readFileAt, type PathState } from "@chant/git";
import type { Run } from "../run/run.ts";
import type { Resolution } from "../run/run-record.ts";
import { chantFolder } from "../run/spec-folder.ts";
import { specDecisions } from "./merge-request.ts";

/** What an agent made of a conflict. */
export interface ResolutionEvidence {
  /** Files still in conflict: all of them where the merge is not committed. */
  readonly unresolved: readonly string[];
  /** Files that were not in conflict, and that the agent changed all the same. */
  readonly outside: readonly string[];
  /** Files with conflict markers that no side had. */
  readonly marked: readonly string[];
  /** Files that are as one side had them whole, so that what the other did there is lost. */
  readonly one_sided: readonly string[];
}

/** Looks at the branch of a run that was to resolve a conflict; undefined for any other run. */
export async function gatherResolution(
  run: Run,
  states: readonly PathState[],
): Promise<ResolutionEvidence | undefined> {
  const { repository, record } = run;
  if (record.resolution === undefined) return undefined;
  const { from, onto, files } = record.resolution;
  const tip = `refs/heads/${record.branch}`;
  const nothing = { unresolved: [], outside: [], marked: [], one_sided: [] };
  const unmerged = states.filter(({ kind }) => kind === "unmerged").map(({ path }) => path);
  if (unmerged.length > 0) return { ...nothing, unresolved: unmerged };
  if (from === undefined || !(await isAncestor(repository, onto, tip))) return { ...nothing, unresolved: files };
  const texts = await Promise.all(files.map((path) => readTexts(run, path)));
  return {
    unresolved: [],
    outside: await findOutside(run, tip),
    marked: texts.filter(isMarked).map(({ path }) => path),
    one_sided: texts.filter(isOneSided).map(({ path }) => path),
  };
}

/** All that differs from what git merges by itself; what an agent may do with specs is asked elsewhere. */
async function findOutside({ repository, record }: Run, tip: string): Promise<string[]> {
  const { from, onto, files } = record.resolution as Required<Resolution>;
  const base = (await mergeBase(repository, from, onto)) as string;
  const { tree } = await mergeTrees(repository, specDecisions(record), { base, ours: from, theirs: onto });
  const changes = await changedPaths(repository, { from: tree, to: tip });
  const chant = chantFolder(record.spec_path);
  return changes.map(({ path }) => path).filter((path) => !files.includes(path) && !path.startsWith(chant));
}

interface Texts {
  readonly path: string;
  readonly result: string | undefined;
  /** The file on the branch and on the target; undefined where there is none. */
  readonly sides: readonly (string | undefined)[];
}

async function readTexts({ repository, record }: Run, path: string): Promise<Texts> {
  const { from, onto } = record.resolution as Required<Resolution>;
  const commits = [`refs/heads/${record.branch}`, from, onto];
  const [result, ...sides] = await Promise.all(commits.map((commit) => readFileAt(repository, commit, path)));
  return { path, result, sides };
}

function isMarked({ result, sides }: Texts): boolean {
  return countMarkers(result) > Math.max(...sides.map(countMarkers));
}

function countMarkers(text = ""): number {
  return text.match(/^(?:<{7}|>{7}) /gm)?.length ?? 0;
}

/** Of a file that a side deleted, and of one that is no text, one side is all that can be had. */
function isOneSided({ result, sides }: Texts): boolean {
  if (sides.some((side) => side === undefined || side.includes("\0"))) return false;
  return sides[0] !== sides[1] && sides.includes(result);
}
