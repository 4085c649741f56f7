import type { AgentEvent } from "./agent-event.ts";
import type { AgentExit } from "./attach-agent.ts";
import { cut } from "./cut.ts";

export interface ExitContext {
  readonly program: string;
  /** The last thing that it said on its error output. */
  readonly said: string | undefined;
}

/** What an exit code says of itself. A lost one says nothing: whoever stopped the agent knows why. */
export function judgeExit({ code }: AgentExit, { program, said }: ExitContext): AgentEvent[] {
  if (code === 0 || code === undefined) return [];
  const reason = said === undefined ? "" : `: ${cut(said, 300)}`;
  if (code === 126 || code === 127) {
    return [{ type: "error", class: "provider_unavailable", message: `${program} could not be run${reason}` }];
  }
  const how = code > 128 ? `was ended by signal ${code - 128}` : `exited with code ${code}`;
  return [{ type: "error", class: "crash", message: `${program} ${how}${reason}` }];
}
