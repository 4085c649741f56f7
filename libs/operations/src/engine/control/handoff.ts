import { join } from "node:path";
import { replaceOwnFile } from "@chant/core/store";
import type { Project } from "../../kernel/project.ts";
import { readBranchCriteria } from "../attempts/branch-criteria.ts";
import { toSpecRow } from "../specs/spec-row.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { timestamp, type SpecSet } from "../specs/specs.ts";
import { briefCounts, countStatuses } from "../specs/status-counts.ts";
import type { PausedSpec } from "./stopped-specs.ts";
import { oneLine } from "../one-line.ts";

export interface Handoff {
  readonly project: Project;
  readonly set: SpecSet;
  readonly paused: readonly PausedSpec[];
  readonly at: Date;
}

/** Writes down where things stand, for whoever goes on: the counts, what was stopped, what was decided, what to type. */
export async function writeHandoff(handoff: Handoff): Promise<string> {
  const { set, at } = handoff;
  const rows = set.active.map((entry) => toSpecRow(set, entry));
  const ready = rows.filter((row) => row.ready);
  const parts = [
    `# Handoff\n\nStopped at ${timestamp(at)}.\n`,
    `## Progress\n\n${briefCounts(countStatuses(rows))}\n`,
    `## In progress\n\n${(await describePaused(handoff)) || "Nothing was in progress.\n"}`,
    `## Decisions\n\n${describeDecisions(set) || "None.\n"}`,
    `## Next\n\n${nextLines(handoff, ready.length).join("")}`,
  ];
  const path = handoffPath(handoff.project);
  await replaceOwnFile(path, parts.join("\n"));
  return path;
}

/** Where the note to whoever goes on lies. */
function handoffPath({ runtime }: Project): string {
  return join(runtime.dir, "HANDOFF.md");
}

async function describePaused({ project, paused }: Handoff): Promise<string> {
  const parts = await Promise.all(paused.map((one) => describeOne(project, one)));
  return parts.join("\n");
}

async function describeOne(project: Project, { entry, record }: PausedSpec): Promise<string> {
  const head = `### ${entry.id}: ${oneLine(entry.title ?? "(untitled)")}\n\n`;
  if (record === undefined) return `${head}- no run of it is known on this machine\n`;
  const criteria = await readBranchCriteria(await project.repository(), record);
  const facts = [
    `- attempt: ${record.attempt}, ${record.provider}${record.model === undefined ? "" : ` with ${record.model}`}`,
    `- branch: ${record.branch}`,
    `- worktree: ${record.worktree ?? "none"}`,
    `- commits: ${record.commits.length}`,
    ...(criteria?.ticked ?? []).map((text) => `- done: ${oneLine(text)}`),
    ...(criteria?.open ?? []).map((text) => `- open: ${oneLine(text)}`),
  ];
  return `${head}${facts.join("\n")}\n`;
}

/** Of all completed specs only the latest are read for what was waived. */
const latest = 20;

function describeDecisions(set: SpecSet): string {
  const completed = set.active.filter(
    ({ status, completed_at }) => status === "completed" && completed_at !== undefined,
  );
  const recent = completed.sort((a, b) => ((a.completed_at ?? "") < (b.completed_at ?? "") ? 1 : -1)).slice(0, latest);
  const waiting = set.active.filter(({ status }) => status === "needs_attention");
  return [...waiting.map(reasonOf), ...recent.flatMap(waiversOf)].join("");
}

function reasonOf({ id, spec }: SpecEntry): string {
  return `- ${id} needs attention: ${oneLine(spec().frontmatter.reason ?? "no reason is recorded")}\n`;
}

function waiversOf({ id, spec }: SpecEntry): string[] {
  const { waivers = [] } = spec().frontmatter;
  return waivers.map(({ gate, by, reason }) => `- ${id}: ${oneLine(`${gate} was waived by ${by}: ${reason}`)}\n`);
}

function nextLines({ paused }: Handoff, ready: number): string[] {
  return [
    "- `chant resume --all` puts what was stopped back in the queue; with `--work` it goes on at once\n",
    ...paused.map(({ entry }) => `- \`chant resume ${entry.id} --work\`\n`),
    ...(ready > 0 ? [`- \`chant ready\` lists ${ready} more\n`] : []),
  ];
}
