import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import { filesIn, type Scratch } from "./create-scratch.ts";

/**
 * What must hold after `chant recover`, whatever died when: nothing lost, nothing half done, nobody still at it, the
 * user's checkout as it was.
 */
export async function expectSettled(repo: Scratch, id: string): Promise<"completed" | "paused" | "pending"> {
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect((await repo.git("symbolic-ref", "HEAD")).trim()).toBe("refs/heads/main");
  await expectNobodyAtIt(repo);
  expect(await repo.git("fsck", "--connectivity-only", "--no-dangling")).not.toMatch(/missing|broken/);
  const text = await repo.read(`.chant/specs/${id}.md`);
  const status = /^status: (\w+)$/m.exec(text)?.[1];
  expect(["completed", "paused", "pending"]).toContain(status);
  if (status === "completed") await expectCompleted(repo, text);
  return status as "completed" | "paused" | "pending";
}

async function expectCompleted(repo: Scratch, text: string): Promise<void> {
  const commits = [...text.matchAll(/^ {2,4}- "?([0-9a-f]{40})"?$/gm)].map((match) => match[1] as string);
  expect(commits.length).toBeGreaterThan(0);
  for (const commit of commits) await repo.git("merge-base", "--is-ancestor", commit, "main");
  expect(text).not.toContain("- [ ]");
  expect(await repo.worktrees()).toEqual([]);
}

/** After a completed and merged run: nothing of it is left but its commits. */
export async function expectNothingLeft(repo: Scratch): Promise<void> {
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.worktrees()).toEqual([]);
  expect(await repo.git("for-each-ref", "--format=%(refname)", "refs/heads")).toBe("refs/heads/main\n");
  await expectNobodyAtIt(repo);
}

/** No lock, no live record, no process. */
export async function expectNobodyAtIt(repo: Scratch): Promise<void> {
  // What a killed process had not written to its end goes with a later recover.
  const locks = (await filesIn(join(repo.root, ".chant/.locks"))).filter((name) => !name.endsWith(".tmp"));
  expect(locks).toEqual([]);
  expect(await filesIn(join(repo.root, ".chant/processes"))).toEqual([]);
  expect(await survivors(repo)).toEqual([]);
}

/** The status in the spec's file. */
export async function statusOf(repo: Scratch, id: string): Promise<string | undefined> {
  return /^status: (\w+)$/m.exec(await repo.read(`.chant/specs/${id}.md`))?.[1];
}

/** Processes of this scratch repository that still live: found by the state folder in their environment. */
export async function survivors(repo: Scratch): Promise<string[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => describe(repo, pid)));
  return found.filter((line) => line !== undefined);
}

async function describe(repo: Scratch, pid: string): Promise<string | undefined> {
  const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
  if (!environment.includes(`HOME=${repo.base}/home`)) return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  if (stat === "" || / Z /.test(stat.slice(stat.lastIndexOf(")")))) return undefined;
  return `${pid} ${(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ")}`;
}

/** Every commit that any ref of the repository reaches, backup refs included. */
export async function reachable(repo: Scratch): Promise<Set<string>> {
  return new Set((await repo.git("rev-list", "--all")).trim().split("\n"));
}

/** The whole state that a refused command must not change: files, those in `.chant` included, refs and worktrees. */
export async function stateOf(repo: Scratch): Promise<unknown> {
  const inside = (await repo.git("rev-parse", "--git-dir").catch(() => "")) !== "";
  // What is derived may be made by any command, and means nothing.
  const skipped = ["(", "-path", "*/.git/*", "-o", "-path", "*/.chant/.store*", ")", "-prune"];
  const { stdout } = await execa("find", [repo.root, ...skipped, "-o", "-type", "f", "-print"]);
  const { stdout: sums } = await execa("sha256sum", stdout.split("\n").filter(Boolean).sort(), { reject: false });
  return inside ? [sums, await repo.git("for-each-ref"), await repo.git("worktree", "list")] : [sums];
}
