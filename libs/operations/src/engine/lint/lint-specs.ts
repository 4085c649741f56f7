import { join } from "node:path";
import type { Finding } from "@chant/core";
import { lintSpec, scoreSpec, surroundingsIn, type LintContext, type SpecScore, type Subject } from "@chant/scoring";
import { readFacts } from "../../catalog/facts.ts";
import type { Project } from "../../kernel/project.ts";
import { membersIn } from "../specs/spec-members.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";

/** What the rules and the grades say of one spec. */
export interface Judgement {
  readonly entry: SpecEntry;
  readonly findings: readonly Finding[];
  readonly score: SpecScore;
}

export interface LintRequest {
  readonly project: Project;
  readonly set: SpecSet;
  readonly context: LintContext;
  readonly entries: readonly SpecEntry[];
}

/** Judges specs; of texts that did not change nothing is parsed again. One that goes away meanwhile is not judged. */
export async function lintSpecs({ project, set, context, entries }: LintRequest): Promise<Judgement[]> {
  const subjectOf = await readSubjects({ project, set, entries });
  const around = surroundingsIn(context);
  return entries.flatMap((entry) =>
    subjectOf(entry).map((subject) => {
      const members = membersIn(set, entry.id).flatMap(subjectOf);
      return { entry, score: scoreSpec({ ...subject, members }), findings: lintSpec(subject, context, around) };
    }),
  );
}

/** Gives what specs, and the members that they are graded by, are judged as; nothing for one that is gone. */
export async function readSubjects({
  project,
  set,
  entries,
}: Omit<LintRequest, "context">): Promise<(entry: SpecEntry) => readonly Subject[]> {
  const isWhole = entries.length === set.active.length;
  const wanted = isWhole ? entries : entries.flatMap((entry) => [entry, ...membersIn(set, entry.id)]);
  const facts = await readFacts({
    headers: set.active.map(({ header }) => header),
    wanted: wanted.map(({ header }) => header),
    file: join(project.paths.store, "facts.snapshot"),
    words: project.config.lint.words,
  });
  return ({ path, spec }) => {
    const known = facts.get(path);
    return known === undefined ? [] : [{ spec: spec(), facts: known }];
  };
}
