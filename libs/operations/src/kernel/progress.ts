import type { AgentEvent } from "@chant/providers";

/** What an operation tells while it runs. Surfaces decide how to show it; `--json` prints it as JSON lines. */
export type ProgressEvent =
  | { readonly type: "phase"; readonly spec_id: string; readonly phase: string; readonly message: string }
  | { readonly type: "agent"; readonly spec_id: string; readonly event: AgentEvent }
  | { readonly type: "line"; readonly spec_id: string; readonly line: string }
  | { readonly type: "notice"; readonly message: string }
  | { readonly type: "warning"; readonly message: string };
