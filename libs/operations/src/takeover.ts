import { readFile, stat } from "node:fs/promises";
import { replaceSection } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { keepApproval } from "./engine/approvals/keep-approval.ts";
import { attemptFacts, gatherAttemptFacts, type AttemptFacts } from "./engine/attempts/attempt-facts.ts";
import { changeStatus } from "./engine/edit/change-status.ts";
import { editSpecs, whyUntouchable } from "./engine/edit/edit-specs.ts";
import { interruptRun } from "./engine/control/interrupt-run.ts";
import {
  amendSettledRecord,
  findLatestRecord,
  findLiveRecord,
  readSettledRecord,
  runPaths,
  type RunRecord,
} from "./engine/run/run-record.ts";
import { withoutUndefined } from "./engine/run/run-result.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs, timestamp } from "./engine/specs/specs.ts";
import { analysisOf, suggestionOf, takeoverSection } from "./engine/attempts/takeover-analysis.ts";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Stops the agent of a spec and tells whoever goes on by hand how far it came, in the spec as well. */
export const takeover = defineOperation({
  name: "takeover",
  summary: "Stop the agent of a spec, tell how far it came, and go on by hand",
  effect: "write",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    force: z.boolean().default(false).describe("Also when nobody works on it: tell how far its last run came"),
  }),
  output: z.object({
    spec_id: z.string(),
    status: z.string(),
    spec: z.string().describe("The text of the spec, with the analysis in it"),
    analysis: z.string(),
    log_tail: z.string(),
    suggestion: z.string(),
    worktree_path: z.string().nullable().describe("Where the work goes on; null when there is none"),
    branch: z.string().optional(),
    facts: attemptFacts.optional().describe("What the analysis comes from"),
  }),
  async run({ id: query, force }, context) {
    const where = { project: await context.project(), context };
    const { id, status } = await findSpec({ ...where, set: await loadSpecs(where.project) }, query);
    const stopped = await interruptRun(where, id, "takeover");
    if (stopped === undefined && status !== "in_progress" && !force) throw notRunning(id, status);
    const entry = await pauseStale(where, (await loadSpecs(where.project)).find(id) as SpecEntry);
    const record = await findRecord(where, id);
    const worktree = await findWorktree(record);
    const facts = record && (await gatherAttemptFacts(where.project, record));
    const suggestion = suggestionOf(facts, { id, status: entry.status, worktree });
    if (facts !== undefined && entry.status !== "completed") await leaveTrace(where, entry, { facts, suggestion });
    return withoutUndefined({
      ...{ spec_id: id, status: entry.status, spec: await readFile(entry.path, "utf8") },
      ...{ analysis: analysisOf(facts), suggestion },
      log_tail: record === undefined ? "" : await readTail(where.project, record),
      ...{ worktree_path: worktree ?? null, branch: record?.branch, facts },
    });
  },
});

function notRunning(id: string, status: string): ChantError {
  const message = `Nobody is working on ${id}, which is ${status.replace("_", " ")}.`;
  return new ChantError("STATE_NO_RUN", message, {
    fix: `chant takeover ${id} --force`,
    details: { spec_id: id, status },
  });
}

/** A spec that only says that it is in progress, and on which nobody works. */
async function pauseStale(where: Where, entry: SpecEntry): Promise<SpecEntry> {
  if (entry.status !== "in_progress" || entry.run !== undefined) return entry;
  await changeStatus({ ...where, entry, to: "paused", trigger: "pause" });
  return { ...entry, status: "paused" };
}

/** The last attempt: one that waits for its merge is not settled. */
async function findRecord({ project: { runtime } }: Where, id: string): Promise<RunRecord | undefined> {
  return (await findLiveRecord(runtime, id)) ?? findLatestRecord(runtime, id);
}

async function findWorktree(record: RunRecord | undefined): Promise<string | undefined> {
  const path = record?.worktree;
  return path !== undefined && (await stat(path).catch(() => undefined))?.isDirectory() ? path : undefined;
}

interface Told {
  readonly facts: AttemptFacts;
  readonly suggestion: string;
}

/** In the record and in the spec. The answer counts more: a spec that must not be edited now only costs a warning. */
async function leaveTrace({ project, context }: Where, entry: SpecEntry, { facts, suggestion }: Told): Promise<void> {
  const at = timestamp(context.now());
  const record = await readSettledRecord(project.runtime, { spec_id: entry.id, attempt: facts.attempt });
  if (record !== undefined) await amendSettledRecord(project.runtime, { ...record, taken_over_at: at });
  const why = whyUntouchable(entry);
  if (why !== undefined) {
    return context.report({
      type: "warning",
      spec_id: entry.id,
      message: `The analysis is not in ${entry.id}: ${why}.`,
    });
  }
  const section = takeoverSection(facts, { at, suggestion });
  await editSpecs({
    ...{ project, context, entries: [entry] },
    edit: (spec) => keepApproval(spec, replaceSection(spec, "Takeover Analysis", section)),
    subject: ([id = entry.id]) => `take over ${id}`,
    trailers: { "Chant-Spec": entry.id },
  });
}

const tailLines = 20;

async function readTail(project: Project, record: RunRecord): Promise<string> {
  const text = await readFile(runPaths(project.runtime, record).text_log, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-tailLines).join("\n");
}
