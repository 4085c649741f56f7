import { criteriaOf, type Spec } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { relative } from "node:path";
import { defineOperation } from "./kernel/operation.ts";
import { withoutAgentSections } from "./engine/specs/agent-sections.ts";
import { copyAtWork } from "./engine/specs/copy-at-work.ts";
import { findSpecAnywhere } from "./engine/specs/find-anywhere.ts";
import { progressOf, type GroupProgress } from "./engine/specs/group-progress.ts";
import { specFinding } from "./engine/lint/quality.ts";
import { loadNeighbourhood } from "./engine/specs/spec-neighbourhood.ts";
import { isElsewhere, type SpecEntry } from "./engine/specs/spec-entry.ts";
import { withoutUndefined } from "./engine/run/run-result.ts";

/** Shows one spec: its fields, criteria, readiness and what is going on with it. */
export const show = defineOperation({
  name: "show",
  summary: "Show a spec",
  effect: "read",
  tool: "chant_spec_get",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short; `repo:id` for one of another repository"),
    body: z.boolean().default(false).describe("Also the body"),
    raw: z.boolean().default(false).describe("Only the body, as it is"),
    clean: z.boolean().default(false).describe("With --raw: without what earlier runs wrote into it"),
  }),
  output: z.object({
    spec: z.looseObject({ id: z.string(), title: z.string(), status: z.string(), type: z.string(), path: z.string() }),
    body: z.string().optional(),
    raw: z.boolean().optional().describe("Whether only the body was asked for"),
    members: z
      .object({
        done: z.number(),
        total: z.number(),
        members: z.array(z.object({ id: z.string(), title: z.string(), status: z.string() })),
      })
      .optional()
      .describe("Of a driver"),
    criteria: z.array(z.object({ text: z.string(), checked: z.boolean() })),
    readiness: z.object({
      ready: z.boolean(),
      reasons: z.array(z.object({ kind: z.string(), spec: z.string().optional(), message: z.string() })),
    }),
    run: z.looseObject({ attempt: z.number(), phase: z.string(), started_at: z.string() }).optional(),
    findings: z.array(specFinding),
  }),
  document: ({ raw, body }) => (raw ? body : undefined),
  async run(input, context) {
    requireRaw(input);
    const { place, specs, entry, prefix } = await findSpecAnywhere(context, input.id);
    const around = await loadNeighbourhood(specs, entry);
    const spec = await copyAtWork(entry);
    const { ready, reasons } = entry.archived ? { ready: false, reasons: [] } : around.readinessOf(entry.id);
    return withoutUndefined({
      spec: { ...describe(entry), id: prefix + entry.id, path: relative(place.root, entry.path) },
      body: bodyOf(spec, input),
      raw: input.raw || undefined,
      members: membersOf(progressOf(around)),
      criteria: criteriaOf(spec).map(({ text, checked }) => ({ text, checked })),
      readiness: { ready, reasons: reasons.map((reason) => ({ ...reason })) },
      run: runFacts(entry),
      findings: spec.findings.map(({ rule, severity, message, place: at }) =>
        withoutUndefined({ rule, severity, message, line: at?.line }),
      ),
    });
  },
});

interface Shape {
  readonly body: boolean;
  readonly raw: boolean;
  readonly clean: boolean;
}

function requireRaw({ raw, clean }: Shape): void {
  if (!clean || raw) return;
  throw new ChantError("INPUT_INVALID", "--clean is for --raw: what is shown otherwise is never cut.", {
    fix: "chant show --help",
  });
}

function bodyOf(spec: Spec, { body, raw, clean }: Shape): string | undefined {
  if (!body && !raw) return undefined;
  return clean ? withoutAgentSections(spec) : spec.body;
}

function membersOf({ done, total, members }: GroupProgress) {
  if (total === 0) return undefined;
  return { done, total, members: members.map(({ id, title, status }) => ({ id, title, status })) };
}

function describe({ status, archived, ...entry }: SpecEntry) {
  const spec = entry.spec();
  const { type, status: stored, ...fields } = spec.frontmatter;
  return {
    id: spec.id,
    title: spec.title ?? "",
    status,
    type,
    ...(archived ? { archived } : {}),
    ...(isElsewhere(entry) ? { unmerged: true } : {}),
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
