import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { expectNothingLeft, reachable, stateOf, survivors } from "./invariants.ts";
import { cutOff, failed, relativeTo, userState } from "./left-behind.ts";
import { filesIn, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Item {
  readonly kind: string;
  readonly path?: string;
  readonly branch?: string;
  readonly spec_id?: string;
  readonly reason: string;
  readonly backup_ref?: string;
}

interface Cleanup {
  readonly results: readonly Item[];
  readonly kept: readonly Item[];
  readonly bytes: number;
}

async function cleanup(repo: Scratch, ...flags: string[]): Promise<Cleanup> {
  return (await repo.json<{ data: Cleanup }>("cleanup", "--yes", ...flags)).data;
}

test("W2: cleanup takes what is chant's, dead and nowhere else needed, and nothing else", async () => {
  const repo = await scratch();
  const { id: dead, worktree: deadTree } = await failed(repo, "Given up");
  const { id: open, worktree: openTree } = await failed(repo, "To be resumed");
  const { worktree: lockedTree } = await failed(repo, "Locked");
  const { id: inUse, worktree: usedTree } = await failed(repo, "Stood in");
  for (const tree of [deadTree, openTree, lockedTree, usedTree])
    await repo.write(join("..", relativeTo(repo, tree), "late.txt"), "late\n");
  await repo.git("worktree", "lock", lockedTree);
  for (const id of [dead, inUse]) expect((await repo.chant("cancel", id, "--skip-checks", "--yes")).code).toBe(0);
  const mine = join(repo.base, "mine");
  await repo.git("worktree", "add", "-q", "-b", "chant/my-own", mine);
  await repo.git("branch", "chant/also-mine");
  const foreign = join(repo.base, "tmp", "chant-somebody");
  await repo.write(join("..", "tmp", "chant-somebody", "a.txt"), "a\n");
  const standing = execa("sleep", ["600"], { cwd: usedTree, reject: false });
  const unchanged = await userState(repo);
  const commits = await reachable(repo);

  const planned = (await repo.json<{ data: Cleanup }>("cleanup", "--dry-run")).data;
  const { results, kept, bytes } = await cleanup(repo);
  standing.kill("SIGKILL");

  expect(planned.results.map(({ path }) => path)).toEqual([deadTree]);
  expect(results).toMatchObject([{ kind: "worktree", path: deadTree, spec_id: dead }]);
  expect(results[0]?.reason).toContain("1 uncommitted file");
  expect(bytes).toBeGreaterThan(0);
  const why = new Map(kept.map(({ path, branch, reason }) => [path ?? branch, reason]));
  expect(why.get(openTree)).toContain(`chant resume ${open} --work`);
  expect(why.get(lockedTree)).toContain("git worktree lock");
  expect(why.get(usedTree)).toContain("stands in it");
  expect(await repo.worktrees()).toEqual([openTree, lockedTree, usedTree, mine].sort());
  expect(await filesIn(foreign)).toEqual(["a.txt"]);
  expect(await repo.git("show", `chant/${dead}:late.txt`)).toBe("late\n");
  expect(await repo.git("branch", "--list", "chant/*mine")).toMatch(/also-mine[\s\S]*/);
  for (const commit of commits) expect(await reachable(repo)).toContain(commit);
  await unchanged();
});

test("W4: git's refusal to remove a worktree stands, and keeps nothing else from going", async () => {
  const repo = await scratch();
  const { id, worktree } = await failed(repo, "Given up");
  await repo.chant("cancel", id, "--skip-checks", "--yes");
  await rm(join(worktree, ".git"));
  await repo.write(".chant/processes/2020-01-01-001-abc-1/prompt.md", "old\n");
  const { results, kept } = await cleanup(repo);
  expect(results).toMatchObject([{ kind: "run_files" }]);
  expect(kept).toMatchObject([{ path: worktree, reason: expect.stringContaining("git has lost it") as unknown }]);
  expect(await filesIn(worktree)).toContain("half-done.txt");
});

test("W20: a worktree whose folder is gone is forgotten, and no other that git could prune", async () => {
  const repo = await scratch();
  const { id, worktree } = await failed(repo, "Vanished");
  const mine = join(repo.base, "mine");
  await repo.git("worktree", "add", "-q", mine);
  await Promise.all([worktree, mine].map((path) => rm(path, { recursive: true })));

  const shown = await repo.chant("worktree", "status");
  expect(shown.stdout).toContain(`${worktree} [prunable]`);
  expect(shown.stdout).toContain("1 prunable worktree: chant cleanup");
  expect((await cleanup(repo)).results).toMatchObject([{ path: worktree, reason: "its folder is gone" }]);

  expect(await repo.worktrees()).toEqual([mine]);
  await repo.agent("commit-spec-ticked");
  expect(await repo.result("resume", id, "--work")).toMatchObject({ outcome: "completed", merged: true });
});

test("cleanup --worktrees makes room, and resume goes on from the branch", async () => {
  const repo = await scratch();
  const { id, worktree } = await failed(repo, "Later");
  expect((await cleanup(repo)).results).toEqual([]);
  expect((await cleanup(repo, "--worktrees")).results).toMatchObject([{ path: worktree }]);
  expect(await repo.worktrees()).toEqual([]);
  expect((await cleanup(repo, "--worktrees")).results).toEqual([]);
  await repo.agent("commit-spec-ticked");
  expect(await repo.result("resume", id, "--work")).toMatchObject({ outcome: "completed", merged: true });
  expect(await repo.read("half-done.txt")).toBe("half\n");
  await expectNothingLeft(repo);
});

test("cleanup removes merged branches at once, and others of dead specs when their time is over, kept under a backup ref", async () => {
  const repo = await scratch();
  const { id } = await failed(repo, "Given up");
  await repo.chant("cancel", id, "--skip-checks", "--yes");
  await cleanup(repo);
  const tip = (await repo.git("rev-parse", `chant/${id}`)).trim();
  expect((await cleanup(repo)).kept).toMatchObject([
    { branch: `chant/${id}`, reason: expect.stringContaining("30d") as unknown },
  ]);
  await repo.configure("lifecycle", "branches:", "  retain_unmerged: 0s");
  const [removed] = (await cleanup(repo)).results;
  expect(removed).toMatchObject({ kind: "branch", branch: `chant/${id}` });
  expect((await repo.git("rev-parse", removed?.backup_ref ?? "")).trim()).toBe(tip);
  expect(await repo.git("for-each-ref", "--format=%(refname)", "refs/heads")).toBe("refs/heads/main\n");
});

test("cleanup leaves what is cut off to recover, and what lives alone", async () => {
  const repo = await scratch();
  const id = await cutOff(repo, { agent: true });
  const before = await stateOf(repo);
  const { results, kept } = await cleanup(repo, "--worktrees");
  expect(results).toEqual([]);
  expect(kept).toMatchObject([{ spec_id: id, reason: expect.stringContaining("chant recover") as unknown }]);
  expect(await stateOf(repo)).toEqual(before);
  expect(await survivors(repo)).not.toEqual([]);
});

test("cleanup asks for --yes where nobody is there to be asked, and a plan needs none", async () => {
  const repo = await scratch();
  const refused = await repo.chant("cleanup");
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("chant cleanup --yes")]);
  expect(await repo.chant("cleanup", "--dry-run")).toMatchObject({ code: 0, stdout: "Nothing to clean up.\n" });
});

