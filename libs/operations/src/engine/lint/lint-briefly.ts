import { join } from "node:path";
import { factsVersion, judgementVersion, trafficLightOf, type Grade, type TrafficLight } from "@chant/scoring";
import manifest from "../../../package.json" with { type: "json" };
import {
  readJudgements,
  writeJudgements,
  type Diagnostic,
  type Judged,
  type Judgement,
  type Recall,
} from "../../catalog/judgements.ts";
import type { Project } from "../../kernel/project.ts";
import { createLateContext } from "./lint-context.ts";
import { createStates, mapLate } from "./lint-states.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";

/** What lint says of a spec where nobody asks for reasons. */
export interface Verdict extends Pick<TrafficLight, "light" | "color"> {
  readonly entry: SpecEntry;
  readonly grades: Readonly<Record<string, Grade>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What was said the last time, of specs in the state that they were in. */
export interface Memory {
  readonly file: string;
  readonly key: string;
  readonly recall: Recall;
}

/** Reads what is remembered of a project's specs; nothing when it was judged by other rules or under another config. */
export function readMemory({ paths, config }: Project): Memory {
  const file = join(paths.store, "judgements.snapshot");
  const key = JSON.stringify([manifest.version, factsVersion, judgementVersion, config]);
  return { file, key, recall: readJudgements(file, key) };
}

/** Judging fewer again is faster than writing what is known of all. */
const worthWriting = 24;

/** Judges every spec of a project. What cannot be another judgement than the last time is not made again. */
export async function lintBriefly(project: Project, set: SpecSet, memory: Memory): Promise<Verdict[]> {
  const { active } = set;
  const late = createLateContext(project, set);
  const states = createStates(project, set, late);
  const found = await mapLate(late, active, ({ id, header }) => {
    const judgement = memory.recall(id, header.stamp());
    return judgement !== undefined && states.hold(judgement.asked, id) ? judgement : undefined;
  });
  const open = [...found.keys()].filter((at) => found[at] === undefined);
  if (open.length > 0) {
    const { judgeAfresh } = await loadJudge();
    const entries = open.map((at) => active[at] as SpecEntry);
    const judged = await judgeAfresh({ project, set, entries, late, states });
    for (const [index, at] of open.entries()) found[at] = judged[index]?.judgement;
    if (judged.filter((one) => one?.stamp !== undefined).length >= worthWriting) {
      const fresh = new Map(entries.map((entry, index) => [entry, judged[index]]));
      const all = active.flatMap(
        (entry, at) => (fresh.has(entry) ? fresh.get(entry) : toJudged(entry, found[at])) ?? [],
      );
      writeJudgements(memory.file, memory.key, all);
    }
  }
  return active.flatMap((entry, at) => toVerdict(entry, found[at]) ?? []);
}

/** Loads what parses and judges: a quarter of the code, which nobody needs where nothing changed. */
export function loadJudge() {
  return import("./lint-afresh.ts");
}

function toJudged({ id, header }: SpecEntry, judgement: Judgement | undefined): Judged | undefined {
  return judgement && { id, stamp: header.stamp(), judgement };
}

/** Nothing for a spec that went away meanwhile. */
function toVerdict(entry: SpecEntry, judgement: Judgement | undefined): Verdict | undefined {
  if (judgement === undefined) return undefined;
  const { letters, diagnostics } = judgement;
  const { light, color, grades } = gradesOf(letters);
  return { entry, light, color, grades, diagnostics };
}

const names = ["complexity", "confidence", "criteria_quality", "splittability", "isolation"] as const;

// Thousands of specs share a few hundred combinations.
const known = new Map<string, Pick<Verdict, "light" | "color" | "grades">>();

function gradesOf(letters: string): Pick<Verdict, "light" | "color" | "grades"> {
  const shared = known.get(letters);
  if (shared !== undefined) return shared;
  const all = [...letters] as Grade[];
  const grades = Object.fromEntries(all.map((grade, at) => [names[at], grade])) as Record<
    (typeof names)[number],
    Grade
  >;
  const score = (name: (typeof names)[number]) => ({ grade: grades[name], why: [] });
  const { light, color } = trafficLightOf({
    complexity: score("complexity"),
    confidence: score("confidence"),
    criteria_quality: score("criteria_quality"),
  });
  const graded = { light, color, grades };
  known.set(letters, graded);
  return graded;
}
