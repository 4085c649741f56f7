import { criteriaOf } from "@chant/core";
import * as z from "zod";
import { relative } from "node:path";
import { defineOperation } from "./kernel/operation.ts";
import { findSpec, loadSpecs, type SpecEntry } from "./engine/specs.ts";
import { withoutUndefined } from "./engine/run-result.ts";

const finding = z.object({
  rule: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  line: z.number().optional(),
});

/** Shows one spec: its fields, criteria, readiness and what is going on with it. */
export const show = defineOperation({
  name: "show",
  summary: "Show a spec",
  effect: "read",
  tool: "chant_spec_get",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    body: z.boolean().default(false).describe("Also the body"),
  }),
  output: z.object({
    spec: z.looseObject({ id: z.string(), title: z.string(), status: z.string(), type: z.string(), path: z.string() }),
    body: z.string().optional(),
    criteria: z.array(z.object({ text: z.string(), checked: z.boolean() })),
    readiness: z.object({
      ready: z.boolean(),
      reasons: z.array(z.object({ kind: z.string(), spec: z.string().optional(), message: z.string() })),
    }),
    run: z.looseObject({ attempt: z.number(), phase: z.string(), started_at: z.string() }).optional(),
    findings: z.array(finding),
  }),
  async run(input, context) {
    const project = await context.place();
    const set = await loadSpecs(project);
    const entry = await findSpec({ project, context, set, substring: true }, input.id);
    const { spec } = entry;
    const { ready, reasons } = entry.archived ? { ready: false, reasons: [] } : set.readinessOf(spec.id);
    return withoutUndefined({
      spec: { ...describe(entry), path: relative(project.root, entry.path) },
      body: input.body ? spec.body : undefined,
      criteria: criteriaOf(spec).map(({ text, checked }) => ({ text, checked })),
      readiness: { ready, reasons: reasons.map((reason) => ({ ...reason })) },
      run: runFacts(entry),
      findings: spec.findings.map(({ rule, severity, message, place }) =>
        withoutUndefined({ rule, severity, message, line: place?.line }),
      ),
    });
  },
});

function describe({ spec, status, archived, unmerged }: SpecEntry) {
  const { type, status: stored, ...fields } = spec.frontmatter;
  return {
    id: spec.id,
    title: spec.title ?? "",
    status,
    type,
    ...(archived ? { archived } : {}),
    ...(unmerged ? { unmerged } : {}),
    ...(stored === status ? {} : { stored_status: stored }),
    ...fields,
    ...spec.unknown,
  };
}

function runFacts({ run, cut_off }: SpecEntry) {
  if (run === undefined) return undefined;
  const { attempt, phase, started_at, branch, target, worktree, provider, model, agent, supervisor } = run;
  return withoutUndefined({
    ...{ attempt, phase, started_at, branch, target, worktree, provider, model },
    cut_off,
    agent_pid: agent?.pid,
    supervisor_pid: supervisor.pid,
  });
}
