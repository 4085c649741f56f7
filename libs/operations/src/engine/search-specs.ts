import { join } from "node:path";
import { compareIds } from "@chant/core";
import { countInRow, exactWordsOf } from "../catalog/fold.ts";
import { parseQuery, type Alternative, type Phrase } from "../catalog/query.ts";
import type { Column } from "../catalog/rank.ts";
import { openSearch, type Search } from "../catalog/search.ts";
import type { Place } from "../kernel/place.ts";
import { fitsField } from "./field-term.ts";
import { toSpecRow, type SpecRow } from "./spec-row.ts";
import { loadSpecs, readArchive, type SpecEntry, type SpecSet } from "./specs.ts";

export interface SearchRequest {
  readonly query: string;
  /** Where words are looked for; in titles and bodies when undefined. */
  readonly column: Column;
  /** Whether upper and lower case are told apart. */
  readonly exact: boolean;
  /** What else has to hold of a spec. */
  readonly accepts: (row: SpecRow) => boolean;
}

export interface Hit {
  readonly entry: SpecEntry;
  readonly row: SpecRow;
  /** Relevance; 0 where no words were searched for. */
  readonly score: number;
}

/** Specs of a place that fit a query, archived ones too, the most relevant first and of equal ones the newest. */
export async function searchSpecs(place: Place, request: SearchRequest): Promise<Hit[]> {
  const set = await loadSpecs(place);
  const archive = readArchive(place);
  const entries = [...set.active, ...archive.entries];
  const search = await openSearch({
    headers: entries.map(({ header }) => header),
    generation: set.generation && archive.generation && `${set.generation} ${archive.generation}`,
    database: join(place.paths.store, "search.db"),
  });
  try {
    const judge = judgeOf(search, request);
    return hitsOf({ entries, set, judge, accepts: request.accepts }).sort(byRelevance);
  } finally {
    search.close();
  }
}

type Judge = (entry: SpecEntry, row: SpecRow) => number | undefined;

/** What says how relevant a spec is: the best of the alternatives that it fits; undefined when it fits none. */
function judgeOf(search: Search, request: SearchRequest): Judge {
  const alternatives = parseQuery(request.query);
  const judges = alternatives.map((alternative) => judgeOne(search, { ...request, alternative }));
  return (entry, row) => {
    const scores = judges.map((judge) => judge(entry, row)).filter((score) => score !== undefined);
    if (judges.length === 0) return 0;
    return scores.length === 0 ? undefined : Math.max(...scores);
  };
}

function judgeOne(search: Search, request: SearchRequest & { readonly alternative: Alternative }): Judge {
  const { column, exact, alternative } = request;
  const { phrases, fields } = alternative;
  const scores = phrases.length === 0 ? undefined : search.find(phrases, column);
  return (entry, row) => {
    const score = scores === undefined ? 0 : scores.get(entry.path);
    if (score === undefined || !fields.every((field) => fitsField(field, { entry, row }))) return undefined;
    return !exact || phrases.every((phrase) => hasExactly(entry, phrase, column)) ? score : undefined;
  };
}

/** Whether the words stand in a spec as they were typed. */
function hasExactly(entry: SpecEntry, { text, excluded }: Phrase, column: Column): boolean {
  const words = exactWordsOf(text);
  const texts = [column === "body" ? "" : (entry.title ?? ""), column === "title" ? "" : entry.spec().body];
  return texts.some((one) => countInRow(exactWordsOf(one), words) > 0) !== excluded;
}

interface Candidates {
  readonly entries: readonly SpecEntry[];
  readonly set: SpecSet;
  readonly judge: Judge;
  readonly accepts: SearchRequest["accepts"];
}

function hitsOf({ entries, set, judge, accepts }: Candidates): Hit[] {
  return entries.flatMap((entry) => {
    const row = toSpecRow(set, entry);
    const score = accepts(row) ? judge(entry, row) : undefined;
    return score === undefined ? [] : [{ entry, row, score }];
  });
}

/** To nine digits: two engines that add in another order give the same. */
function byRelevance(one: Hit, other: Hit): number {
  const difference = Math.round((other.score - one.score) * 1e9);
  return difference === 0 ? compareIds(other.row.id, one.row.id) : difference;
}
