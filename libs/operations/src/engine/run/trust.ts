import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ChantError } from "@chant/core/errors";
import type { Project } from "../../kernel/project.ts";
import { hookCommands } from "./hook-commands.ts";

/** The parts of a project's config that name programs to run, as `key: value` lines. */
export function commandsInConfig(project: Project, provider: string): string[] {
  const { agent, parallel, worktree, merge, hooks } = project.config;
  const runsProgram = provider !== "claude";
  const others = parallel.agents.filter(({ command = "claude" }) => command !== "claude");
  return [
    ...(runsProgram && agent.command !== undefined ? [`agent.command: ${agent.command}`] : []),
    ...(runsProgram && agent.command === undefined ? [`provider: ${provider}`] : []),
    ...others.map(({ name, command }) => `parallel.agents.${name}: ${command}`),
    ...worktree.setup.run.map((command) => `worktree.setup.run: ${command}`),
    ...merge.checks.map((command) => `merge.checks: ${command}`),
    ...hookCommands(hooks).map(({ event, command }) => `hooks.${event}: ${command}`),
  ];
}

/** Trusts the commands that this repository's config names, on this machine. */
export async function trustProject(stateDir: string): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await writeFile(join(stateDir, "trusted"), "", { mode: 0o600 });
}

/** Whether somebody on this machine trusted this repository's config. */
export async function isTrusted(stateDir: string): Promise<boolean> {
  return stat(join(stateDir, "trusted")).then(
    () => true,
    () => false,
  );
}

/** Refuses a config that runs commands in a repository which nobody here trusted. Throws CONFIG_UNTRUSTED. */
export async function requireTrust(project: Project, provider: string): Promise<void> {
  const commands = commandsInConfig(project, provider);
  if (commands.length === 0 || (await isTrusted(await project.stateDir()))) return;
  const message = `The config of this repository runs commands that nobody on this machine has trusted: ${commands.join("; ")}.`;
  throw new ChantError("CONFIG_UNTRUSTED", message, { fix: "chant config trust", details: { commands } });
}
