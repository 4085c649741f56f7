import { join } from "node:path";
import type { Finding } from "@chant/core";
import { lintSpec, scoreSpec, type LintContext, type SpecScore, type Subject } from "@chant/scoring";
import { readFacts } from "../catalog/facts.ts";
import type { Project } from "../kernel/project.ts";
import type { SpecEntry, SpecSet } from "./specs.ts";

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
  const isWhole = entries.length === set.active.length;
  const wanted = isWhole ? entries : withMembers(set, entries);
  const facts = await readFacts({
    headers: wanted.map(({ header }) => header),
    file: join(project.paths.store, "facts.snapshot"),
    words: project.config.lint.words,
  });
  const subjectOf = ({ path, spec }: SpecEntry): Subject[] => {
    const known = facts.get(path);
    return known === undefined ? [] : [{ spec: spec(), facts: known }];
  };
  return entries.flatMap((entry) =>
    subjectOf(entry).map((subject) => {
      const members = set.graph.membersOf(entry.id).flatMap(({ id }) => set.find(id) ?? []);
      const score = scoreSpec({ ...subject, members: members.flatMap(subjectOf) });
      return { entry, score, findings: lintSpec(subject, context) };
    }),
  );
}

/** A driver is graded by its members too. */
function withMembers(set: SpecSet, entries: readonly SpecEntry[]): SpecEntry[] {
  return entries.flatMap((entry) => [entry, ...set.graph.membersOf(entry.id).flatMap(({ id }) => set.find(id) ?? [])]);
}
