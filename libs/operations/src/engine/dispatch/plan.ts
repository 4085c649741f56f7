import { isUnfinished } from "@chant/core";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { findSpec, loadSpecs, type SpecSet } from "../specs/specs.ts";
import { capacityOf } from "./agents.ts";
import type { Dispatch } from "./dispatch.ts";
import { expandDrivers, isDriver } from "./drivers.ts";
import { listWaiting, type Selection } from "./select.ts";

export interface PlanRequest {
  readonly project: Project;
  readonly context: Context;
  readonly mode: "chain" | "parallel";
  readonly ids: readonly string[];
  readonly chain: boolean;
  readonly parallel: boolean | number;
  readonly label: readonly string[];
  readonly retry_failed: boolean;
  readonly keep_going: boolean;
  readonly chain_max: number;
  readonly max?: number | undefined;
  readonly request: Dispatch["request"];
}

/** What a chain or parallel command does. Throws INPUT_SPEC_NOT_FOUND, INPUT_SPEC_AMBIGUOUS, DEP_CYCLE before anything starts. */
export async function planDispatch(request: PlanRequest, since: Date): Promise<Dispatch> {
  const { project, context, mode, keep_going, chain_max, max, request: run } = request;
  const set = await loadSpecs(project);
  const asked = typeof request.parallel === "number" ? request.parallel : max;
  return {
    ...{ project, context, mode, keep_going, since, request: run },
    selection: await select(request, set),
    chain_max: mode === "chain" ? chain_max : 0,
    most: mode === "chain" ? max : undefined,
    max_cost: run.options.max_cost,
    capacity: mode === "chain" ? 1 : capacityOf(project.config.parallel, asked),
  };
}

async function select(request: PlanRequest, set: SpecSet): Promise<Selection> {
  const { project, context, label, retry_failed, chain } = request;
  const { skip_deps, skip_approval } = request.request.options;
  const filter = { label, retry_failed, skip_deps, skip_approval };
  if (request.ids.length === 0) return filter;
  const entries = await Promise.all(request.ids.map((id) => findSpec({ project, context, set }, id)));
  const ids = expandDrivers(
    set,
    entries.map(({ id }) => id),
  );
  const open = ids.filter((id) => !isMemberDone(set, id) || entries.some((entry) => entry.id === id));
  // A driver alone is its members; a chain goes on with what its specs free.
  return { ...filter, ids: open, ...(chain && { waiting: listWaiting(set) }) };
}

/** Members that are done already are nothing to tell of. */
function isMemberDone(set: SpecSet, id: string): boolean {
  const entry = set.find(id);
  return entry !== undefined && !isUnfinished(entry.status) && !isDriver(set, id);
}
