import { expect } from "vitest";
import { endSurvivors, killSurvivors, saysStarted, untilStarted } from "./meanwhile.ts";
import type { Scratch } from "./create-scratch.ts";

/** Staged and unstaged edits, a new file and a stash of the user's, and what they look like. */
export async function userState(repo: Scratch): Promise<() => Promise<void>> {
  await repo.write("mine.txt", "one\n");
  await repo.git("add", "mine.txt");
  await repo.git("commit", "-qm", "mine", "--", "mine.txt");
  await repo.write("mine.txt", "stashed\n");
  await repo.git("stash");
  await repo.write("mine.txt", "two\n");
  await repo.git("add", "mine.txt");
  await repo.write("mine.txt", "three\n");
  await repo.write("new.txt", "new\n");
  const look = async () => [
    ...(await Promise.all(["mine.txt", "new.txt"].map(repo.read))),
    ...[await repo.git("diff", "--cached"), await repo.git("diff"), await repo.git("stash", "list")],
    ...[await repo.git("symbolic-ref", "HEAD"), await repo.git("status", "--porcelain")],
  ];
  const before = await look();
  return async () => expect(await look()).toEqual(before);
}

/** A run that failed and left one commit and one file that is not committed. */
export async function failed(repo: Scratch, title: string): Promise<{ id: string; worktree: string }> {
  await repo.agentScript("change; git add -A; commit work", "echo half > half-done.txt", "exit 1");
  const id = await repo.spec(title);
  const ran = await repo.result("work", id);
  expect(ran).toMatchObject({ outcome: "failed" });
  return { id, worktree: ran.worktree as string };
}

/** A supervisor killed while its agent works; with `agent: false` the agent is killed too. */
export async function cutOff(repo: Scratch, { agent }: { agent: boolean }): Promise<string> {
  await repo.agentScript("echo half > half-done.txt", saysStarted(repo), "while :; do sleep 0.05; done");
  const id = await repo.spec("Cut off");
  endSurvivors(repo);
  const run = repo.start({}, "work", id);
  await untilStarted(repo);
  run.kill("SIGKILL");
  await run;
  if (!agent) await killSurvivors(repo);
  return id;
}

/** A path below the folder around the repository. */
export function relativeTo(repo: Scratch, path: string): string {
  return path.slice(repo.base.length + 1);
}
