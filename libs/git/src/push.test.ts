import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { fetchBranch, pushBranch } from "./push.ts";
import { openRepository } from "./repo.ts";

const to = { remote: "origin", timeout_ms: 20_000 };

async function open() {
  const dir = await gitDir({ "a.txt": "1\n" }, onTestFinished);
  await dir.git("init", "-q", "--bare", ".git/remote.git");
  await dir.git("remote", "add", "origin", join(dir.path, ".git/remote.git"));
  const commit = async (text: string) => {
    await dir.git("commit", "-q", "--allow-empty", "-m", text);
    return dir.git("rev-parse", "HEAD");
  };
  const there = (branch: string) =>
    dir.git("-C", ".git/remote.git", "for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`);
  const [first, second] = [await dir.git("rev-parse", "HEAD"), await commit("second")];
  return { ...dir, repository: await openRepository(dir.path), commit, there, first, second };
}

test("a branch that must not be there is created once, and by the same commit no second time", async () => {
  const { repository, there, first, second } = await open();
  const push = { ...to, branch: "claim", expected: "none" };
  expect(await pushBranch(repository, { ...push, commit: first })).toBeUndefined();
  for (const commit of [first, second]) expect(await pushBranch(repository, { ...push, commit })).toBeTypeOf("string");
  expect(await there("claim")).toBe(first);
});

test("a branch is moved forward, and to anything from what is known of it", async () => {
  const { repository, there, first, second, git, commit } = await open();
  expect(await pushBranch(repository, { ...to, branch: "main", commit: first })).toBeUndefined();
  expect(await pushBranch(repository, { ...to, branch: "main", commit: second })).toBeUndefined();
  await git("reset", "-q", "--hard", first);
  const other = await commit("other");
  expect(await pushBranch(repository, { ...to, branch: "main", commit: other })).toMatch(/non-fast-forward/);
  expect(await pushBranch(repository, { ...to, branch: "main", commit: other, expected: first })).toMatch(/stale/);
  expect(await there("main")).toBe(second);
  expect(await pushBranch(repository, { ...to, branch: "main", commit: other, expected: second })).toBeUndefined();
  expect(await there("main")).toBe(other);
});

test("a branch is removed if it is what it is thought to be", async () => {
  const { repository, there, first, second } = await open();
  await pushBranch(repository, { ...to, branch: "claim", commit: second });
  const removal = { ...to, branch: "claim", commit: undefined };
  expect(await pushBranch(repository, { ...removal, expected: first })).toMatch(/stale/);
  expect(await there("claim")).toBe(second);
  expect(await pushBranch(repository, { ...removal, expected: second })).toBeUndefined();
  expect(await there("claim")).toBe("");
});

test("a remote's branch is fetched without a trace in the refs here", async () => {
  const { repository, git, second } = await open();
  await pushBranch(repository, { ...to, branch: "main", commit: second });
  const before = await git("for-each-ref");
  expect(await fetchBranch(repository, { ...to, branch: "main" })).toBe(second);
  expect(await fetchBranch(repository, { ...to, branch: "none" })).toBeUndefined();
  expect(await git("for-each-ref")).toBe(before);
});

test("a remote that is not there, or takes too long, is told", async () => {
  const { repository, git, second } = await open();
  await git("remote", "set-url", "origin", "/nowhere/at/all.git");
  const gone = { code: "GIT_REMOTE", details: { remote: "origin" } };
  await expect(pushBranch(repository, { ...to, branch: "main", commit: second })).rejects.toMatchObject(gone);
  await expect(fetchBranch(repository, { ...to, branch: "main" })).rejects.toMatchObject(gone);
  await git("config", "core.sshCommand", "sleep 600; :");
  await git("remote", "set-url", "origin", "ssh://127.0.0.1/none.git");
  await expect(fetchBranch(repository, { remote: "origin", timeout_ms: 300, branch: "main" })).rejects.toMatchObject({
    code: "GIT_REMOTE",
  });
});
