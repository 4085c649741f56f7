import type { Status } from "../spec/status.ts";
import type { GuardName } from "./guards.ts";

/** What makes a spec change its status. */
export type Trigger =
  | "work"
  | "pause"
  | "finalize"
  | "members"
  | "fail"
  | "hold"
  | "reset"
  | "resume"
  | "cancel"
  | "verify"
  | "drift"
  | "replay";

interface TransitionRow {
  readonly from: readonly Status[];
  readonly to: Status;
  readonly trigger: Trigger;
  readonly guards: readonly GuardName[];
}

/** Every change of status that there is; nothing else changes one. */
export const transitions: readonly TransitionRow[] = [
  {
    trigger: "work",
    from: ["pending", "failed", "needs_attention", "paused"],
    to: "in_progress",
    guards: ["readable", "dependencies", "members", "approved"],
  },
  { trigger: "pause", from: ["in_progress"], to: "paused", guards: [] },
  {
    trigger: "finalize",
    from: ["in_progress", "failed", "needs_attention", "paused"],
    to: "completed",
    guards: ["criteria_ticked", "has_commits", "clean_tree"],
  },
  { trigger: "members", from: ["pending"], to: "completed", guards: ["readable", "members", "approved"] },
  { trigger: "fail", from: ["in_progress"], to: "failed", guards: [] },
  { trigger: "hold", from: ["in_progress", "failed"], to: "needs_attention", guards: [] },
  {
    trigger: "reset",
    from: ["in_progress", "failed", "needs_attention", "paused", "cancelled"],
    to: "pending",
    guards: ["no_live_run"],
  },
  { trigger: "resume", from: ["failed", "needs_attention", "paused"], to: "pending", guards: ["no_live_run"] },
  { trigger: "replay", from: ["completed"], to: "pending", guards: ["no_live_run"] },
  {
    trigger: "cancel",
    from: ["pending", "paused", "failed", "needs_attention"],
    to: "cancelled",
    guards: ["no_live_run", "no_dependents"],
  },
  { trigger: "verify", from: ["needs_attention"], to: "completed", guards: [] },
  { trigger: "verify", from: ["completed"], to: "needs_attention", guards: [] },
  { trigger: "drift", from: ["completed"], to: "needs_attention", guards: [] },
];
