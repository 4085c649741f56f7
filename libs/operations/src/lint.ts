import { relative, sep } from "node:path";
import type { Finding } from "@chant/core";
import * as z from "zod";
import manifest from "../package.json" with { type: "json" };
import type { Diagnostic } from "./catalog/judgements.ts";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { createLintContext } from "./engine/lint/lint-context.ts";
import { lintBriefly, loadJudge, readMemory } from "./engine/lint/lint-briefly.ts";
import type { Judgement } from "./engine/lint/lint-specs.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";

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
  document: (told) => (told.format === "text" ? undefined : toDocument(told)),
  async run(asked, context) {
    const applied = asked.fix ? await fix(asked, context) : { fixed: [], notices: [] };
    const isBrief = !asked.verbose && asked.id === undefined;
    const told = isBrief ? await judgeBriefly(asked, context) : await judge(asked, context);
    return { ...told, ...applied, format: asked.format };
  },
});

type Input = z.output<typeof input>;
type Tally = Pick<Output, "passed" | "warned" | "failed" | "total" | "clean">;
type Told = Tally & Pick<Output, "specs" | "diagnostics">;

/** Every spec, without the reasons of its grades. */
async function judgeBriefly(asked: Input, context: Context): Promise<Told> {
  const loading = loadSpecs(await context.place());
  // While another thread looks at the files: what is remembered, and what judges those that changed.
  const opening = context.project().then(async (project) => {
    const memory = readMemory(project);
    await loadJudge();
    return { project, memory };
  });
  const [set, { project, memory }] = await Promise.all([loading, opening]);
  const verdicts = await lintBriefly(project, set, memory);
  const toPath = createToPath(project);
  const specs = verdicts.map(({ entry: { id, title = "", path }, light, color, grades }) => {
    return { id, title, path: toPath(path), light, color, grades };
  });
  const found = verdicts.map(({ diagnostics }) => diagnostics);
  return { diagnostics: found.flat(), ...tally(found, asked), specs };
}

async function judge(asked: Input, context: Context): Promise<Told> {
  const { id } = asked;
  const project = await context.project();
  const set = await loadSpecs(project);
  const entries = id === undefined ? set.active : [await findSpec({ project, context, set, substring: true }, id)];
  const [{ lintSpecs }, { toDiagnostic }] = await Promise.all([
    import("./engine/lint/lint-specs.ts"),
    import("./engine/lint/lint-afresh.ts"),
  ]);
  const judgements = await lintSpecs({ project, set, context: await createLintContext(project, set), entries });
  const toPath = createToPath(project);
  const found = judgements.map(({ entry, findings }) => findings.map((finding) => toDiagnostic(entry.id, finding)));
  const specs = judgements.map((one) => toJudged(one, toPath));
  return { diagnostics: found.flat(), ...tally(found, asked), specs };
}

/** The files are read once more afterwards: what was mended is judged as it is then. */
async function fix({ id }: Input, context: Context): Promise<Pick<Output, "fixed" | "notices">> {
  const project = await context.project();
  const set = await loadSpecs(project);
  const entries = id === undefined ? set.active : [await findSpec({ project, context, set, substring: false }, id)];
  const { applyFixes } = await import("./engine/lint/lint-fixes.ts");
  return applyFixes({ project, context, entries, lint: await createLintContext(project, set) });
}

/** Paths as everybody types them, from the root of the project. */
function createToPath({ root }: Project): (path: string) => string {
  const below = root.endsWith(sep) ? root : root + sep;
  const plain = (path: string) => (path.startsWith(below) ? path.slice(below.length) : relative(root, path));
  return sep === "/" ? plain : (path) => plain(path).split(sep).join("/");
}

function toJudged({ entry, score }: Judgement, toPath: (path: string) => string): Output["specs"][number] {
  const { traffic_light, suggestions, ...scores } = score;
  const { light, color } = traffic_light;
  const grades = Object.fromEntries(Object.entries(scores).map(([name, { grade: one }]) => [name, one]));
  const why = Object.fromEntries(Object.entries(scores).map(([name, { why: reasons }]) => [name, [...reasons]]));
  const brief = { id: entry.id, title: entry.title ?? "", path: toPath(entry.path), light, color, grades };
  return { ...brief, why, suggestions: [...suggestions] };
}

/** Counts what was found in each spec. */
function tally(found: readonly (readonly Diagnostic[])[], { strict }: Input): Tally {
  let [failed, warned] = [0, 0];
  for (const diagnostics of found) {
    if (diagnostics.some(({ severity }) => severity === "error")) failed++;
    else if (diagnostics.some(({ severity }) => severity === "warning")) warned++;
  }
  const total = found.length;
  return { passed: total - failed - warned, warned, failed, total, clean: failed === 0 && (!strict || warned === 0) };
}

/** The documented bare formats. */
async function toDocument({ format, diagnostics, passed, warned, failed, total, specs }: Output): Promise<string> {
  const data = { diagnostics, passed, warned, failed, total };
  if (format === "json") return `${JSON.stringify(data, undefined, 2)}\n`;
  const { toSarif } = await import("@chant/scoring");
  const found = new Map(specs.map(({ id }) => [id, [] as Finding[]]));
  for (const one of diagnostics) found.get(one.spec_id)?.push(toFinding(one));
  const results = specs.map(({ id, path }) => ({ spec_id: id, path, findings: found.get(id) ?? [] }));
  return `${JSON.stringify(toSarif(results, manifest), undefined, 2)}\n`;
}

function toFinding({ rule, severity, message, suggestion, line }: Output["diagnostics"][number]): Finding {
  return {
    ...{ rule, severity, message },
    ...(suggestion !== null && { suggestion }),
    ...(line !== undefined && { place: { line, column: 1 } }),
  };
}
