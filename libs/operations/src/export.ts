import * as z from "zod";
import { chooseFields, valueOf, type Exported } from "./engine/export/export-fields.ts";
import { exportDocument, exportFormats } from "./engine/export/export-document.ts";
import { createSearch, isInSpan, spanOf } from "./engine/export/export-filter.ts";
import { lookUp } from "./engine/export/export-source.ts";
import { withoutUndefined } from "./engine/run/run-result.ts";
import { matchesFilter, specFilter } from "./engine/specs/spec-filter.ts";
import { toSpecRow } from "./engine/specs/spec-row.ts";
import { loadArchive, loadSpecs, timestamp } from "./engine/specs/specs.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Context } from "./kernel/context.ts";

const date = "a date, or in the last 2h, 7d, 2w, 3mo";

const input = z.object({
  format: z
    .enum([...exportFormats, "md"])
    .optional()
    .describe("Format; without it what the config says"),
  ready: z.boolean().default(false).describe("Only specs that could be worked now"),
  ...specFilter,
  archived: z.boolean().default(false).describe("Archived specs as well"),
  from: z.string().optional().describe("Only specs completed on that day or later; others by the day in their id"),
  to: z.string().optional().describe("Only specs of that day or earlier"),
  since: z.string().optional().describe(`Same as --from: ${date}`),
  last: z.string().optional().describe("Only specs of the last 7d, 2w, 3mo"),
  search: z.string().optional().describe("Only specs that fit: words, label:api, completed_at:>2026-01-01, OR"),
  fields: z.array(z.string()).default([]).describe("Fields, separated by commas, or all"),
  exclude: z.array(z.string()).default([]).describe("Fields to leave out, separated by commas"),
  full: z.boolean().default(false).describe("Add the bodies"),
  include_output: z.boolean().default(false).describe("Add the log of each spec's last run on this machine"),
  git_details: z.boolean().default(false).describe("Add author, files and size of the commits"),
});

type Input = z.output<typeof input>;

/** Exports specs as data. */
export const exportSpecs = defineOperation({
  name: "export",
  summary: "Export specs as JSON, CSV or markdown",
  effect: "read",
  input,
  output: z.object({
    format: z.enum(exportFormats),
    exported_at: z.string(),
    query: z.string(),
    count: z.number(),
    fields: z.array(z.string()),
    specs: z.array(z.record(z.string(), z.unknown())),
  }),
  document: exportDocument,
  async run(asked, context) {
    const project = await context.project();
    const { default_format, include_cost, include_git } = project.config.export;
    const found = await find(asked, context);
    const fields = fieldsOf({ ...asked, include_cost, include_git }, found);
    const sources = await lookUp({ project, fields }, found);
    const specs = sources.map((source) => rowOf(fields, source));
    const format = asked.format === "md" ? "markdown" : (asked.format ?? default_format);
    const exported_at = timestamp(context.now());
    return { format, exported_at, query: describeQuery(asked), count: specs.length, fields: [...fields], specs };
  },
});

/** What passes the filters, with nothing looked up yet. */
async function find(asked: Input, context: Context): Promise<Exported[]> {
  const project = await context.project();
  const set = await loadSpecs(project);
  const span = spanOf(asked, context.now());
  const matchesSearch = createSearch(asked.search);
  const entries = [...(asked.archived ? loadArchive(project) : []), ...set.active];
  return entries
    .map((entry) => ({ entry, row: toSpecRow(set, entry), ...nothing }))
    .filter(({ row }) => (!asked.ready || row.ready) && matchesFilter(asked, row))
    .filter((one) => isInSpan(span, one) && matchesSearch(one));
}

const nothing = { created_at: undefined, tokens: undefined, output: undefined, stats: [] } as const;

interface AskedFields extends Input {
  readonly include_cost: boolean;
  readonly include_git: boolean;
}

function fieldsOf(asked: AskedFields, found: readonly Exported[]): readonly string[] {
  const chosen = chooseFields(
    asked.fields,
    found.map(({ entry }) => entry),
  );
  const added = [
    ...(asked.include_cost && asked.fields.length === 0 ? ["cost"] : []),
    ...(asked.git_details || (asked.include_git && asked.fields.length === 0) ? ["git"] : []),
    ...(asked.full ? ["body"] : []),
    ...(asked.include_output ? ["output"] : []),
  ];
  const excluded = new Set(asked.exclude.flatMap((text) => text.split(",")).map((name) => name.trim()));
  return [...new Set([...chosen, ...added])].filter((name) => !excluded.has(name));
}

function rowOf(fields: readonly string[], source: Exported): Record<string, unknown> {
  return withoutUndefined(Object.fromEntries(fields.map((field) => [field, valueOf(field, source)])));
}

/** The filters, as a search would say them. */
function describeQuery(asked: Input): string {
  const { status, label, type, project, ready, from, to, since, last, search, archived } = asked;
  const term = (name: string, value: string | undefined) => (value === undefined ? [] : [`${name}:${value}`]);
  return [
    ...status.map((one) => `status:${one}`),
    ...(ready ? ["status:ready"] : []),
    ...label.map((one) => `label:${one}`),
    ...term("type", type),
    ...term("project", project),
    ...term("from", from),
    ...term("since", since),
    ...term("last", last),
    ...term("to", to),
    ...(archived ? ["archived:true"] : []),
    ...(search === undefined ? [] : [search]),
  ].join(" ");
}
