import type { DiagnosisFacts } from "./diagnosis-facts.ts";

export interface Diagnosis {
  readonly diagnosis: string;
  readonly healthy: boolean;
  readonly suggestions: string[];
}

interface Rule {
  /** The sentence when the rule applies; undefined when it does not. */
  applies(facts: DiagnosisFacts): string | undefined;
  /** Commands without `chant` and the spec's id, which is `ID`; others as they are. */
  readonly suggests: readonly string[];
  readonly healthy?: true;
}

/** What can be said of a spec, most pressing first. */
const rules: readonly Rule[] = [
  {
    applies: ({ problem }) => problem && `Its file cannot be read: ${problem}`,
    suggests: ["chant edit ID", "chant lint ID"],
  },
  {
    applies: ({ lock }) =>
      lock.state === "orphaned" ? `chant (process ${lock.pid}) died, and its agent still runs.` : undefined,
    suggests: ["chant recover", "chant log ID"],
  },
  {
    applies: ({ damaged_record: record }) => record && `The record of its run cannot be read: ${record}`,
    suggests: ["chant recover"],
  },
  {
    applies: ({ run }) =>
      run?.cut_off ? `Attempt ${run.attempt} was cut off in phase ${run.phase} and is not settled.` : undefined,
    suggests: ["chant recover"],
  },
  {
    applies: ({ run }) =>
      run?.landed ? "Its work was merged elsewhere; its branch and its worktree are left." : undefined,
    suggests: ["chant merge ID"],
    healthy: true,
  },
  {
    applies: ({ run }) => (run?.awaits_merge ? "It is completed on its branch, which is not merged." : undefined),
    suggests: ["chant merge ID"],
  },
  {
    applies: ({ run, lock }) =>
      run?.live
        ? `Attempt ${run.attempt} is going on in phase ${run.phase}, driven by process ${lock.pid}.`
        : undefined,
    suggests: ["chant log ID", "chant pause ID"],
    healthy: true,
  },
  {
    applies: ({ lock }) =>
      lock.state === "stale" ? `Process ${lock.pid} is gone and left its lock; there is no run to settle.` : undefined,
    suggests: ["chant unlock ID"],
  },
  {
    applies: ({ lock }) =>
      lock.state === "damaged" ? `Its lock does not say who holds it: ${lock.damage}.` : undefined,
    suggests: ["chant unlock ID"],
  },
  {
    applies: ({ lock }) =>
      lock.state === "held" || lock.state === "unknown"
        ? `Process ${lock.pid} on ${lock.host} holds it since ${lock.since}, without a run.`
        : undefined,
    suggests: ["chant show ID"],
  },
  {
    applies: ({ stored_status, run }) =>
      stored_status === "in_progress" && !run?.live ? "Its file says in progress, and no run is going on." : undefined,
    suggests: ["chant reset ID"],
  },
  {
    applies: ({ status, run }) =>
      status === "needs_attention" && isUnapproved(run)
        ? `It is finished and waits for somebody: ${run?.message}`
        : undefined,
    suggests: ["chant approve ID", "chant merge ID"],
  },
  {
    applies: ({ status, run }) =>
      status === "needs_attention" && isMergeRefused(run)
        ? `It is finished and not merged: ${run?.message}`
        : undefined,
    suggests: ["chant merge ID"],
  },
  {
    applies: (facts) =>
      facts.status === "completed" && facts.criteria.open.length > 0
        ? `It is completed, and ${facts.criteria.open.length} of its criteria are open.`
        : undefined,
    suggests: ["chant show ID"],
  },
  { applies: ({ status }) => (status === "completed" ? "It is completed." : undefined), suggests: [], healthy: true },
  { applies: ({ status }) => (status === "cancelled" ? "It is cancelled." : undefined), suggests: [], healthy: true },
  {
    applies: (facts) =>
      isFinished(facts)
        ? `Its work looks finished, and it is ${words(facts.status)}: all criteria are ticked.`
        : undefined,
    suggests: ["chant finalize ID --merge"],
  },
  {
    applies: ({ status, run, ...facts }) =>
      status === "pending"
        ? undefined
        : `It is ${words(status)}${run?.message ? `: ${run.message}` : "."}${workOf(facts)}`,
    suggests: ["chant log ID", "chant resume ID --work", "chant reset ID"],
  },
  {
    applies: ({ waits_for }) => (waits_for.length > 0 ? `It cannot start yet: ${waits_for.join(" ")}` : undefined),
    suggests: ["chant deps ID"],
    healthy: true,
  },
  {
    applies: (facts) =>
      facts.branch?.exists
        ? `It is pending, and the next run goes on where the last one stopped.${workOf(facts)}`
        : undefined,
    suggests: ["chant work ID", "chant reset ID"],
    healthy: true,
  },
  { applies: () => "It is ready to be worked.", suggests: ["chant work ID"], healthy: true },
];

/** Says in one sentence how a spec is, and what to type. Pure. */
export function diagnoseFacts(facts: DiagnosisFacts): Diagnosis {
  for (const { applies, suggests, healthy = false } of rules) {
    const diagnosis = applies(facts);
    if (diagnosis === undefined) continue;
    const suggestions = suggests.map((command) => command.replace(/\bID\b/, facts.spec_id));
    return { diagnosis, healthy, suggestions };
  }
  throw new Error("The last rule applies to everything.");
}

function isUnapproved(run: DiagnosisFacts["run"]): boolean {
  return run?.reason === "needs_approval" || run?.reason === "rejected";
}

function isMergeRefused(run: DiagnosisFacts["run"]): boolean {
  return ["merge_conflict", "checkout_dirty", "approval_changed"].includes(run?.reason ?? "");
}

function isFinished({ status, criteria, branch, worktree }: DiagnosisFacts): boolean {
  const work = (branch?.commits.length ?? 0) > 0 && (worktree?.uncommitted.length ?? 0) === 0;
  return status !== "pending" && work && criteria.open.length === 0 && criteria.ticked > 0;
}

function workOf({ branch, worktree, criteria }: Pick<DiagnosisFacts, "branch" | "worktree" | "criteria">): string {
  const parts = [
    branch?.commits.length ? `${branch.commits.length} commits` : "",
    worktree?.uncommitted.length ? `${worktree.uncommitted.length} uncommitted files` : "",
  ].filter((part) => part !== "");
  if (parts.length === 0) return "";
  const open = criteria.open.length === 0 ? "" : `, ${criteria.open.length} criteria open`;
  return ` There are ${parts.join(" and ")}${open}.`;
}

function words(status: string): string {
  return status.replace("_", " ");
}
