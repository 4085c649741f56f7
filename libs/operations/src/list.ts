import { compareIds, specTypes, statuses, type Spec } from "@chant/core";
import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { loadSpecs, type SpecEntry, type SpecSet } from "./engine/specs.ts";
import { withoutUndefined } from "./engine/run-result.ts";

const row = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(statuses),
  type: z.string(),
  labels: z.array(z.string()),
  ready: z.boolean(),
  blocked_by: z.array(z.string()),
  unmerged: z.boolean().optional().describe("Completed on its branch, which is not merged"),
  running: z
    .object({ attempt: z.number(), since: z.string(), cut_off: z.boolean().optional() })
    .optional()
    .describe("The run that is going on; cut_off: its chant process died, and recover settles it"),
  unreadable: z.string().optional().describe("Why the file cannot be read"),
  approval: z.string().optional(),
});

type Row = z.output<typeof row>;

const filters = z.object({
  ready: z.boolean().default(false).describe("Only specs that could be worked now"),
  status: z
    .array(z.enum([...statuses, "ready", "blocked"]))
    .default([])
    .describe("Only these statuses"),
  label: z.array(z.string()).default([]).describe("Only specs with one of these labels"),
  type: z.enum(specTypes).optional().describe("Only this type"),
  project: z.string().optional().describe("Only ids with this project prefix"),
  approval: z.enum(["pending", "approved", "rejected"]).optional().describe("Only this state of approval"),
  count: z.boolean().default(false).describe("Only the number"),
});

/** Lists specs as they stand, what is going on laid over what is stored. */
export const list = defineOperation({
  name: "list",
  summary: "List specs",
  effect: "read",
  tool: "chant_spec_list",
  input: filters,
  output: z.object({ specs: z.array(row), total: z.number(), unreadable: z.number() }),
  async run(input, context) {
    const set = await loadSpecs(await context.place());
    const rows = set.active.map((entry) => toRow(set, entry)).filter((one) => matches(input, one));
    rows.sort((a, b) => compareIds(a.id, b.id));
    const unreadable = rows.filter((one) => one.unreadable !== undefined).length;
    return { specs: input.count ? [] : rows, total: rows.length, unreadable };
  },
});

function toRow(set: SpecSet, { spec, status, run, unmerged, cut_off }: SpecEntry): Row {
  const { ready, reasons } = set.readinessOf(spec.id);
  const blockers = reasons.flatMap((reason) => (reason.spec === undefined ? [] : [reason.spec]));
  const { type, labels = [], approval } = spec.frontmatter;
  return withoutUndefined({
    id: spec.id,
    title: spec.title ?? "",
    status,
    type,
    labels: [...labels],
    ready,
    blocked_by: status === "pending" ? blockers : [],
    unmerged: unmerged || undefined,
    running: unmerged ? undefined : runningOf(run, cut_off),
    unreadable: whyUnreadable(spec),
    approval: approval?.required ? approval.status : undefined,
  });
}

function runningOf(run: SpecEntry["run"], cut_off = false): Row["running"] {
  return run && { attempt: run.attempt, since: run.started_at, ...(cut_off && { cut_off }) };
}

function whyUnreadable({ readable, findings }: Spec): string | undefined {
  return readable ? undefined : findings.find((one) => one.severity === "error")?.message;
}

type Filters = z.output<typeof filters>;

function matches({ ready, status, label, type, project, approval }: Filters, spec: Row): boolean {
  const views = [spec.status, ...(spec.ready ? ["ready"] : []), ...(spec.blocked_by.length > 0 ? ["blocked"] : [])];
  const wanted = [
    !ready || spec.ready,
    status.length === 0 ? spec.status !== "cancelled" : status.some((one) => views.includes(one)),
    label.length === 0 || label.some((one) => spec.labels.includes(one)),
    type === undefined || spec.type === type,
    project === undefined || spec.id.startsWith(`${project}-`),
    approval === undefined || spec.approval === approval,
  ];
  return wanted.every(Boolean);
}
