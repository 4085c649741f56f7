import type { Config } from "@chant/core";

export type HookEvent = Exclude<keyof Config["hooks"], "timeout_seconds">;

/** The events that hooks are called on, in the order in which a run meets them. */
const hookEvents = [
  "before_work",
  "after_work",
  "on_completed",
  "on_failure",
  "on_needs_attention",
  "on_paused",
] as const satisfies readonly HookEvent[];

export interface HookCommand {
  readonly event: HookEvent;
  /** The command line as the config has it. */
  readonly command: string;
  /** Names one command of one event. */
  readonly key: string;
}

/** The commands that a config calls on some events, in their order. */
export function hookCommands(hooks: Config["hooks"], events: readonly HookEvent[] = hookEvents): HookCommand[] {
  return events.flatMap((event) =>
    hooks[event].map((command, index) => ({ event, command, key: index === 0 ? event : `${event} ${index + 1}` })),
  );
}
