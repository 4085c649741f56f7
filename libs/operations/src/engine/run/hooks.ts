import { ChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { runCommand, type CommandResult } from "../command.ts";
import { hookCommands, type HookCommand, type HookEvent } from "./hook-commands.ts";
import { toRunResult, type RunResult } from "./run-result.ts";
import type { RunRecord } from "./run-record.ts";
import type { Run } from "./run.ts";
import { isTrusted } from "./trust.ts";

interface Start {
  readonly project: Project;
  readonly context: Context;
  /** As it will be written when nothing refuses the run. */
  readonly record: RunRecord;
}

/**
 * Calls the hooks that a run may be refused by, one after the other; gives whether there were any. Throws HOOK_FAILED at
 * the first that does not end well.
 */
export async function callBeforeWork({ project, context, record }: Start): Promise<boolean> {
  const commands = hookCommands(project.config.hooks, ["before_work"]);
  for (const hook of commands) {
    const { spec_id, title, attempt, branch, status_before: status } = record;
    const told = { event: hook.event, spec_id, title, status, attempt, branch, commits: [] };
    const result = await call({ project, context, signal: context.signal }, hook, told);
    const problem = problemOf(project, hook, result);
    if (problem === undefined) continue;
    const details = { event: hook.event, command: hook.command, output: result.output };
    throw new ChantError("HOOK_FAILED", `${spec_id} was not started: ${problem}`, { fix: "chant config", details });
  }
  return commands.length > 0;
}

const byOutcome: Readonly<Record<RunResult["outcome"], readonly HookEvent[]>> = {
  completed: ["on_completed"],
  failed: ["on_failure"],
  needs_attention: ["on_needs_attention"],
  paused: ["on_paused"],
  pending: [],
  running: [],
  unchanged: [],
};

/** Why a run ended before its agent was started; its spec is as it was. */
export interface Undone {
  readonly reason: string;
  readonly message: string;
}

/**
 * Calls what is to be called at the end of a run and was not called yet. It is written down before it is called, so it is
 * never called twice. A run has its outcome whatever its hooks do: what goes wrong here is a warning.
 */
export async function callEndHooks(run: Run, undone?: Undone): Promise<void> {
  const { project, context, record } = run;
  const told: RunResult = toRunResult(project, record);
  const result: RunResult = undone === undefined ? told : { ...told, ...undone, outcome: "unchanged" };
  const events: readonly HookEvent[] = ["after_work", ...byOutcome[result.outcome]];
  const due = hookCommands(project.config.hooks, events).filter(({ key }) => !record.hooks_called?.includes(key));
  if (due.length === 0) return;
  if (!(await isTrusted(await project.stateDir()))) {
    const message = "Hooks are not called: nobody on this machine has trusted the config; chant config trust does.";
    return context.report({ type: "warning", spec_id: record.spec_id, message });
  }
  for (const hook of due) {
    await run.update({ hooks_called: [...(run.record.hooks_called ?? []), hook.key] });
    await callOne(run, hook, { ...documentOf(run.record, result), event: hook.event });
  }
}

async function callOne({ project, context, record }: Run, hook: HookCommand, told: HookDocument): Promise<void> {
  // The second interrupt ends a hook that is running; one that is due after it is called all the same.
  const signal = context.kill.aborted ? new AbortController().signal : context.kill;
  const problem = await call({ project, context, signal }, hook, told).then(
    (result) => problemOf(project, hook, result),
    (error: unknown) => `hook ${hook.event} "${hook.command}" could not be called: ${String(error)}`,
  );
  if (problem === undefined) return;
  context.report({ type: "warning", spec_id: record.spec_id, message: `${record.spec_id}: ${problem}` });
}

/** What a hook reads on its standard input. */
interface HookDocument {
  readonly event: HookEvent;
  readonly spec_id: string;
  readonly title: string | undefined;
  /** The spec's status now. */
  readonly status: string;
  readonly attempt: number | undefined;
  readonly branch: string | undefined;
  readonly outcome?: string | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly worktree?: string | undefined;
  readonly log?: string | undefined;
  readonly cost?: number | undefined;
  readonly model?: string | undefined;
  readonly merged?: boolean | undefined;
  readonly commits: readonly string[];
}

function documentOf(record: RunRecord, result: RunResult): Omit<HookDocument, "event"> {
  const { spec_id, title, attempt, branch, status_before } = record;
  const { outcome, reason, message, worktree, log, cost, model, merged, commits } = result;
  const status = outcome === "unchanged" ? status_before : outcome;
  return {
    ...{ spec_id, title, attempt, branch, status, outcome, reason, message },
    ...{ worktree, log, cost, model, merged, commits },
  };
}

interface Place extends Pick<Start, "project" | "context"> {
  readonly signal: AbortSignal;
}

/** Nothing of a spec is part of the command line: it is in the document, and in variables. */
function call({ project, context, signal }: Place, hook: HookCommand, told: HookDocument): Promise<CommandResult> {
  return runCommand({
    command: hook.command,
    cwd: project.root,
    env: { ...context.env, ...variablesOf(told) },
    input: `${JSON.stringify(told)}\n`,
    timeoutMs: project.config.hooks.timeout_seconds * 1000,
    signal,
  });
}

/** A variable may not hold a NUL, and the system bounds its length. */
function variablesOf(told: HookDocument): Record<string, string> {
  const named = {
    CHANT_EVENT: told.event,
    CHANT_SPEC_ID: told.spec_id,
    CHANT_TITLE: told.title,
    CHANT_STATUS: told.status,
    CHANT_OUTCOME: told.outcome,
    CHANT_REASON: told.reason,
    CHANT_MESSAGE: told.message,
    CHANT_ATTEMPT: told.attempt,
    CHANT_BRANCH: told.branch,
    CHANT_COMMITS: told.commits.join(" "),
    CHANT_COST: told.cost,
    CHANT_LOG: told.log,
    CHANT_WORKTREE_PATH: told.worktree,
  };
  const present = Object.entries(named).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, String(value).replaceAll("\0", "").slice(0, 4096)]));
}

function problemOf(project: Project, { event, command }: HookCommand, result: CommandResult): string | undefined {
  if (result.exit_code === 0) return undefined;
  const seconds = project.config.hooks.timeout_seconds;
  const how = result.timed_out ? `took longer than ${seconds} s` : `exited with code ${result.exit_code}`;
  const said = result.output.trim().slice(-300);
  return `hook ${event} "${command}" ${how}${said === "" ? "." : `: ${said}`}`;
}

/** How long the hooks at the end of a run may take in all. */
export function endHooksMs({ config: { hooks } }: Project): number {
  const each = hookCommands(hooks).filter(({ event }) => event !== "before_work");
  return each.length * hooks.timeout_seconds * 1000;
}
