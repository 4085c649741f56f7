import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { dagDetails, dagFormats, toDagText } from "./engine/specs/dag-text.ts";
import { specDag, toDag } from "./engine/specs/spec-dag.ts";
import { matchesFilter, specFilter } from "./engine/specs/spec-filter.ts";
import { toSpecRow } from "./engine/specs/spec-row.ts";
import { loadSpecs } from "./engine/specs/specs.ts";

/** Gives the graph of specs and their dependencies. */
export const dag = defineOperation({
  name: "dag",
  summary: "Show which specs depend on which",
  effect: "read",
  input: z.object({
    format: z.enum(dagFormats).default("tree").describe("Form of the graph"),
    detail: z.enum(dagDetails).default("full").describe("Ids, titles as well, or status and labels too"),
    ...specFilter,
    limit: z.int().min(1).optional().describe("Only the first so many specs"),
  }),
  output: z.object({
    ...specDag,
    omitted: z.number().describe("Specs beyond the limit"),
    format: z.enum(dagFormats),
    detail: z.enum(dagDetails),
    text: z.string().optional().describe("The graph in the language of Graphviz or Mermaid"),
  }),
  document: ({ format, detail, text, ...graph }) => (format === "json" ? `${JSON.stringify(graph)}\n` : text),
  async run({ limit, format, detail, ...filter }, context) {
    const set = await loadSpecs(await context.place());
    const rows = set.active.map((entry) => toSpecRow(set, entry)).filter((row) => matchesFilter(filter, row));
    const shown = rows.slice(0, limit);
    const graph = toDag(set, shown);
    const text = toDagText(graph, { format, detail });
    return {
      ...{ ...graph, omitted: rows.length - shown.length, format, detail },
      ...(text !== undefined && { text }),
    };
  },
});
