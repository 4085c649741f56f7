import { chmod, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { expectNothingLeft, stateOf, statusOf } from "./invariants.ts";
import { filesIn, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

async function gitHook(repo: Scratch, name: string, ...lines: string[]): Promise<void> {
  await repo.write(`.git/hooks/${name}`, `#!/bin/sh\n${lines.join("\n")}\n`);
  await chmod(join(repo.root, ".git/hooks", name), 0o755);
}

test("W6: the agent stands in its worktree, and every path that it is given is whole and can be read from there", async () => {
  const repo = await scratch();
  const told = join(repo.base, "told");
  await repo.agentScript(
    `pwd > '${told}'; git rev-parse --show-toplevel >> '${told}'; echo "$CHANT_SPEC_FILE" >> '${told}'`,
    `head -c 1 "$CHANT_SPEC_FILE" > /dev/null && head -c 1 "$CHANT_PROMPT_FILE" > /dev/null && echo read >> '${told}'`,
    "change; tick; git add -A; commit work",
  );
  const id = await repo.spec("Where am I");
  const ran = await repo.result("work", id, "--no-merge");
  const [folder, top, spec, read] = (await repo.read("../told")).split("\n");
  const worktree = await realpath(ran.worktree as string);
  expect([folder, top, read]).toEqual([worktree, worktree, "read"]);
  expect(spec).toBe(join(ran.worktree as string, `.chant/specs/${id}.md`));
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("W8: clones of one repository work the same spec at once, each in a folder of its own that nobody can foresee", async () => {
  const repo = await scratch();
  const id = await repo.spec("In two places");
  const clone = join(repo.base, "clone", "repo");
  await repo.git("clone", "-q", repo.root, clone);
  await repo.chantWith({ cwd: clone }, "config", "trust");
  const args = ["work", id, "--no-merge", "--json"];
  const ran = await Promise.all([repo.root, clone].map((cwd) => repo.chantWith({ cwd }, ...args)));
  const trees = ran.map(({ stdout }) => /"worktree":"([^"]+)"/.exec(stdout)?.[1] ?? "");
  expect(ran.map(({ code }) => code)).toEqual([0, 0]);
  expect(new Set(trees).size).toBe(2);
  for (const tree of trees) {
    expect(tree.startsWith(join(repo.base, "state"))).toBe(true);
    expect(basename(tree)).toMatch(new RegExp(`^${id}-[0-9a-f]{6}$`));
  }
  expect(await filesIn(join(repo.base, "tmp"))).toEqual([]);
});

test("W10: a remote that has a branch of the same name, or cannot be reached, is left alone", async () => {
  const repo = await scratch();
  const id = await repo.spec("Local only");
  const remote = join(repo.base, "remote.git");
  await repo.git("clone", "-q", "--bare", repo.root, remote);
  await repo.git("remote", "add", "origin", remote);
  await repo.git("remote", "add", "away", "https://127.0.0.1:1/none.git");
  await repo.git("push", "-q", "origin", `HEAD:refs/heads/chant/${id}`);
  const refs = await repo.git("ls-remote", remote);
  expect(await repo.result("work", id)).toMatchObject({ outcome: "completed", merged: true });
  await repo.chant("cleanup", "--yes", "--worktrees");
  expect(await repo.git("ls-remote", remote)).toBe(refs);
});

test("W11: from inside a run's worktree specs, locks and what is added are those of the main checkout", async () => {
  const repo = await scratch({ agent: "exit-1-dirty" });
  const id = await repo.spec("Kept");
  const { worktree = "" } = await repo.result("work", id);
  const inside = (...args: string[]) => repo.chantWith({ cwd: worktree }, ...args);
  for (const args of [["list"], ["status"], ["show", id], ["worktree", "status", "--json"]])
    expect((await inside(...args)).stdout).toBe((await repo.chant(...args)).stdout);
  const added = await inside("add", "From inside", "--json");
  const { data } = JSON.parse(added.stdout) as { data: { id: string } };
  expect(await filesIn(join(repo.root, ".chant/specs"))).toContain(`${data.id}.md`);
  expect(await filesIn(join(worktree, ".chant/specs"))).toEqual([`${id}.md`]);
  expect(await filesIn(join(worktree, ".chant"))).not.toContain(".locks");
});

test("W13, W14: nothing of git waits for somebody; the agent's commits run the user's hooks and chant's own do not", async () => {
  const repo = await scratch();
  const id = await repo.spec("Unattended");
  const log = join(repo.base, "hooked");
  const commit = 'git -c commit.gpgsign=false commit -qm "chant($CHANT_SPEC_ID): work"';
  await repo.agentScript(`change; tick; git add -A; ${commit}`);
  await gitHook(repo, "pre-commit", "read -r line; exit 0");
  await gitHook(repo, "commit-msg", `head -1 "$1" >> '${log}'`);
  const broken = join(repo.base, "no-such-gpg");
  // A run that is started from a hook of git finds its variables.
  const env = {
    GIT_DIR: join(repo.base, "nowhere"),
    GIT_INDEX_FILE: join(repo.base, "index"),
    GIT_EDITOR: "sleep 600",
  };
  await repo.git("config", "core.pager", "sleep 600");
  await repo.git("config", "gpg.program", broken);
  await repo.git("config", "commit.gpgsign", "true");
  const ran = await repo.chantWith({ env }, "work", id, "--json");
  expect(ran.code, ran.stderr).toBe(0);
  expect(await statusOf(repo, id)).toBe("completed");
  expect(await repo.read("../hooked")).toBe(`chant(${id}): work\n`);
  await expectNothingLeft(repo);
});

test("W17: a branch that stands in the way of a spec's is named, and nothing is changed", async () => {
  const repo = await scratch();
  const id = await repo.spec("Blocked name");
  await repo.git("branch", "chant");
  const before = await stateOf(repo);
  const ran = await repo.chant("work", id);
  expect(ran.code).toBe(5);
  expect(ran.stderr).toContain("chant");
  const [files, refs, trees] = (await stateOf(repo)) as [string, string, string];
  const [filesBefore, refsBefore, treesBefore] = before as [string, string, string];
  expect([refs, trees]).toEqual([refsBefore, treesBefore]);
  expect(files).toBe(filesBefore);
});

test("Z1, Z2, Z3: only what the agent committed in this attempt is work, whatever else names the spec", async () => {
  const repo = await scratch({ agent: "exit-0-silent" });
  const id = await repo.spec("Nothing done", []);
  for (const subject of [`chant(${id}): release`, `Revert "chant(${id}): work"`, `chant: finalize ${id}`])
    await repo.git("commit", "-q", "--allow-empty", "-m", subject);
  expect(await repo.result("work", id)).toMatchObject({ code: 4, outcome: "failed", error_class: "no_changes" });

  await repo.agentScript("change; git add -A; commit work; exit 1");
  await repo.result("resume", id, "--work");
  await repo.chant("reset", id);
  await repo.agent("exit-0-silent");
  expect(await repo.result("work", id)).toMatchObject({ outcome: "failed", error_class: "no_changes", commits: [] });

  await repo.chant("reset", id);
  await repo.agentScript("change; git add -A; commit work; git revert --no-edit HEAD");
  expect(await repo.result("work", id)).toMatchObject({ outcome: "failed", error_class: "no_changes" });
});

test("Z11: the hashes of a completed spec are whole and on the target, also when it had moved on", async () => {
  const repo = await scratch();
  await repo.agentScript(
    "change; tick; git add -A; commit work",
    `git -C '${repo.root}' commit -q --allow-empty -m meanwhile`,
  );
  const id = await repo.spec("Moved on");
  const ran = await repo.result("work", id);
  expect(ran).toMatchObject({ outcome: "completed", merged: true });
  expect(ran.commits).toHaveLength(1);
  for (const hash of ran.commits ?? []) {
    expect(await repo.read(`.chant/specs/${id}.md`)).toContain(hash);
    await repo.git("merge-base", "--is-ancestor", hash, "main");
  }
});

test("Z12: a hook that formats after the commit leaves exactly those files to somebody", async () => {
  const repo = await scratch();
  const id = await repo.spec("Formatted late");
  await gitHook(repo, "post-commit", `echo formatted >> work-${id}.txt`);
  const ran = await repo.result("work", id);
  expect(ran).toMatchObject({ outcome: "needs_attention", reason: "leftover_changes", files: [`work-${id}.txt`] });
  expect(await repo.git("-C", ran.worktree as string, "diff", "--name-only")).toBe(`work-${id}.txt\n`);
});
