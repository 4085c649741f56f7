import { relative, sep } from "node:path";
import type { Finding } from "@chant/core";
import { toSarif } from "@chant/scoring";
import * as z from "zod";
import manifest from "../package.json" with { type: "json" };
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { createLintContext } from "./engine/lint-context.ts";
import { applyFixes } from "./engine/lint-fixes.ts";
import { lintSpecs, type Judgement } from "./engine/lint-specs.ts";
import { findSpec, loadSpecs } from "./engine/specs.ts";

const grade = z.enum(["A", "B", "C", "D"]);

const judged = z.object({
  id: z.string(),
  title: z.string(),
  path: z.string(),
  light: z.enum(["ready", "review", "refine"]),
  color: z.enum(["green", "yellow", "red"]),
  grades: z.record(z.string(), grade).describe("complexity, confidence, criteria_quality, splittability, isolation"),
  why: z.record(z.string(), z.array(z.string())).optional().describe("The reasons of each grade"),
  suggestions: z.array(z.string()).optional(),
});

const diagnostic = z.object({
  spec_id: z.string(),
  rule: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  suggestion: z.string().nullable(),
  line: z.number().optional(),
});

const input = z.object({
  id: z.string().optional().describe("Only this spec"),
  format: z.enum(["text", "json", "sarif"]).default("text").describe("Format"),
  verbose: z.boolean().default(false).describe("Every spec with the reasons of its grades"),
  fix: z.boolean().default(false).describe("Mend what can safely be mended, and commit it"),
  strict: z.boolean().default(false).describe("Exit 1 on warnings too"),
});

const output = z.object({
  diagnostics: z.array(diagnostic),
  passed: z.number().describe("Specs without errors and warnings"),
  warned: z.number().describe("Specs with warnings and no errors"),
  failed: z.number().describe("Specs with errors"),
  total: z.number(),
  clean: z.boolean().describe("Whether nothing has to be mended"),
  specs: z.array(judged),
  fixed: z.array(z.object({ spec_id: z.string(), rule: z.string(), description: z.string() })),
  notices: z.array(z.string()),
  format: z.enum(["text", "json", "sarif"]),
});

type Output = z.output<typeof output>;

/** Checks specs against the rules and grades them. */
export const lint = defineOperation({
  name: "lint",
  summary: "Check specs and grade them",
  effect: "write",
  positionals: ["id"],
  short: { format: "f", verbose: "v" },
  input,
  output,
  exitCode: ({ clean }) => (clean ? 0 : 1),
  document: toDocument,
  async run(asked, context) {
    const project = await context.project();
    const applied = asked.fix ? await fix(asked, { project, context }) : { fixed: [], notices: [] };
    const judgements = await judge(asked, { project, context });
    const verbose = asked.verbose || asked.id !== undefined;
    const specs = judgements.map((one) => toJudged(project, one, verbose));
    const diagnostics = judgements.flatMap(toDiagnostics);
    return { diagnostics, ...tally(judgements, asked), specs, ...applied, format: asked.format };
  },
});

interface Where {
  readonly project: Project;
  readonly context: Context;
}

type Input = z.output<typeof input>;

async function judge({ id }: Input, { project, context }: Where): Promise<Judgement[]> {
  const set = await loadSpecs(project);
  const entries = id === undefined ? set.active : [await findSpec({ project, context, set, substring: true }, id)];
  return lintSpecs({ project, set, context: await createLintContext(project, set), entries });
}

/** The files are read once more afterwards: what was mended is judged as it is then. */
async function fix({ id }: Input, where: Where): Promise<Pick<Output, "fixed" | "notices">> {
  const set = await loadSpecs(where.project);
  const entries = id === undefined ? set.active : [await findSpec({ ...where, set, substring: false }, id)];
  return applyFixes({ ...where, entries, lint: await createLintContext(where.project, set) });
}

function toJudged(project: Project, { entry, score }: Judgement, verbose: boolean): Output["specs"][number] {
  const { traffic_light, suggestions, ...scores } = score;
  const { light, color } = traffic_light;
  const path = relative(project.root, entry.path).split(sep).join("/");
  const grades = Object.fromEntries(Object.entries(scores).map(([name, { grade: one }]) => [name, one]));
  const brief = { id: entry.id, title: entry.title ?? "", path, light, color, grades };
  if (!verbose) return brief;
  const why = Object.fromEntries(Object.entries(scores).map(([name, { why: reasons }]) => [name, [...reasons]]));
  return { ...brief, why, suggestions: [...suggestions] };
}

function toDiagnostics({ entry, findings }: Judgement): Output["diagnostics"] {
  return findings.map(({ rule, severity, message, suggestion, place }) => ({
    ...{ spec_id: entry.id, rule, severity, message, suggestion: suggestion ?? null },
    ...(place && { line: place.line }),
  }));
}

type Tally = Pick<Output, "passed" | "warned" | "failed" | "total" | "clean">;

function tally(judgements: readonly Judgement[], { strict }: Input): Tally {
  const has = (severity: string) => (one: Judgement) => one.findings.some((finding) => finding.severity === severity);
  const failed = judgements.filter(has("error")).length;
  const worrying = judgements.filter((one) => has("error")(one) || has("warning")(one)).length;
  const [total, warned] = [judgements.length, worrying - failed];
  return { passed: total - worrying, warned, failed, total, clean: failed === 0 && (!strict || warned === 0) };
}

/** The documented bare formats. */
function toDocument({ format, diagnostics, passed, warned, failed, total, specs }: Output): string | undefined {
  if (format === "text") return undefined;
  const data = { diagnostics, passed, warned, failed, total };
  if (format === "json") return `${JSON.stringify(data, undefined, 2)}\n`;
  const results = specs.map(({ id: spec_id, path }) => ({ spec_id, path, findings: findingsOf(spec_id, diagnostics) }));
  return `${JSON.stringify(toSarif(results, manifest), undefined, 2)}\n`;
}

function findingsOf(id: string, diagnostics: Output["diagnostics"]): Finding[] {
  return diagnostics
    .filter(({ spec_id }) => spec_id === id)
    .map(({ rule, severity, message, suggestion, line }) => ({
      ...{ rule, severity, message },
      ...(suggestion !== null && { suggestion }),
      ...(line !== undefined && { place: { line, column: 1 } }),
    }));
}
