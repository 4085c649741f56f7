import { isChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import { joinReports, reportStatus, statusReport, type StatusReport } from "./engine/specs/status-report.ts";
import { briefCounts, statusCounts } from "./engine/specs/status-counts.ts";
import { runWorktree } from "./engine/attempts/worktree-row.ts";

const size = z.object({ name: z.string(), path: z.string(), bytes: z.number(), files: z.number(), whole: z.boolean() });

/** Tells how all specs stand: how many, what goes on, what needs somebody, what could be worked. */
export const status = defineOperation({
  name: "status",
  summary: "Show how all specs stand",
  effect: "read",
  input: z.object({
    brief: z.boolean().default(false).describe("One line of numbers"),
    global: z.boolean().default(false).describe("All repositories of the config"),
    repo: z.string().optional().describe("One repository: its name in the config, or its folder"),
    disk: z.boolean().default(false).describe("Also what chant's folders take"),
    worktrees: z.boolean().default(false).describe("Also the worktrees of runs"),
  }),
  output: z.object({
    ...statusReport,
    brief: z.string().optional(),
    repositories: z.array(z.object({ name: z.string().optional(), path: z.string(), counts: statusCounts })).optional(),
    agent: z
      .object({ provider: z.string(), permission: z.enum(["full", "edits"]) })
      .optional()
      .describe("Which agent works, and what it may do in its worktree"),
    disk: z.array(size).optional(),
    worktrees: z.array(runWorktree).optional(),
  }),
  async run(input, context) {
    const elsewhere = input.global || input.repo !== undefined;
    const report = elsewhere
      ? await reportRepos(input, context)
      : await reportStatus(await context.place(), context.now());
    if (input.brief) return { ...report, brief: briefCounts(report.counts) };
    const agent = elsewhere ? undefined : await readAgent(context);
    return {
      ...report,
      ...(agent !== undefined && { agent }),
      ...(input.disk && { disk: await readSizes(context) }),
      ...(input.worktrees && { worktrees: await readWorktrees(context) }),
    };
  },
});

async function reportRepos(input: { readonly repo?: string | undefined }, context: Context) {
  const { openRepos } = await import("./engine/specs/repos.ts");
  const reports: { name: string | undefined; path: string; report: StatusReport }[] = [];
  for (const { name, path, place } of await openRepos(context, input)) {
    reports.push({ name, path, report: await reportStatus(place, context.now()) });
  }
  const repositories = reports.map(({ name, path, report: { counts } }) => ({
    ...(name !== undefined && { name }),
    path,
    counts,
  }));
  return { ...joinReports(reports), repositories };
}

/** A config that cannot be read hides no specs. */
async function readAgent(context: Context) {
  try {
    const { agent, defaults } = (await context.project()).config;
    return { provider: agent.provider ?? defaults.provider, permission: agent.permission };
  } catch (error) {
    if (!isChantError(error) || !error.code.startsWith("CONFIG_")) throw error;
    context.report({ type: "warning", message: error.message });
    return undefined;
  }
}

async function readSizes(context: Context) {
  const [{ folderSize }, { worktreeFolder }, project] = await Promise.all([
    import("./engine/attempts/folder-size.ts"),
    import("./engine/attempts/run-worktrees.ts"),
    context.project(),
  ]);
  const { specs, archive, prompts } = project.paths;
  const { logs, processes, store } = project.runtime;
  const worktrees = await worktreeFolder(project);
  const folders = Object.entries({ specs, archive, prompts, logs, processes, store, worktrees });
  return Promise.all(folders.map(async ([name, path]) => ({ name, path, ...(await folderSize(path)) })));
}

async function readWorktrees(context: Context) {
  const { listRunWorktrees } = await import("./engine/attempts/run-worktrees.ts");
  return listRunWorktrees(await context.project());
}
