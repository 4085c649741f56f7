import { parseId, statuses } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { parseQuery, type Phrase } from "./catalog/query.ts";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import { parseFormerMoment } from "./engine/moment.ts";
import { searchSpecs, type Hit } from "./engine/specs/search-specs.ts";
import { marksIn, snippetOf } from "./engine/specs/snippet.ts";
import { matchesFilter, specFilter } from "./engine/specs/spec-filter.ts";
import { specRow, type SpecRow } from "./engine/specs/spec-row.ts";
import { localDate } from "./engine/specs/specs.ts";

const marks = z.array(z.object({ from: z.number(), to: z.number() })).describe("Where the words are, in UTF-16 units");

const result = specRow.extend({
  score: z.number().describe("Relevance; 0 where no words were searched for"),
  title_marks: marks,
  snippet: z.object({ text: z.string(), marks }).optional().describe("The first line of the body with the words"),
});

const input = z.object({
  query: z
    .string()
    .describe('Words, "words in a row", field:value (status:ready, label:api, completed_at:>2026-01-01), -without, OR'),
  title_only: z.boolean().default(false).describe("Only in titles"),
  body_only: z.boolean().default(false).describe("Only in bodies"),
  case_sensitive: z.boolean().default(false).describe("Tell upper from lower case"),
  ...specFilter,
  since: z.string().optional().describe("Only ids of this day or later: a date, or a time ago such as 7d, 2w, 3mo"),
  until: z.string().optional().describe("Only ids of this day or earlier"),
  active_only: z.boolean().default(false).describe("Only specs that are not archived"),
  archived_only: z.boolean().default(false).describe("Only archived specs"),
  limit: z.number().int().min(1).default(50).describe("How many to show"),
});

type Input = z.output<typeof input>;

/** Finds specs by words of title and body and by fields, the most relevant first. */
export const search = defineOperation({
  name: "search",
  summary: "Search specs by words and fields",
  effect: "read",
  positionals: ["query"],
  input,
  output: z.object({ results: z.array(result), total: z.number() }),
  async run(asked, context) {
    const accepts = acceptsOf(asked, context);
    const { query, title_only, body_only, case_sensitive: exact } = asked;
    const column = title_only ? "title" : body_only ? "body" : undefined;
    const hits = await searchSpecs(await context.place(), { query, column, exact, accepts });
    const phrases = parseQuery(query).flatMap((one) => one.phrases.filter((phrase) => !phrase.excluded));
    return { results: hits.slice(0, asked.limit).map((hit) => toResult(hit, phrases)), total: hits.length };
  },
});

function toResult({ entry, row, score }: Hit, phrases: readonly Phrase[]): z.input<typeof result> {
  const title_marks = marksIn(
    row.title,
    phrases.flatMap(({ words }) => words),
  );
  const found = phrases.length === 0 ? undefined : snippetOf(withoutTitle(entry.spec().body), phrases);
  return { ...row, score, title_marks, ...(found && { snippet: found }) };
}

/** The title is told already. */
function withoutTitle(body: string): string {
  return body.replace(/^\s*# .*\n/, "");
}

/** The filters beside the query. Every status is found unless one is asked for. Throws INPUT_INVALID. */
function acceptsOf(asked: Input, context: Context): (row: SpecRow) => boolean {
  const { active_only, archived_only } = asked;
  if (active_only && archived_only) {
    const message = "--active-only and --archived-only leave nothing to search.";
    throw new ChantError("INPUT_INVALID", message, { fix: "chant search --help" });
  }
  const filter = { ...asked, status: asked.status.length === 0 ? [...statuses] : asked.status };
  const isInSpan = spanOf(asked, context);
  return (row) => {
    const elsewhere = row.archived === true ? active_only : archived_only;
    return !elsewhere && matchesFilter(filter, row) && isInSpan(row);
  };
}

/** Whether the day in an id is in the span that was asked for. */
function spanOf({ since, until }: Input, context: Context): (row: SpecRow) => boolean {
  const day = (flag: string, text: string) => localDate(parseFormerMoment(text, { context, flag: `search --${flag}` }));
  const from = since === undefined ? "" : day("since", since);
  const to = until === undefined ? "9999" : day("until", until);
  if (since === undefined && until === undefined) return () => true;
  return ({ id }) => {
    const date = parseId(id)?.date;
    return date !== undefined && date >= from && date <= to;
  };
}