test("W5: worktrees are found with a project name, a root and a prefix of their own, from below and from inside a worktree", async () => {
  const repo = await scratch({ initFlags: ["--name", "Shop & more"] });
  const root = join(repo.base, "trees");
  await repo.configure("worktree", `root: ${root}`);
  await repo.configure("defaults", "branch_prefix: bots/");
  const { id, worktree } = await failed(repo, "Anywhere");
  expect(worktree.startsWith(root)).toBe(true);
  await repo.write("below/a.txt", "a\n");
  for (const cwd of [join(repo.root, "below"), worktree]) {
    const status = await repo.chantWith({ cwd }, "worktree", "status", "--json");
    const { data } = JSON.parse(status.stdout) as { data: { worktrees: unknown[] } };
    expect(data.worktrees).toMatchObject([{ path: worktree, branch: `bots/${id}`, spec_id: id, status: "failed" }]);
    const seen = await repo.chantWith({ cwd }, "diagnose", id, "--json");
    expect(seen.stdout).toContain(worktree);
  }
  const { kept } = await cleanup(repo);
  expect(kept).toMatchObject([{ path: worktree }]);
});

test("W2: a commit that nothing but a detached worktree has is kept under a backup ref, also when its folder is gone", async () => {
  const repo = await scratch();
  for (const gone of [false, true]) {
    const { id, worktree } = await failed(repo, "Beside its branch");
    expect((await repo.chant("cancel", id, "--skip-checks", "--yes")).code).toBe(0);
    await repo.git("-C", worktree, "checkout", "-q", "--detach");
    await repo.git("-C", worktree, "commit", "-q", "--allow-empty", "-m", "beside");
    const commit = await repo.git("-C", worktree, "rev-parse", "HEAD");
    if (gone) await rm(worktree, { recursive: true });
    const removed = (await cleanup(repo)).results.find(({ path }) => path === worktree);
    expect(await repo.git("rev-parse", removed?.backup_ref ?? "none")).toBe(commit);
    expect(await repo.worktrees()).toEqual([]);
  }
});
