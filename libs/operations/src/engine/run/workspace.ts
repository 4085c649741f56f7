import { randomBytes } from "node:crypto";
import { cp, mkdir, symlink } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { ChantError } from "@chant/core/errors";
import { runCommand } from "../command.ts";
import { watchIntent } from "../control/intent.ts";
import type { Project } from "../../kernel/project.ts";
import type { Run } from "./run.ts";
import { pathExists } from "../path-exists.ts";

/** A fresh path for a spec's worktree, outside the repository: other tools never pick it up there. */
export async function worktreePath(project: Project, specId: string): Promise<string> {
  const root = project.config.worktree.root ?? join(await project.stateDir(), "worktrees");
  return join(root, `${specId}-${randomBytes(3).toString("hex")}`);
}

/**
 * Makes a worktree usable as `worktree.setup` says: copies and links files of the checkout, runs commands. Gives the
 * paths it brought. Throws EXEC_SETUP_FAILED, and the reason of an interrupt.
 */
export async function setUpWorktree(run: Run): Promise<readonly string[]> {
  const { copy, link, run: commands, timeout_s: timeout } = run.project.config.worktree.setup;
  const [from, to] = [run.repository.root, run.record.worktree as string];
  const brought = [...copy, ...link];
  for (const path of brought) await bring({ from, to, path, linked: link.includes(path) });
  for (const command of commands) await runSetup(run, { command, cwd: to, timeout });
  return brought;
}

async function bring(request: { from: string; to: string; path: string; linked: boolean }): Promise<void> {
  const { path, linked } = request;
  const [source, target] = [join(request.from, path), join(request.to, path)];
  requireInside(request.from, { source, path });
  if (await pathExists(target)) return;
  if (!(await pathExists(source))) {
    const message = `worktree.setup names ${path}, which is not in the checkout.`;
    throw new ChantError("EXEC_SETUP_FAILED", message, { fix: "chant config --validate", details: { path } });
  }
  await mkdir(dirname(target), { recursive: true });
  await (linked ? symlink(source, target) : cp(source, target, { recursive: true }));
}

/** A config that came with a clone must neither read nor write beside the checkout. Throws EXEC_SETUP_FAILED. */
function requireInside(top: string, { source, path }: { source: string; path: string }): void {
  const inside = relative(top, source);
  if (inside !== "" && inside.split(sep)[0] !== "..") return;
  const message = `worktree.setup names ${path}, which is not inside the checkout.`;
  throw new ChantError("EXEC_SETUP_FAILED", message, { fix: "chant config --validate", details: { path } });
}

async function runSetup(run: Run, request: { command: string; cwd: string; timeout: number }): Promise<void> {
  const { command, cwd, timeout } = request;
  const { env } = run.context;
  run.context.report({ type: "phase", spec_id: run.record.spec_id, phase: "setup", message: `Setup: ${command}` });
  const result = await whileWanted(run, (signal) =>
    runCommand({ command, cwd, env, signal, timeoutMs: timeout * 1000 }),
  );
  if (result.exit_code === 0) return;
  const how = result.timed_out ? `took longer than ${timeout} s` : `exited with code ${result.exit_code}`;
  const details = { command, output: result.output };
  throw new ChantError("EXEC_SETUP_FAILED", `The setup command "${command}" ${how}: ${result.output.slice(-300)}`, {
    details,
  });
}

/** Does something that ends when the user interrupts or somebody wants the run to stop. Throws EXEC_PAUSED for the latter. */
export async function whileWanted<T>(run: Run, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const asked = new AbortController();
  const unwatch = watchIntent(run.project.runtime, run.record, (intent) => {
    const message = `Somebody asked for ${intent} while the commands of ${run.record.spec_id} ran.`;
    asked.abort(new ChantError("EXEC_PAUSED", message, { fix: `chant work ${run.record.spec_id}` }));
  });
  try {
    return await act(AbortSignal.any([run.context.signal, asked.signal]));
  } finally {
    unwatch();
  }
}
