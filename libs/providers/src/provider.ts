import type { AgentEvent } from "./agent-event.ts";
import type { AgentExit } from "./attach-agent.ts";

export interface Capabilities {
  /** Whether it can change files; one that cannot is refused for work. */
  readonly edits_files: boolean;
  /** Whether every run ends with what it cost. */
  readonly reports_cost: boolean;
  /** Whether it can go on with a session of its own. */
  readonly resumes: boolean;
}

export interface Probe {
  readonly available: boolean;
  readonly program: string;
  /** Absolute path where it was found. */
  readonly path?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface AgentRequest {
  /** Absolute path of the prompt. */
  readonly prompt_file: string;
  readonly prompt_text: string;
  /** Absolute path of the spec's copy that the agent may edit. */
  readonly spec_file: string;
  readonly spec_id: string;
  readonly model?: string;
  /** The agent's own session to go on with, for one that resumes. */
  readonly session?: string;
  /** `full`: nothing is asked; `edits`: files of the working folder only. */
  readonly permission: "full" | "edits";
  /** Where the program is looked up and plugin files take variables from. */
  readonly env: Environment;
}

export interface Invocation {
  /** Absolute path; the plain name where the program was not found. */
  readonly program: string;
  readonly args: readonly string[];
  readonly stdin?: string;
  /** Variables that the adapter sets. */
  readonly env: Readonly<Record<string, string>>;
}

/** Turns an agent's output into events, line by line. */
export interface AgentParser {
  line(line: string, stream: "stdout" | "stderr"): readonly AgentEvent[];
  /** What its end means, beyond what it said. */
  end(exit: AgentExit): readonly AgentEvent[];
}

/** One kind of agent. */
export interface Provider {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Names, and prefixes ending in `_`, of environment variables that it needs. */
  readonly env: readonly string[];
  /** Looks for its program; starts nothing. */
  probe(env: Environment): Promise<Probe>;
  invocation(request: AgentRequest): Promise<Invocation>;
  createParser(): AgentParser;
}
