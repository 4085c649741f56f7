import { join } from "node:path";
import { filesIn, envelope, type Ran, type Result, type Scratch } from "./create-scratch.ts";

interface Summary {
  readonly mode: string;
  readonly selected: readonly string[];
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly needs_attention: number;
  readonly paused: number;
  readonly skipped: readonly { spec_id: string; reason: string; message: string }[];
  readonly stopped?: string;
  readonly ready: readonly string[];
  readonly blocked: readonly { spec_id: string; reason: string; message: string }[];
  readonly agents: readonly { name: string; started: number }[];
  readonly pitfalls: readonly { kind: string; severity: string; spec_id?: string }[];
  readonly cost?: number;
}

export interface Dispatched {
  readonly code: number;
  readonly results: readonly (Result & { readonly spec_id: string })[];
  readonly summary: Summary;
}

/** Runs `chant work` on several specs and gives what it came to. */
export async function workAll(repo: Scratch, ...args: string[]): Promise<Dispatched> {
  return toDispatched(await repo.chant("work", ...args, "--json"));
}

/** What `chant work --json` said about several specs. */
export function toDispatched(ran: Ran): Dispatched {
  const { data } = envelope<{ data?: Omit<Dispatched, "code"> }>(ran);
  if (data === undefined) throw new Error(`refused:\n${ran.stdout}\n${ran.stderr}`);
  return { code: ran.code, ...data };
}

/** A line for an agent: writes down, outside of everything, that it was started. */
export function notesStart(repo: Scratch): string {
  return `echo "$CHANT_SPEC_ID" >> '${join(repo.base, "started")}'`;
}

/** The specs for which an agent was started, in that order. */
export async function startedAgents(repo: Scratch): Promise<string[]> {
  const text = await repo.read("../started").catch(() => "");
  return text.split("\n").filter(Boolean);
}

/** Lines for an agent that fails on some specs and does its work on all others. */
export function failsOn(repo: Scratch, ...ids: readonly string[]): string[] {
  const fails = ids.map((id) => `if [ "$CHANT_SPEC_ID" = '${id}' ]; then echo half > half.txt; exit 1; fi`);
  return [notesStart(repo), ...fails, "change", "tick", "git add -A", "commit work"];
}

/** How many live records there are. */
export async function countLive(repo: Scratch): Promise<number> {
  return (await filesIn(join(repo.root, ".chant/processes"))).filter((name) => name.endsWith(".json")).length;
}
