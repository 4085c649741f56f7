import { listBranches } from "@chant/git";
import type { Project } from "../../kernel/project.ts";
import { branchPrefix } from "../run/git-plan.ts";
import { awaitsMerge, findLatestRecord, listLiveRecords, type RunRecord } from "../run/run-record.ts";

/** The last attempts whose branch is there and not merged, in the order of their specs; those that run are left out. */
export async function findCandidates(project: Project): Promise<RunRecord[]> {
  const [live, branches] = await Promise.all([
    listLiveRecords(project.runtime),
    listBranches(await project.repository()),
  ]);
  const prefix = branchPrefix(project);
  const alive = new Set(live.map(({ spec_id }) => spec_id));
  const ids = branches.flatMap(({ name }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  const settled = await Promise.all(
    ids.filter((id) => !alive.has(id)).map((id) => findLatestRecord(project.runtime, id)),
  );
  const names = new Set(branches.map(({ name }) => name));
  const open = settled.filter((record) => record !== undefined).filter(({ merge }) => merge?.state !== "merged");
  return [...live.filter(awaitsMerge), ...open]
    .filter(({ branch, in_place }) => names.has(branch) && !in_place)
    .sort((one, other) => (one.spec_id < other.spec_id ? -1 : 1));
}
