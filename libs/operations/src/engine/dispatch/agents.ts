import type { Config } from "@chant/core";

/** One of the configured agents. */
export type AgentProfile = Config["parallel"]["agents"][number];

/** How many specs may be worked at once: what the agents can take together, or less where somebody says so. */
export function capacityOf({ agents, max_workers }: Config["parallel"], asked?: number): number {
  const together = agents.reduce((sum, { max_concurrent }) => sum + max_concurrent, 0);
  // Without agents of its own a project has the provider, which takes as many as it is asked to.
  const most = agents.length === 0 ? (asked ?? max_workers ?? defaultCapacity) : together;
  return Math.min(most, asked ?? most, max_workers ?? most);
}

const defaultCapacity = 2;

/** The agents in the order in which they take turns: each as often as its weight says. */
export function rotationOf(agents: readonly AgentProfile[]): AgentProfile[] {
  return agents.flatMap((agent) => Array.from({ length: Math.max(1, agent.weight) }, () => agent));
}

export interface Choice {
  readonly agents: readonly AgentProfile[];
  readonly strategy: Config["defaults"]["rotation_strategy"];
  /** How many specs each of them works at present, by name; without it they are not counted. */
  readonly busy?: ReadonlyMap<string, number> | undefined;
  /** Whose turn it is in the rotation. */
  readonly turn: number;
  readonly random: () => number;
}

export interface Chosen {
  readonly agent: AgentProfile;
  /** Whose turn it is next. */
  readonly turn: number;
}

/** The agent that takes the next spec; undefined when none is free. */
export function chooseAgent(choice: Choice): Chosen | undefined {
  const free = choice.agents.filter((agent) => freeOf(agent, choice.busy) > 0);
  return free.length === 0 ? undefined : strategies[choice.strategy](choice, free);
}

type Strategy = (choice: Choice, free: readonly AgentProfile[]) => Chosen;

const strategies: Readonly<Record<Choice["strategy"], Strategy>> = {
  none({ busy, turn }, free) {
    const most = Math.max(...free.map((agent) => freeOf(agent, busy)));
    return { agent: free.find((agent) => freeOf(agent, busy) === most) as AgentProfile, turn };
  },
  random({ random, turn }, free) {
    const list = rotationOf(free);
    return { agent: list[Math.min(list.length - 1, Math.floor(random() * list.length))] as AgentProfile, turn };
  },
  round_robin({ agents, turn }, free) {
    const list = rotationOf(agents);
    const start = turn % list.length;
    const ahead = [...list.slice(start), ...list.slice(0, start)].findIndex((agent) => free.includes(agent));
    const at = (start + ahead) % list.length;
    return { agent: list[at] as AgentProfile, turn: (at + 1) % list.length };
  },
};

/** Of those that nobody counts, all have the same room: the first one is taken. */
function freeOf({ name, max_concurrent }: AgentProfile, busy: Choice["busy"]): number {
  return busy === undefined ? 1 : max_concurrent - (busy.get(name) ?? 0);
}

export interface Stagger {
  readonly stagger_delay_ms: number;
  readonly stagger_jitter_ms: number;
}

/** How long after one start the next one may come, never below nothing. */
export function staggerOf({ stagger_delay_ms: delay, stagger_jitter_ms: jitter }: Stagger, random: number): number {
  return Math.max(0, delay + (random * 2 - 1) * jitter);
}
