import { lintSpec, overheard, scoreSpec, surroundingsIn, type SpecScore, type Subject } from "@chant/scoring";
import type { Finding } from "@chant/core";
import type { Diagnostic, Judged } from "../../catalog/judgements.ts";
import type { Project } from "../../kernel/project.ts";
import type { LateContext } from "./lint-context.ts";
import { readSubjects } from "./lint-specs.ts";
import { mapLate, toQuestion, type QuestionName, type States } from "./lint-states.ts";
import { membersIn } from "../specs/spec-members.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";

export interface AfreshRequest {
  readonly project: Project;
  readonly set: SpecSet;
  readonly entries: readonly SpecEntry[];
  readonly late: LateContext;
  readonly states: States;
}

/** Judges specs and notes what was asked meanwhile; undefined for one that is gone. */
export async function judgeAfresh(request: AfreshRequest): Promise<(Judged | undefined)[]> {
  const { late, entries } = request;
  const subjectOf = await readSubjects(request);
  return mapLate(late, entries, (entry) => {
    const [subject] = subjectOf(entry);
    return subject && judge(entry, { ...request, subject, subjectOf });
  });
}

interface Judging extends AfreshRequest {
  readonly subject: Subject;
  readonly subjectOf: (entry: SpecEntry) => readonly Subject[];
}

function judge({ id, header }: SpecEntry, { subject, subjectOf, set, late, states }: Judging): Judged {
  const asked = new Map<string, string | undefined>();
  const note = (name: QuestionName, about: string) => {
    const question = toQuestion(name, about, id);
    if (!asked.has(question)) asked.set(question, states.stateOf(question, id));
  };
  const around = overheard(surroundingsIn(late.context), note);
  const isDriver = around.membersOf(id).length > 0;
  if (isDriver) note("texts", id);
  const members = isDriver ? membersIn(set, id).flatMap(subjectOf) : [];
  const score = scoreSpec({ ...subject, members });
  const diagnostics = lintSpec(subject, late.context, around).map((finding) => toDiagnostic(id, finding));
  const isKnown = [...asked.values()].every((state) => state !== undefined);
  const judgement = { letters: lettersOf(score), diagnostics, asked: isKnown ? ([...asked].flat() as string[]) : [] };
  return { id, stamp: isKnown ? header.stamp() : undefined, judgement };
}

/** The grades as letters. Their order is that of a score's keys. */
function lettersOf({ complexity, confidence, criteria_quality, splittability, isolation }: SpecScore): string {
  const scores = [
    complexity,
    confidence,
    criteria_quality,
    splittability,
    ...(isolation === undefined ? [] : [isolation]),
  ];
  return scores.map(({ grade }) => grade).join("");
}

/** What a rule found, as it is told. */
export function toDiagnostic(spec_id: string, { rule, severity, message, suggestion, place }: Finding): Diagnostic {
  const diagnostic = { spec_id, rule, severity, message, suggestion: suggestion ?? null };
  return place === undefined ? diagnostic : { ...diagnostic, line: place.line };
}
