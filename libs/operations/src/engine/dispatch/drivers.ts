import { readFile } from "node:fs/promises";
import { criteriaOf, parentOf, parseSpec, topologicalOrder, transition } from "@chant/core";
import { isChantError } from "@chant/core/errors";
import { writeFileDurably } from "@chant/core/store";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import type { RunResult } from "../run/run-result.ts";
import { commitSpecFile } from "../edit/spec-file.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadSpecs, timestamp, type SpecSet } from "../specs/specs.ts";
import { lockSpec } from "../run/start-run.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Whether a spec has members, which carry its work. */
export function isDriver(set: SpecSet, id: string): boolean {
  return set.graph.membersOf(id).length > 0;
}

/** Whether a driver has criteria of its own, so that it is worked after its members. */
export function hasOwnWork(entry: SpecEntry): boolean {
  return criteriaOf(entry.spec()).length > 0;
}

/** Specs with the members of drivers before them, in the order in which they depend on each other. Throws DEP_CYCLE. */
export function expandDrivers(set: SpecSet, ids: readonly string[]): string[] {
  return [...new Set(ids.flatMap((id) => [...membersInOrder(set, id), id]))];
}

function membersInOrder({ graph }: SpecSet, id: string): string[] {
  const members = graph.membersOf(id).filter(({ archived }) => archived !== true);
  const ordered = topologicalOrder(
    graph,
    members.map((member) => member.id),
  );
  // A driver among them comes after its own members.
  return ordered.flatMap((member) => [...ordered.filter((other) => other.startsWith(`${member}.`)), member]);
}

/**
 * Completes the drivers of a spec that have no work of their own and waited for nothing but it. What stands against it is a
 * warning: the spec itself is done.
 */
export async function completeDriversOf(where: Where, id: string): Promise<void> {
  for (let driver = parentOf(id); driver !== undefined; driver = parentOf(driver)) {
    const set = await loadSpecs(where.project);
    const entry = set.find(driver);
    if (entry === undefined || entry.archived || hasOwnWork(entry) || !set.readinessOf(driver).ready) return;
    const told = await completeDriver(where, driver).catch((error: unknown) => error);
    if (told instanceof Error) return warn(where, driver, told);
  }
}

function warn({ context }: Where, id: string, error: Error): void {
  if (isChantError(error) && error.code === "STATE_LOCKED") return;
  const message = `The members of ${id} are done, but it could not be completed: ${error.message}`;
  context.report({ type: "warning", message });
}

/**
 * Completes a driver whose members are all completed or cancelled, by a commit of its file alone. Throws STATE_LOCKED,
 * STATE_HAS_MEMBERS, STATE_TRANSITION with nothing changed.
 */
export async function completeDriver({ project, context }: Where, id: string): Promise<RunResult> {
  const lock = await lockSpec({ project, context, id });
  try {
    const set = await loadSpecs(project);
    const entry = set.find(id) as SpecEntry;
    const spec = parseSpec(await readFile(entry.path, "utf8"), { id });
    const facts = { readiness: set.readinessOf(id) };
    const fields = { completed_at: timestamp(context.now()), model: "auto-completed" };
    const next = transition(spec, "completed", { trigger: "members", from: entry.status, facts, fields });
    await writeFileDurably(entry.path, next.text);
    await commitSpecFile({
      ...{ project, context, path: entry.path },
      subject: `complete ${id}`,
      trailers: { "Chant-Spec": id },
    });
    const message = `All members of ${id} are done.`;
    context.report({ type: "notice", spec_id: id, message });
    return { spec_id: id, outcome: "completed", message, commits: [], merged: false };
  } finally {
    await lock.release();
  }
}
