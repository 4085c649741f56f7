import { surroundingsIn, type Surroundings } from "@chant/scoring";
import type { Project } from "../../kernel/project.ts";
import type { LateContext } from "./lint-context.ts";
import { promptsState } from "../config/prompt-files.ts";
import { membersIn } from "../specs/spec-members.ts";
import type { SpecSet } from "../specs/specs.ts";

/** What is around the specs of today. */
export interface States {
  /**
   * What the answer to a question is known by: as long as that is the same, so is the answer. Undefined where it may change
   * without a trace.
   */
  stateOf(question: string, id: string): string | undefined;
  /** Whether questions, each followed by what its answer was known by, would be answered as they were. */
  hold(asked: readonly string[], id: string): boolean;
}

/** What a spec's judgement may depend on: everything that rules ask, and what its members' texts say. */
export type QuestionName = keyof Surroundings | "texts";

/** The question as a text; one about the spec itself does not repeat its id. */
export function toQuestion(name: QuestionName, about: string, id: string): string {
  return about === id ? name : `${name} ${about}`;
}

/** Asks the surroundings of today. */
export function createStates(project: Project, set: SpecSet, late: LateContext): States {
  const answers = answersOf(project, set, late);
  const stateOf: States["stateOf"] = (question, id) => {
    const end = question.indexOf(" ");
    return end === -1 ? answers[question]?.(id) : answers[question.slice(0, end)]?.(question.slice(end + 1));
  };
  const plans = new Map<readonly string[], Plan>();
  return {
    stateOf,
    hold(asked, id) {
      let plan = plans.get(asked);
      if (plan === undefined) {
        const before = late.misses();
        plan = toPlan(asked, { answers, stateOf });
        // What is loaded late answers otherwise then.
        if (late.misses() === before) plans.set(asked, plan);
      }
      if (!plan.holds) return false;
      for (const { answer, state } of plan.own) if (answer?.(id) !== state) return false;
      return true;
    },
  };
}

type Answers = Readonly<Record<string, (about: string) => string | undefined>>;

function answersOf(project: Project, set: SpecSet, { context }: LateContext): Answers {
  let prompts: { readonly state: string | undefined } | undefined;
  const asked = Object.entries(surroundingsIn(context)) as [string, (about: string) => unknown][];
  return {
    ...Object.fromEntries(asked.map(([name, ask]) => [name, (about: string) => toState(ask(about))])),
    texts: (id) => textsState(set, id),
    // Reading all prompts takes longer than everything else that is asked.
    prompt: () => (prompts ??= { state: promptsState(project) }).state,
  };
}

/** Thousands of specs asked the same: what is not about themselves is asked once for all of them. */
interface Plan {
  readonly holds: boolean;
  readonly own: readonly { readonly answer: Answers[string] | undefined; readonly state: string | undefined }[];
}

function toPlan(
  asked: readonly string[],
  { answers, stateOf }: { readonly answers: Answers; readonly stateOf: States["stateOf"] },
): Plan {
  const pairs = asked.flatMap((question, at) => (at % 2 === 0 ? [{ question, state: asked[at + 1] }] : []));
  const others = pairs.filter(({ question }) => question.includes(" "));
  const own = pairs.filter(({ question }) => !question.includes(" "));
  return {
    holds: others.every(({ question, state }) => stateOf(question, "") === state),
    own: own.map(({ question, state }) => ({ answer: answers[question], state })),
  };
}

function toState(answer: unknown): string {
  if (answer === undefined) return "";
  // Nearly every answer that is a list is empty.
  return Array.isArray(answer) && answer.length === 0 ? "[]" : JSON.stringify(answer);
}

/** A driver is graded by what its members say. */
function textsState(set: SpecSet, id: string): string | undefined {
  const stamps = membersIn(set, id).map(({ header }) => header.stamp());
  return stamps.includes(undefined) ? undefined : JSON.stringify(stamps);
}

/** What `run` makes of each; where it asked for what is loaded late, once more when that is there. */
export async function mapLate<Item, Result>(
  late: LateContext,
  items: readonly Item[],
  run: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  let open = [...items.keys()];
  while (open.length > 0) {
    open = open.filter((at) => {
      const before = late.misses();
      results[at] = run(items[at] as Item);
      return late.misses() !== before;
    });
    if (open.length > 0) await late.load();
  }
  return results;
}
