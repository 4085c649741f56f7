import * as z from "zod";
import type { RunResult } from "../run/run-result.ts";

/** Something that people who work many specs at once should know of. */
export const pitfall = z.object({
  kind: z.enum(["rate_limit", "agent_error", "merge_conflict", "partial_failure", "kept_worktree"]),
  severity: z.enum(["high", "medium", "low"]),
  spec_id: z.string().optional(),
  message: z.string(),
});

export type Pitfall = z.output<typeof pitfall>;

/** What the results of a chain or parallel command show beyond the outcome of each, gravest first. */
export function findPitfalls(results: readonly RunResult[]): Pitfall[] {
  const found = [...results.flatMap(pitfallsOf), ...partialFailure(results)];
  return severities.flatMap((severity) => found.filter((one) => one.severity === severity));
}

const severities: readonly Pitfall["severity"][] = ["high", "medium", "low"];

const crowded: ReadonlySet<string> = new Set(["rate_limit", "overloaded"]);
const unmerged: ReadonlySet<string> = new Set(["merge_conflict", "checkout_dirty"]);

function pitfallsOf({
  spec_id,
  outcome,
  reason = "",
  message,
  error_class = "",
  worktree,
  merged,
}: RunResult): Pitfall[] {
  const about = { spec_id, message };
  return [
    ...(crowded.has(error_class) ? [{ kind: "rate_limit", severity: "high", ...about } as const] : []),
    ...(outcome === "failed" && !crowded.has(error_class)
      ? [{ kind: "agent_error", severity: "high", ...about } as const]
      : []),
    ...(unmerged.has(reason) ? [{ kind: "merge_conflict", severity: "high", ...about } as const] : []),
    ...(worktree !== undefined && !merged
      ? [{ kind: "kept_worktree", severity: "low", spec_id, message: `Its worktree is kept at ${worktree}.` } as const]
      : []),
  ];
}

function partialFailure(results: readonly RunResult[]): Pitfall[] {
  const done = results.filter(({ outcome }) => outcome === "completed").length;
  const open = results.length - done;
  if (done === 0 || open === 0) return [];
  return [
    { kind: "partial_failure", severity: "medium", message: `${done} of ${results.length} specs are completed.` },
  ];
}
