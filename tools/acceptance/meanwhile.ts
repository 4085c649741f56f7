import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { survivors } from "./invariants.ts";
import { toResult, type Scratch, type SpecResult } from "./create-scratch.ts";

/** An agent that gives the README a title of its own. */
export const editReadme = ["echo '# Greetings' > README.md", "tick", "git add -A", "commit 'new title'"];

/** Lines for an agent, or for anything else of a run: says that it is there. */
export function saysStarted(repo: Scratch): string {
  return `: > '${join(repo.base, "go.started")}'`;
}

/** Waits until somebody said so. */
export async function untilStarted(repo: Scratch): Promise<void> {
  await expect.poll(() => repo.read("../go.started").catch(() => undefined), { timeout: 60_000 }).toBeDefined();
}

/** Ends every process of the scratch repository after the test, also when it failed. */
export function endSurvivors(repo: Scratch): void {
  onTestFinished(() => killSurvivors(repo));
}

/**
 * Kills them now, as a power cut would: none lives to see another one die. The order of their numbers says nothing of who
 * started whom.
 */
export async function killSurvivors(repo: Scratch): Promise<void> {
  const stopped = new Set<number>();
  for (let found = await pidsOf(repo); found.some((pid) => !stopped.has(pid)); found = await pidsOf(repo))
    for (const pid of found) {
      signal(pid, "SIGSTOP");
      stopped.add(pid);
    }
  for (const pid of stopped) signal(pid, "SIGKILL");
  await expect.poll(() => survivors(repo), { timeout: 60_000 }).toEqual([]);
}

async function pidsOf(repo: Scratch): Promise<number[]> {
  return (await survivors(repo)).map((line) => Number.parseInt(line));
}

/** One that is gone by itself is fine. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Works a spec with `editReadme`, does something while the agent waits, and gives what came out. */
export async function workMeanwhile(repo: Scratch, id: string, meanwhile: () => Promise<unknown>): Promise<SpecResult> {
  const go = join(repo.base, "go");
  await repo.agentScript(saysStarted(repo), `while [ ! -e '${go}' ]; do sleep 0.05; done`, ...editReadme);
  endSurvivors(repo);
  const run = repo.start({}, "work", id, "--json");
  await untilStarted(repo);
  await meanwhile();
  await writeFile(go, "");
  const { exitCode, stdout, stderr } = await run;
  return toResult({ code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) });
}
