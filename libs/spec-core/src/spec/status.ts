/** What a spec file may store. `ready` and `blocked` are computed, approval is a field of its own. */
export const statuses = [
  "pending",
  "in_progress",
  "paused",
  "completed",
  "failed",
  "needs_attention",
  "cancelled",
] as const;

export type Status = (typeof statuses)[number];

export const specTypes = ["code", "task", "driver", "documentation", "research", "group", "conflict"] as const;

export type SpecType = (typeof specTypes)[number];

/** Spellings of earlier versions and of published samples, read as what they mean. */
export const statusAliases: Readonly<Record<string, Status>> = {
  ready: "pending",
  blocked: "pending",
  open: "pending",
  done: "completed",
};

export const typeAliases: Readonly<Record<string, SpecType>> = {
  implementation: "code",
  feature: "code",
  fix: "code",
  doc: "documentation",
  docs: "documentation",
};

const unfinished: ReadonlySet<Status> = new Set(["pending", "in_progress", "paused", "failed", "needs_attention"]);

/** Whether work on a spec of this status is still to be done; neither completed nor cancelled. */
export function isUnfinished(status: Status): boolean {
  return unfinished.has(status);
}

/** Whether a spec of this status satisfies those that depend on it. */
export function isSatisfying(status: Status): boolean {
  return status === "completed" || status === "cancelled";
}

/** Whether a type coordinates members instead of being worked itself; `driver` and `group` are one thing. */
export function isDriverType(type: SpecType): boolean {
  return type === "driver" || type === "group";
}
