import { isUnfinished, type Status } from "@chant/core";
import type { Head, Header } from "../../catalog/headers.ts";
import { awaitsMerge, type RunRecord } from "../run/run-record.ts";

/** A spec as it stands: the file's header, with what is going on laid over it. */
export interface SpecEntry extends Head {
  /** Absolute path of the file. */
  readonly path: string;
  readonly archived: boolean;
  /** The stored status, or what its live run makes of it. */
  readonly status: Status;
  readonly stored_status: Status;
  readonly run?: RunRecord | undefined;
  /** Nobody drives the run any more: `recover` settles it. */
  readonly cut_off: boolean;
  /** There is a run, whose record cannot be read. */
  readonly damaged: boolean;
  /** Finished on its branch, which chant has not merged. */
  readonly unmerged: boolean;
  /** Such a one whose end stands in its own file all the same: somebody merged it, by a squash on a host for one. */
  readonly landed: boolean;
  /** The header that it comes from. */
  readonly header: Header;
  /** The whole spec, as the file says it. */
  readonly spec: Header["spec"];
}

/** What is going on with a spec, and where its file is. */
export interface Around {
  readonly archived: boolean;
  readonly run?: RunRecord | undefined;
  readonly cut_off?: boolean;
  readonly damaged?: boolean;
}

/** Ten thousand of these are made at once: every one has the same fields, written out, which is ten times faster. */
export function toEntry(header: Header, { archived, run, cut_off = false, damaged = false }: Around): SpecEntry {
  const { id, title, type, status: stored_status, labels, depends_on, approval, readable } = header.head;
  const { started_at, completed_at } = header.head;
  const unmerged = run !== undefined && awaitsMerge(run);
  const landed = unmerged && stored_status === "completed" && hasLanded(run, completed_at);
  const over = run === undefined ? !damaged || !isUnfinished(stored_status) : run.phase === "cleaned";
  const status = over ? stored_status : unmerged ? "completed" : "in_progress";
  return {
    id,
    title,
    type,
    status,
    labels,
    depends_on,
    approval,
    started_at,
    completed_at,
    readable,
    stored_status,
    path: header.path,
    archived,
    run,
    cut_off,
    damaged,
    unmerged,
    landed,
    header,
    spec: header.spec,
  };
}

/** Work that is not on the target branch satisfies nobody's dependency. */
export function toNode(entry: SpecEntry): SpecEntry {
  return isElsewhere(entry) ? { ...entry, status: "in_progress" } : entry;
}

/** Whether a spec's work is on its branch and nowhere else. */
export function isElsewhere({ unmerged, landed }: Pick<SpecEntry, "unmerged" | "landed">): boolean {
  return unmerged && !landed;
}

/**
 * The file has the end of this very run. One that git does not know has it before it is merged, and so has the checkout of
 * a run in place.
 */
function hasLanded({ tracked, in_place, ended_at }: RunRecord, completed_at: string | undefined): boolean {
  return tracked && !in_place && ended_at !== undefined && completed_at === ended_at;
}
