import { countInRow, wordsOf } from "../../catalog/fold.ts";
import { parseQuery, type Alternative, type Phrase } from "../../catalog/query.ts";
import type { Exported } from "./export-fields.ts";
import { fitsField } from "../specs/field-term.ts";
import { parseMoment } from "../moment.ts";
import { localDate } from "../specs/specs.ts";

export interface Span {
  /** Local dates, both included. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

interface AskedSpan {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly since?: string | undefined;
  readonly last?: string | undefined;
}

/** The days that were asked for; of several beginnings the latest. Throws INPUT_INVALID. */
export function spanOf({ from, to, since, last }: AskedSpan, now: Date): Span {
  const day = (flag: string, text: string | undefined) =>
    text === undefined ? undefined : localDate(parseMoment(text, { now, flag: `export --${flag}` }));
  const beginnings = [day("from", from), day("since", since), day("last", last)].filter((one) => one !== undefined);
  return { from: beginnings.sort().at(-1), to: day("to", to) };
}

/** Whether a spec's day is in a span: the day it was completed, else the one in its id. */
export function isInSpan({ from, to }: Span, { entry }: Exported): boolean {
  if (from === undefined && to === undefined) return true;
  const day = dayOf(entry.spec().frontmatter.completed_at, entry.id);
  return day !== undefined && (from === undefined || day >= from) && (to === undefined || day <= to);
}

function dayOf(completedAt: string | undefined, id: string): string | undefined {
  const time = Date.parse(completedAt ?? "");
  return Number.isNaN(time) ? /\d{4}-\d\d-\d\d/.exec(id)?.[0] : localDate(new Date(time));
}

/** Whether a spec fits what somebody searches for. */
export function createSearch(text: string | undefined): (exported: Exported) => boolean {
  const alternatives = parseQuery(text ?? "");
  return (exported) => alternatives.length === 0 || alternatives.some((one) => fits(one, exported));
}

function fits({ phrases, fields }: Alternative, exported: Exported): boolean {
  return (
    fields.every((term) => fitsField(term, exported)) &&
    phrases.every((phrase) => hasPhrase(phrase, exported) !== phrase.excluded)
  );
}

function hasPhrase({ words }: Phrase, { entry }: Exported): boolean {
  return [entry.title ?? "", entry.spec().body].some((text) => countInRow(wordsOf(text), words) > 0);
}
