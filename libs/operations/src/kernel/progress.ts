import type { AgentEvent } from "@chant/providers";

/**
 * What an operation tells while it runs: a closed set. Surfaces decide how to show it; `--json` prints one event a line,
 * then the envelope; MCP sends it to a client that gave a progress token. Field names are those of the wire.
 */
export type ProgressEvent =
  | DispatchStarted
  | RunStarted
  | PhaseReached
  | CriteriaTicked
  | AgentSaid
  | UsageReported
  | RunEnded
  | RunSkipped
  | RetryScheduled
  | DispatchEnded
  | Watched
  | Line
  | Message;

/** Where a run stands among those of one command. */
export interface RunPosition {
  /** Counted from 1, in the order in which they start. */
  readonly position: number;
  /** How many there are; absent while that is open. */
  readonly total?: number;
  /** The agent profile that works it, where a project has several. */
  readonly agent?: string;
}

/** A chain or parallel command begins; a single run has none of this. */
interface DispatchStarted {
  readonly type: "dispatch_started";
  readonly mode: "chain" | "parallel";
  /** How many specs are known to be worked. */
  readonly total?: number;
  /** More may follow: what becomes ready meanwhile is worked as well. */
  readonly open?: boolean;
  /** The agent profiles and how many runs each may have at once. */
  readonly agents?: readonly { readonly name: string; readonly slots: number }[];
}

/** A supervisor takes a run up: at its start, or where another process left it. */
interface RunStarted extends Partial<RunPosition> {
  readonly type: "run_started";
  readonly spec_id: string;
  readonly title?: string;
  readonly attempt: number;
  readonly provider: string;
  readonly model?: string;
  /** The name of the prompt. */
  readonly prompt: string;
}

/** A step of a run is done or begins, in words for people. `phase` is one of the run record's, or `setup`. */
interface PhaseReached {
  readonly type: "phase";
  readonly spec_id: string;
  readonly phase: string;
  readonly message: string;
}

/** How many acceptance criteria the run's copy of the spec has ticked; told when it changes. */
interface CriteriaTicked {
  readonly type: "criteria";
  readonly spec_id: string;
  readonly ticked: number;
  readonly total: number;
}

/** What the agent said or did, but what it used. */
interface AgentSaid {
  readonly type: "agent";
  readonly spec_id: string;
  readonly event: Exclude<AgentEvent, { readonly type: "usage" }>;
}

/** What this attempt has used so far, as far as its agent tells. */
interface UsageReported {
  readonly type: "usage";
  readonly spec_id: string;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** USD. */
  readonly cost?: number;
}

/** A run is over and recorded. */
interface RunEnded extends Partial<RunPosition> {
  readonly type: "run_ended";
  readonly spec_id: string;
  readonly outcome: "completed" | "failed" | "needs_attention" | "paused" | "pending" | "running" | "unchanged";
  /** One word for programs. */
  readonly reason?: string;
  readonly message: string;
  readonly merged: boolean;
  /** How long this process drove the run. */
  readonly seconds: number;
  /** USD. */
  readonly cost?: number;
  /** Full hashes of the agent's commits. */
  readonly commits: readonly string[];
}

/** A chain or parallel command leaves a spec out. */
interface RunSkipped extends Partial<RunPosition> {
  readonly type: "run_skipped";
  readonly spec_id: string;
  readonly reason: string;
  readonly message: string;
}

/** The agent is started again after a pause, in the same run or, where that is over, in another one. */
interface RetryScheduled {
  readonly type: "retry_scheduled";
  readonly spec_id: string;
  /** The run's, or that of the one to come. */
  readonly attempt: number;
  readonly delay_seconds: number;
  /** Why it is tried again. */
  readonly message: string;
}

/** A chain or parallel command is over. */
interface DispatchEnded {
  readonly type: "dispatch_ended";
  readonly mode: "chain" | "parallel";
  /** Why it ended: `finished`, `failure`, `limit`, `budget`, `interrupted`, `stopped`. */
  readonly reason: string;
  readonly completed: number;
  readonly failed: number;
  readonly needs_attention: number;
  readonly paused: number;
  readonly skipped: number;
  /** Specs that are ready and were not started. */
  readonly remaining?: number;
  readonly seconds: number;
  /** USD, of all its runs. */
  readonly cost?: number;
}

/** What watch saw or did; also a line of its log. */
interface Watched {
  readonly type: "watch";
  /** The spec that it is about, if it is about one. */
  readonly spec_id?: string;
  readonly message: string;
}

/** A line of a log that is followed. */
interface Line {
  readonly type: "line";
  readonly spec_id: string;
  readonly line: string;
}

/** A word to the user on the side. */
interface Message {
  readonly type: "notice" | "warning";
  /** The run that it is about, if it is about one. */
  readonly spec_id?: string;
  readonly message: string;
}
