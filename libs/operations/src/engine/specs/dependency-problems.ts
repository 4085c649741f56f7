import { findCycles, findNewCycle, isMemberOf, isUnfinished, resolveId, sortById, type GraphNode } from "@chant/core";
import { isChantError } from "@chant/core/errors";
import * as z from "zod";
import type { SpecEntry } from "./spec-entry.ts";
import type { SpecSet } from "./specs.ts";

/** Something about the dependencies of a spec that somebody should know. */
export const dependencyProblem = z.object({
  kind: z.enum(["missing", "short_id", "cycle", "unreadable", "cancelled", "archived"]),
  severity: z.enum(["error", "warning", "info"]),
  spec_id: z.string(),
  depends_on: z.string().optional(),
  cycle: z.array(z.string()).optional().describe("Each waits for the next, the last for the first"),
  message: z.string(),
});

export type DependencyProblem = z.output<typeof dependencyProblem>;

/**
 * What is wrong, or will be, with the dependencies of the active specs: ids that name nothing or only a part, circles, files
 * that cannot be read, and, as a note, what was cancelled or archived, which keeps nobody waiting.
 */
export function findDependencyProblems(set: SpecSet): DependencyProblem[] {
  const fullId = fullIds(set);
  const perSpec = set.active.flatMap((entry) =>
    (entry.depends_on ?? []).flatMap((id) => problemWith(id, { entry, set, fullId })),
  );
  return [...findCycles(set.graph).map((component) => circleOf(set, component)), ...perSpec];
}

interface Dependent {
  readonly entry: SpecEntry;
  readonly set: SpecSet;
  readonly fullId: (short: string) => string | undefined;
}

function problemWith(depends_on: string, { entry, set, fullId }: Dependent): DependencyProblem[] {
  const about = { spec_id: entry.id, depends_on };
  const node = set.graph.get(depends_on);
  const reason = set.readinessOf(entry.id).reasons.find(({ spec }) => spec === depends_on);
  const full = node === undefined ? fullId(depends_on) : undefined;
  if (full !== undefined) {
    const message = `It depends on "${depends_on}", which is no full spec id: write ${full}.`;
    return [{ kind: "short_id", severity: "error", ...about, message }];
  }
  if (node === undefined || !node.readable) {
    const message = reason?.message ?? `It depends on ${depends_on}, which does not exist.`;
    return [{ kind: node === undefined ? "missing" : "unreadable", severity: "error", ...about, message }];
  }
  if (isMemberOf(entry.id, depends_on)) {
    const message = `It depends on its own driver ${depends_on}, which waits for it.`;
    return [{ kind: "cycle", severity: "error", ...about, cycle: [entry.id, depends_on], message }];
  }
  if (!isUnfinished(entry.stored_status)) return [];
  return [...noteCancelled(about, node), ...noteArchived(about, node)];
}

type About = Pick<DependencyProblem, "spec_id" | "depends_on">;

function noteCancelled(about: About, { id, status }: GraphNode): DependencyProblem[] {
  if (status !== "cancelled") return [];
  return [{ kind: "cancelled", severity: "warning", ...about, message: `It depends on ${id}, which was cancelled.` }];
}

/** An archived spec that was never finished keeps others waiting for ever. */
function noteArchived(about: About, { id, status, archived }: GraphNode): DependencyProblem[] {
  if (archived !== true) return [];
  const severity = isUnfinished(status) ? "error" : "info";
  const message = `It depends on ${id}, which is archived as ${status.replace("_", " ")}.`;
  return [{ kind: "archived", severity, ...about, message }];
}

function circleOf(set: SpecSet, component: readonly string[]): DependencyProblem {
  const id = sortById(component, (one) => one)[0] as string;
  const depends_on = set.graph.get(id)?.depends_on ?? [];
  const cycle = findNewCycle(set.graph, { id, depends_on }) ?? [...component];
  const shown = cycle.length > 8 ? [...cycle.slice(0, 8), `… (${cycle.length - 8} more)`] : cycle;
  const message = `These wait for each other in a circle: ${[...shown, id].join(" → ")}.`;
  return { kind: "cycle", severity: "error", spec_id: id, cycle, message };
}

/** The one spec that a short id names, looked up once. */
function fullIds(set: SpecSet): (short: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  const ids = [...set.graph.nodes.keys()].filter((id) => !id.includes(":"));
  return (short) => {
    if (!known.has(short)) known.set(short, resolveShort(short, ids));
    return known.get(short);
  };
}

function resolveShort(short: string, active: readonly string[]): string | undefined {
  try {
    return resolveId(short, { active, today: "none" }).id;
  } catch (error) {
    if (isChantError(error)) return undefined;
    throw error;
  }
}
