import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, testDir, type GitDir, type Tree } from "@chant/test-kit";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { commitFiles, type FileCommit } from "./commit.ts";
import { openRepository, type Repository } from "./repo.ts";

afterEach(() => void vi.unstubAllEnvs());

async function open(tree: Tree = { "a.txt": "a\n" }) {
  const dir = await gitDir(tree, onTestFinished);
  return { ...dir, repository: await openRepository(dir.path), head: await dir.git("rev-parse", "HEAD") };
}

/** Lets a shell script see every git command, by name in `$1`, before the real git runs. */
async function beforeGit({ env }: GitDir, script: string): Promise<void> {
  const { path } = await testDir({}, onTestFinished);
  const exec = `PATH=${env["PATH"]}\n${script}\nexec git "$@"\n`;
  await writeFile(join(path, "git"), `#!/bin/sh\n${exec}`);
  await chmod(join(path, "git"), 0o755);
  vi.stubEnv("PATH", `${path}:${env["PATH"]}`);
}

async function commitPatiently(repository: Repository, request: FileCommit): Promise<void> {
  for (;;) {
    try {
      await commitFiles(repository, request);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "GIT_REF_MOVED") throw error;
    }
  }
}

test("of many commits at the same time none is lost", async () => {
  const { repository, git } = await open();
  const names = Array.from({ length: 10 }, (_, at) => `file-${at}.txt`);
  const commits = names.map((path) =>
    commitPatiently(repository, { branch: "main", files: [{ path, content: `${path}\n` }], message: path }),
  );
  await Promise.all(commits);
  expect((await git("log", "--format=%s")).split("\n").sort()).toEqual([...names, "start"].sort());
  expect(await git("ls-tree", "--name-only", "HEAD")).toBe(["a.txt", ...names].join("\n"));
  expect(await git("diff", "--cached", "--name-only")).toBe("");
});

test("a user who commits at the same time loses nothing and undoes nothing", async () => {
  const { repository, git, write } = await open();
  await write({ "user.txt": "u\n" });
  await git("add", "user.txt");
  const names = Array.from({ length: 5 }, (_, at) => `file-${at}.txt`);
  const commits = names.map((path) =>
    commitPatiently(repository, { branch: "main", files: [{ path, content: `${path}\n` }], message: path }),
  );
  const user = async () => {
    while ((await git("commit", "-qm", "by the user").catch(() => "failed")) === "failed");
  };
  await Promise.all([...commits, user()]);
  expect(await git("ls-tree", "--name-only", "HEAD")).toBe(["a.txt", ...names, "user.txt"].join("\n"));
  expect(await git("diff", "--cached", "--name-only")).toBe("");
});

test("a branch that moves in between is refused and keeps the other's commit", async () => {
  const dir = await open();
  const { repository, git } = dir;
  const other = await git("commit-tree", "-p", "HEAD", "-m", "by somebody else", "HEAD^{tree}");
  await beforeGit(dir, `case "$1" in update-ref) git update-ref refs/heads/main ${other} ;; esac`);
  const commit = commitFiles(repository, { branch: "main", files: [{ path: "b.txt", content: "b\n" }], message: "m" });
  await expect(commit).rejects.toMatchObject({
    code: "GIT_REF_MOVED",
    message: "refs/heads/main was changed by somebody else meanwhile.",
  });
  expect(await git("rev-parse", "refs/heads/main")).toBe(other);
});

test("an index that somebody holds for a moment is waited for", async () => {
  const dir = await open();
  const { path, repository, git } = dir;
  const [lock, seen] = [join(path, ".git/index.lock"), join(dir.base, "seen")];
  await writeFile(lock, "");
  await beforeGit(dir, `case "$1" in update-index) echo try >>"${seen}" ;; esac`);
  const commit = commitFiles(repository, { branch: "main", files: [{ path: "b.txt", content: "b\n" }], message: "m" });
  const tries = async () => (await readFile(seen, "utf8").catch(() => "")).split("\n").length - 1;
  await vi.waitFor(async () => expect(await tries()).toBeGreaterThan(1), { timeout: 60_000, interval: 10 });
  await rm(lock);
  await commit;
  expect(await git("ls-files")).toBe("a.txt\nb.txt");
});

test("an index that stays locked is an error, and nothing has moved", async () => {
  const { path, repository, git, head } = await open();
  await writeFile(join(path, ".git/index.lock"), "");
  const commit = commitFiles(repository, { branch: "main", files: [{ path: "b.txt", content: "b\n" }], message: "m" });
  await expect(commit).rejects.toMatchObject({
    code: "GIT_LOCKED",
    message: expect.stringContaining("index.lock") as unknown,
  });
  expect(await git("rev-parse", "refs/heads/main")).toBe(head);
  expect(await git("ls-files")).toBe("a.txt");
});

test("without a user of its own a repository gets no commit", async () => {
  const { repository, git, head } = await open();
  for (const who of ["AUTHOR", "COMMITTER"]) {
    for (const what of ["NAME", "EMAIL"]) vi.stubEnv(`GIT_${who}_${what}`, undefined);
  }
  vi.stubEnv("EMAIL", undefined);
  vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
  vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
  await git("config", "--remove-section", "user");
  await git("config", "user.useConfigOnly", "true");
  const commit = commitFiles(repository, { branch: "main", files: [{ path: "b.txt", content: "b\n" }], message: "m" });
  await expect(commit).rejects.toMatchObject({ code: "GIT_IDENTITY" });
  expect(await git("rev-parse", "refs/heads/main")).toBe(head);
  expect(await git("ls-files")).toBe("a.txt");
});

test("a branch name that is no ref is refused", async () => {
  const { repository } = await open();
  const commit = commitFiles(repository, { branch: "a..b", files: [{ path: "b.txt", content: "b\n" }], message: "m" });
  await expect(commit).rejects.toMatchObject({ code: "GIT_REF_INVALID" });
});
