import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, testDir } from "@chant/test-kit";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import {
  excludeLocally,
  openRepository,
  openWorktree,
  operationInProgress,
  readIdentity,
  requireGitVersion,
} from "./repo.ts";

afterEach(() => void vi.unstubAllEnvs());

test("a repository is found from its top and from any folder in it", async () => {
  const { path } = await gitDir({ "src/deep/a.txt": "a\n" }, onTestFinished);
  const gitFolder = join(path, ".git");
  const expected = { root: path, gitDir: gitFolder, commonDir: gitFolder, mainRoot: path, sign: false };
  expect(await openRepository(path)).toEqual(expected);
  expect(await openRepository(join(path, "src/deep"))).toEqual(expected);
});

test("whether commits are signed is remembered, also for other work trees", async () => {
  const { path, base, git } = await gitDir({}, onTestFinished);
  await git("worktree", "add", "-q", join(base, "tree"), "-b", "work");
  const repository = await openRepository(path, { sign: true });
  expect(repository.sign).toBe(true);
  expect((await openWorktree(repository, join(base, "tree"))).sign).toBe(true);
});

test("a repository in a folder with spaces and non-ASCII letters is found", async () => {
  const { path, git } = await gitDir({}, onTestFinished);
  await git("init", "-q", "größe und mehr");
  expect((await openRepository(join(path, "größe und mehr"))).root).toBe(join(path, "größe und mehr"));
});

test("a linked work tree knows its own git folder and the main work tree", async () => {
  const { path, base, git } = await gitDir({ "src/a.txt": "a\n" }, onTestFinished);
  const tree = join(base, "tree");
  await git("worktree", "add", "-q", tree, "-b", "work");
  const expected = {
    root: tree,
    gitDir: join(path, ".git/worktrees/tree"),
    commonDir: join(path, ".git"),
    mainRoot: path,
    sign: false,
  };
  expect(await openRepository(join(tree, "src"))).toEqual(expected);
  expect(await openWorktree(await openRepository(path), tree)).toEqual(expected);
});

test("a repository without a commit is one", async () => {
  const { path } = await testDir({}, onTestFinished);
  const { git } = await gitDir({}, onTestFinished);
  await git("init", "-q", join(path, "new"));
  expect((await openRepository(join(path, "new"))).root).toBe(join(path, "new"));
});

test("a link to a repository leads to the real folder", async () => {
  const { path, base } = await gitDir({}, onTestFinished);
  await symlink(path, join(base, "link"));
  expect((await openRepository(join(base, "link"))).root).toBe(path);
});

test.each([
  ["a folder outside of any repository", "", "is not in a git work tree."],
  ["a missing folder", "missing", "is not a folder."],
  ["a file", "a.txt", "is not a folder."],
  ["a bare repository", "bare", "is not in a git work tree."],
])("%s is no repository", async (_, name, reason) => {
  const { path } = await testDir({ "a.txt": "a\n" }, onTestFinished);
  const { git } = await gitDir({}, onTestFinished);
  await git("init", "-q", "--bare", join(path, "bare"));
  const folder = join(path, name);
  await expect(openRepository(folder)).rejects.toMatchObject({
    code: "GIT_NOT_REPOSITORY",
    message: `${folder} ${reason}`,
    fix: "git init",
  });
});

test("the git folder itself is no work tree", async () => {
  const { path } = await gitDir({}, onTestFinished);
  await expect(openRepository(join(path, ".git"))).rejects.toMatchObject({ code: "GIT_NOT_REPOSITORY" });
});

test("a folder that is no linked work tree is not opened as one", async () => {
  const { path, base } = await gitDir({}, onTestFinished);
  const repository = await openRepository(path);
  for (const folder of [base, path, join(base, "missing")]) {
    await expect(openWorktree(repository, folder)).rejects.toMatchObject({
      code: "GIT_NOT_REPOSITORY",
      message: `${folder} is not a work tree.`,
    });
  }
});

