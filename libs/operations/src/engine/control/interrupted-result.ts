import type { Project } from "../../kernel/project.ts";
import type { Interrupted } from "./interrupt-run.ts";
import { toRunResult, type RunResult } from "../run/run-result.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";

/** Whether somebody works on a spec, or did until its process died. */
export function isRunning({ run, unmerged, damaged }: Pick<SpecEntry, "run" | "unmerged" | "damaged">): boolean {
  return damaged || (run !== undefined && !unmerged);
}

/** What became of a run that somebody stopped. */
export function toInterruptedResult(project: Project, id: string, interrupted: Interrupted): RunResult {
  if (interrupted === "undone") return unchanged(id, "Stopped before its agent was started; it is as it was before.");
  const result = toRunResult(project, interrupted);
  return result.outcome === "paused" ? { ...result, message: "Agent stopped, progress preserved." } : result;
}

/** A result of which there is nothing to tell but a sentence. */
export function unchanged(id: string, message: string): RunResult {
  return { spec_id: id, outcome: "unchanged", message, commits: [], merged: false };
}
