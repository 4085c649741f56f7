import type { ResolutionEvidence } from "../merge/resolution-facts.ts";
import type { Outcome, RunOptions, RunRecord, Verdict } from "./run-record.ts";

/** What was found after an agent ended; gathered by facts.ts. */
export interface Evidence {
  readonly intent: RunRecord["intent"];
  /** The agent's exit code; undefined when it was stopped or the code was lost. */
  readonly exit_code: number | undefined;
  readonly error: RunRecord["error"];
  /** USD beyond which the agent was stopped; undefined when it was not. */
  readonly over_budget?: number | undefined;
  /** The branch that the worktree is on; undefined when detached. */
  readonly head_branch: string | undefined;
  readonly branch: string;
  /** Full hashes of the agent's own commits, oldest first. */
  readonly commits: readonly string[];
  /** Paths that the run changed in the end, the spec's own file and other new specs left out. */
  readonly changed: readonly string[];
  /** Other specs that the branch changes or deletes. */
  readonly foreign_specs: readonly string[];
  /** Uncommitted paths in the worktree. */
  readonly leftovers: readonly string[];
  /** What became of the conflict that the agent was to resolve; undefined for any other run. */
  readonly resolution?: ResolutionEvidence | undefined;
  /** Why the worktree's copy of the spec cannot be read; undefined when it can. */
  readonly unreadable: string | undefined;
  readonly criteria_open: readonly string[];
  /** What the project says is wrong with the fields of the header. */
  readonly fields_missing: readonly string[];
  readonly options: RunOptions;
}

interface Rule {
  readonly outcome: Exclude<Outcome, "completed">;
  readonly reason: string;
  /** The sentence for people when the rule applies; undefined when it does not. */
  applies(evidence: Evidence): string | undefined;
  facts?(evidence: Evidence): Partial<Verdict>;
}

function resolutionRule(of: keyof ResolutionEvidence, reason: string, what: string): Rule {
  return {
    outcome: "needs_attention",
    reason,
    applies: ({ resolution }) => resolution && named(what, resolution[of]),
    facts: ({ resolution }) => (resolution === undefined ? {} : { files: resolution[of] }),
  };
}

/** Everything that keeps a run from being completed, strongest first. Agent prose is never evidence. */
const rules: readonly Rule[] = [
  {
    outcome: "failed",
    reason: "error",
    applies: ({ error }) => error && `The agent reported an error (${error.class}): ${error.message}`,
    facts: ({ error }) => (error === undefined ? {} : { error_class: error.class }),
  },
  {
    outcome: "failed",
    reason: "exit",
    applies: ({ exit_code: code }) => (code === 0 ? undefined : `The agent ${exitText(code)}.`),
    facts: () => ({ error_class: "crash" }),
  },
  {
    outcome: "needs_attention",
    reason: "branch_switched",
    applies: ({ head_branch: head, branch }) =>
      head === branch ? undefined : `The agent left branch ${branch} for ${head ?? "a detached HEAD"}.`,
  },
  {
    outcome: "needs_attention",
    reason: "foreign_specs",
    applies: ({ foreign_specs: files }) => named("The branch changes specs of others", files),
    facts: ({ foreign_specs: files }) => ({ files }),
  },
  {
    outcome: "needs_attention",
    reason: "unreadable_spec",
    applies: ({ unreadable }) => unreadable && `The agent left the spec unreadable: ${unreadable}`,
  },
  resolutionRule("unresolved", "conflict_left", "The conflict is not resolved"),
  {
    outcome: "needs_attention",
    reason: "leftover_changes",
    applies: ({ leftovers }) => named("The agent left uncommitted changes", leftovers),
    facts: ({ leftovers: files }) => ({ files }),
  },
  resolutionRule("marked", "markers_left", "There are conflict markers"),
  resolutionRule("outside", "outside_conflict", "The agent changed files that were not in conflict"),
  resolutionRule("one_sided", "side_lost", "What one side did is lost"),
  {
    outcome: "failed",
    reason: "no_changes",
    applies: ({ commits, changed, options }) =>
      options.allow_no_commits || (commits.length > 0 && changed.length > 0)
        ? undefined
        : "The agent ended without committed work.",
    facts: () => ({ error_class: "no_changes" }),
  },
  {
    outcome: "needs_attention",
    reason: "criteria_open",
    applies: ({ criteria_open: open, options }) =>
      options.skip_criteria ? undefined : named("Acceptance criteria are not ticked", open),
    facts: ({ criteria_open }) => ({ criteria_open }),
  },
  {
    outcome: "needs_attention",
    reason: "fields_missing",
    applies: ({ fields_missing: missing }) => (missing.length === 0 ? undefined : missing.join(" ")),
  },
];

/**
 * What a run achieved. A run that somebody asked to pause is paused unless everything was already done; nothing but the
 * absence of every objection makes it completed.
 */
export function judgeEvidence(found: Evidence): Verdict {
  // How an agent ends that is stopped tells nothing of its work.
  const evidence = found.over_budget === undefined ? found : { ...found, exit_code: 0, error: undefined };
  for (const rule of rules) {
    const message = rule.applies(evidence);
    if (message === undefined) continue;
    if (isInterrupted(evidence))
      return { outcome: "paused", reason: "interrupted", message: pauseTexts[evidence.intent] };
    if (evidence.over_budget !== undefined) return overBudget(evidence.over_budget);
    return { outcome: rule.outcome, reason: rule.reason, message, ...rule.facts?.(evidence) };
  }
  return { outcome: "completed", reason: "verified", message: "The agent's work is committed and verified." };
}

/** A stopped agent's exit code tells nothing of its work, and a lost one cannot be known. */
function isInterrupted({ intent, exit_code, error }: Evidence): boolean {
  return intent !== "run" || (exit_code === undefined && error === undefined);
}

function overBudget(limit: number): Verdict {
  const message = `The agent was stopped: it cost more than the $${limit} that it may.`;
  return { outcome: "paused", reason: "budget", message };
}

const pauseTexts: Readonly<Record<Evidence["intent"], string>> = {
  run: "The agent was cut off before it was done.",
  pause: "The run was paused before the agent was done.",
  takeover: "The run was taken over before the agent was done.",
  cancel: "The run was stopped to cancel the spec.",
  stop: "The run was stopped with all others before the agent was done.",
};

function exitText(code: number | undefined): string {
  if (code === undefined) return "was cut off";
  return code > 128 ? `was ended by signal ${code - 128}` : `exited with code ${code}`;
}

function named(what: string, items: readonly string[]): string | undefined {
  if (items.length === 0) return undefined;
  const shown = items.slice(0, 5).join(", ");
  return `${what}: ${shown}${items.length > 5 ? ` and ${items.length - 5} more` : ""}.`;
}
