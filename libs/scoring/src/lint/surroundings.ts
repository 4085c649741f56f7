import { nearest, type SpecGraph, type Status } from "@chant/core";
import { cycleOf } from "./cycles.ts";
import { twinsOf } from "./twins.ts";
import type { LintContext } from "./rule.ts";
import { fullIdOf } from "./short-ids.ts";

/**
 * Everything that a rule may ask of what lies around a spec. Each question is about one text and each answer is plain JSON, so
 * that both can be written down: as long as all answers are the same, so are the findings.
 */
export interface Surroundings {
  /** The status of a spec; undefined where there is none. */
  readonly statusOf: (id: string) => Status | undefined;
  /** The members of a spec at any depth. */
  readonly membersOf: (id: string) => readonly Member[];
  /** The circle of dependencies that a spec is on. */
  readonly cycleOf: (id: string) => readonly string[] | undefined;
  /** The one spec that a short id names. */
  readonly fullIdOf: (short: string) => string | undefined;
  /** Ids that differ from this one in upper and lower case alone. */
  readonly twinsOf: (id: string) => readonly string[];
  /** The files that claim an id, where there are several. */
  readonly filesOf: (id: string) => readonly string[];
  /** Whether a path or a glob names something; undefined where nobody looks. */
  readonly exists: (path: string) => boolean | undefined;
  /** The headings of a markdown file; undefined where it has none to offer. */
  readonly headings: (path: string) => readonly string[] | undefined;
  /** How it stands with a prompt; undefined where nobody looks. */
  readonly prompt: (name: string) => PromptState | undefined;
  /** Whether a branch exists; undefined where nobody looks. */
  readonly branch: (name: string) => boolean | undefined;
  /** What is wrong with the answer of a spec's agent; undefined where nobody looks. */
  readonly output: (id: string) => readonly string[] | undefined;
}

interface Member {
  readonly id: string;
  readonly status: Status;
}

interface PromptState {
  readonly exists: boolean;
  /** Names in it that are no variables. */
  readonly unknown: readonly string[];
  /** One that is spelled like it, where it does not exist. */
  readonly close?: string;
}

/** The answers that a context gives. */
export function surroundingsIn(context: LintContext): Surroundings {
  const { graph } = context;
  return {
    statusOf: (id) => graph.get(id)?.status,
    membersOf: (id) => membersOf(id, graph),
    cycleOf: (id) => cycleOf(id, graph),
    fullIdOf: (short) => fullIdOf(short, graph),
    twinsOf: (id) => twinsOf(id, graph),
    filesOf: (id) => context.duplicates?.get(id) ?? [],
    exists: (path) => context.exists?.(path),
    headings: (path) => context.headings?.(path),
    prompt: (name) => context.prompts && promptIn(name, context.prompts),
    branch: (name) => context.branches?.has(name),
    output: (id) => context.output?.(id),
  };
}

function membersOf(id: string, graph: SpecGraph): readonly Member[] {
  const members = graph.membersOf(id);
  return members.length === 0 ? none : members.map(({ id: of, status }) => ({ id: of, status }));
}

const none: readonly Member[] = [];

function promptIn(name: string, prompts: NonNullable<LintContext["prompts"]>): PromptState {
  const unknown = prompts.get(name);
  if (unknown !== undefined) return { exists: true, unknown };
  const close = nearest(name, prompts.keys());
  return { exists: false, unknown: [], ...(close === undefined ? {} : { close }) };
}

/** Hears of a question and of its answer. */
export type Listener = (name: keyof Surroundings, about: string, answer: unknown) => void;

/** The same surroundings; whatever is asked of them is told. */
export function overheard(around: Surroundings, tell: Listener): Surroundings {
  const questions = Object.entries(around) as [keyof Surroundings, (about: string) => unknown][];
  const told = questions.map(([name, ask]) => {
    const listen = (about: string) => {
      const answer = ask(about);
      tell(name, about, answer);
      return answer;
    };
    return [name, listen] as const;
  });
  return Object.fromEntries(told) as unknown as Surroundings;
}