test("an installed git that is new enough gives its version, an older one an error", async () => {
  const { path } = await gitDir({}, onTestFinished);
  const repository = await openRepository(path);
  const version = await requireGitVersion(repository);
  expect(version).toMatch(/^\d+\.\d+/);
  expect(await requireGitVersion(repository, version.split(".").slice(0, 2).join("."))).toBe(version);
  await expect(requireGitVersion(repository, "999.0")).rejects.toMatchObject({
    code: "GIT_TOO_OLD",
    details: { version, minimum: "999.0" },
  });
});

test("versions are compared by number, not by letter", async () => {
  const { path } = await gitDir({}, onTestFinished);
  const repository = await openRepository(path);
  const [major = 0, minor = 0] = (await requireGitVersion(repository)).split(".").map(Number);
  await expect(requireGitVersion(repository, `${major}.${minor + 100}`)).rejects.toMatchObject({ code: "GIT_TOO_OLD" });
  await expect(requireGitVersion(repository, `${major - 1}.${minor + 100}`)).resolves.toMatch(/^\d/);
});

test.each([
  ["nothing", [], undefined],
  ["a merge", ["MERGE_HEAD"], "merge"],
  ["a rebase", ["rebase-merge"], "rebase"],
  ["a rebase by patches", ["rebase-apply"], "rebase"],
  ["a cherry-pick", ["CHERRY_PICK_HEAD"], "cherry-pick"],
  ["a revert", ["REVERT_HEAD"], "revert"],
  ["a bisection", ["BISECT_LOG"], "bisect"],
  ["a cherry-pick within a rebase", ["CHERRY_PICK_HEAD", "rebase-merge"], "rebase"],
])("a user in the middle of %s is seen", async (_, files, expected) => {
  const { path } = await gitDir({}, onTestFinished);
  const repository = await openRepository(path);
  for (const file of files) await mkdir(join(repository.gitDir, file));
  expect(await operationInProgress(repository)).toBe(expected);
});

test("a real unfinished merge is seen in its work tree and in no other one", async () => {
  const { path, base, git, write } = await gitDir({ "a.txt": "a\n" }, onTestFinished);
  await git("worktree", "add", "-q", join(base, "tree"), "-b", "other");
  await git("checkout", "-q", "-b", "mine");
  await write({ "a.txt": "mine\n" });
  await git("commit", "-qam", "mine");
  await git("checkout", "-q", "main");
  await write({ "a.txt": "main\n" });
  await git("commit", "-qam", "main");
  await git("merge", "mine").catch(() => undefined);
  expect(await operationInProgress(await openRepository(path))).toBe("merge");
  expect(await operationInProgress(await openRepository(join(base, "tree")))).toBeUndefined();
});

test("the committer of a repository is read", async () => {
  const { path, git } = await gitDir({}, onTestFinished);
  for (const name of ["GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"]) vi.stubEnv(name, undefined);
  await git("config", "user.name", "Jürgen O'Neil");
  expect(await readIdentity(await openRepository(path))).toEqual({ name: "Jürgen O'Neil", email: "test@example.com" });
});

test("a machine whose git does not know its user has no identity", async () => {
  const { path, git } = await gitDir({}, onTestFinished);
  for (const name of ["GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"]) vi.stubEnv(name, undefined);
  vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
  vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
  await git("config", "--remove-section", "user");
  await git("config", "user.useConfigOnly", "true");
  await expect(readIdentity(await openRepository(path))).rejects.toMatchObject({ code: "GIT_IDENTITY" });
});

test("a pattern is excluded once, in this clone only, behind what was there", async () => {
  const { path, base, git, write } = await gitDir({}, onTestFinished);
  await git("worktree", "add", "-q", join(base, "tree"), "-b", "work");
  await writeFile(join(path, ".git/info/exclude"), "# mine\n*.bak");
  const linked = await openRepository(join(base, "tree"));
  await excludeLocally(linked, "/state/");
  await excludeLocally(linked, "/state/");
  expect(await readFile(join(path, ".git/info/exclude"), "utf8")).toBe("# mine\n*.bak\n/state/\n");
  await write({ "state/a.txt": "a\n" });
  expect(await git("status", "--porcelain")).toBe("");
});
