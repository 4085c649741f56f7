import { join } from "node:path";
import { compareIds } from "@chant/core";
import { specIdOf } from "@chant/core/store";
import { countInRow, exactWordsOf } from "../../catalog/fold.ts";
import { parseQuery, type Alternative, type Phrase } from "../../catalog/query.ts";
import type { Column } from "../../catalog/rank.ts";
import { openSearch, type Search } from "../../catalog/search.ts";
import type { Place } from "../../kernel/place.ts";
import { fitsField } from "./field-term.ts";
import { toSpecRow, type SpecRow } from "./spec-row.ts";
import type { SpecEntry } from "./spec-entry.ts";
import { loadSpecs, readArchive, type SpecSet } from "./specs.ts";

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
    bases: [set.base, archive.base],
    database: join(place.paths.store, "search.db"),
  });
  try {
    const judges = judgesOf(search, request);
    return hitsOf({ entries, set, judges, accepts: request.accepts }).sort(byRelevance);
  } finally {
    search.close();
  }
}

/** How relevant a spec is; undefined where it does not fit. */
type Judge = (entry: SpecEntry, row: SpecRow) => number | undefined;

interface Judged {
  readonly judge: Judge;
  /** Paths of the only specs that may fit; undefined where any may. */
  readonly within: ReadonlyMap<string, number> | undefined;
}

/** One judge for each alternative of the query; for an empty one, whom everything fits. */
function judgesOf(search: Search, request: SearchRequest): Judged[] {
  const alternatives = parseQuery(request.query);
  if (alternatives.length === 0) return [{ judge: () => 0, within: undefined }];
  return alternatives.map((alternative) => judgeOne(search, { ...request, alternative }));
}

function judgeOne(search: Search, request: SearchRequest & { readonly alternative: Alternative }): Judged {
  const { column, exact, alternative } = request;
  const { phrases, fields } = alternative;
  const within = phrases.length === 0 ? undefined : search.find(phrases, column);
  const judge: Judge = (entry, row) => {
    const score = within === undefined ? 0 : within.get(entry.path);
    if (score === undefined || !fields.every((field) => fitsField(field, { entry, row }))) return undefined;
    return !exact || phrases.every((phrase) => hasExactly(entry, phrase, column)) ? score : undefined;
  };
  return { judge, within };
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
  readonly judges: readonly Judged[];
  readonly accepts: SearchRequest["accepts"];
}

/** Of several alternatives that a spec fits, the best counts. Most specs have none of the words, and are not looked at. */
function hitsOf({ entries, set, judges, accepts }: Candidates): Hit[] {
  const ids = idsWithin(judges);
  const candidates = ids === undefined ? entries : entries.filter(({ id }) => ids.has(id));
  return candidates.flatMap((entry) => {
    const row = toSpecRow(set, entry);
    if (!accepts(row)) return [];
    const scores = judges.flatMap(({ judge }) => judge(entry, row) ?? []);
    return scores.length === 0 ? [] : [{ entry, row, score: Math.max(...scores) }];
  });
}

/** The only ids that may fit; undefined where any may. Looking up a hundred thousand paths would take ten times as long. */
function idsWithin(judges: readonly Judged[]): ReadonlySet<string> | undefined {
  const paths = judges.map(({ within }) => within?.keys());
  if (paths.includes(undefined)) return undefined;
  return new Set(paths.flatMap((some) => [...(some ?? [])].map(specIdOf)));
}

/** To nine digits: two engines that add in another order give the same. */
function byRelevance(one: Hit, other: Hit): number {
  const difference = Math.round((other.score - one.score) * 1e9);
  return difference === 0 ? compareIds(other.row.id, one.row.id) : difference;
}
