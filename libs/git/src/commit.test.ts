import { chmod, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, snapshot, type Tree } from "@chant/test-kit";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { commitFiles } from "./commit.ts";
import { openRepository } from "./repo.ts";

/** These would count more than the user of the repository. */
beforeEach(() => {
  for (const who of ["AUTHOR", "COMMITTER"]) {
    for (const what of ["NAME", "EMAIL", "DATE"]) vi.stubEnv(`GIT_${who}_${what}`, undefined);
  }
});

afterEach(() => void vi.unstubAllEnvs());

async function open(tree: Tree = { "a.txt": "a\n" }) {
  const dir = await gitDir(tree, onTestFinished);
  return { ...dir, repository: await openRepository(dir.path), head: await dir.git("rev-parse", "HEAD") };
}

test("a commit holds the given files, the message, the parent and the user", async () => {
  const { repository, git, head } = await open({ "a.txt": "a\n", "b.txt": "b\n", "sub/c.txt": "c\n" });
  const files = [
    { path: "a.txt", content: "größe\n" },
    { path: "b.txt", content: undefined },
    { path: "new/deep/d.txt", content: "d" },
  ];
  const committed = await commitFiles(repository, { branch: "main", files, message: "größe: one\n\nA body." });
  const tip = await git("rev-parse", "refs/heads/main");
  expect(committed).toEqual({ commit: tip, previous: head });
  expect(await git("log", "-1", "--format=%P|%an <%ae>|%cn <%ce>|%B")).toBe(
    `${head}|Test User <test@example.com>|Test User <test@example.com>|größe: one\n\nA body.`,
  );
  expect(await git("ls-tree", "-r", "--name-only", "HEAD")).toBe("a.txt\nnew/deep/d.txt\nsub/c.txt");
  expect(await git("show", "HEAD:a.txt")).toBe("größe");
  expect(await git("cat-file", "-s", "HEAD:new/deep/d.txt")).toBe("1");
  expect(await git("diff", "--cached", "--name-only")).toBe("");
});

test("W9: the user's staged, unstaged and new files stay exactly as they are", async () => {
  const tree = { "spec.md": "1\n", "staged.txt": "1\n", "both.txt": "1\n", "edited.txt": "1\n", "gone.txt": "1\n" };
  const { path, repository, git, write } = await open(tree);
  await write({ "staged.txt": "2\n", "both.txt": "2\n", "added.txt": "1\n" });
  await git("add", "staged.txt", "both.txt", "added.txt");
  await git("rm", "-q", "--cached", "gone.txt");
  await write({ "both.txt": "3\n", "edited.txt": "2\n", "untracked.txt": "1\n", "spec.md": "2\n" });
  await git("stash", "store", "-m", "kept", await git("stash", "create"));
  const before = await snapshot(path);
  const files = [{ path: "spec.md", content: "2\n" }];
  const { commit } = await commitFiles(repository, { branch: "main", files, message: "spec" });
  const after = await snapshot(path);
  const blob = await git("rev-parse", "HEAD:spec.md");
  expect(after.index).toBe(before.index.replace(/[0-9a-f]{40}(?= 0\tspec\.md)/, blob));
  expect(after.index).not.toBe(before.index);
  expect({ ...after, index: "", refs: "", worktrees: "" }).toEqual({ ...before, index: "", refs: "", worktrees: "" });
  expect(await git("diff-tree", "-r", "--name-only", "HEAD^", commit)).toBe("spec.md");
  expect(await git("status", "--porcelain", "--no-renames")).toBe(
    "A  added.txt\nMM both.txt\n M edited.txt\nD  gone.txt\nM  staged.txt\n?? gone.txt\n?? untracked.txt",
  );
});

test("the files of the work tree are not written", async () => {
  const { path, repository, git } = await open();
  const files = [
    { path: "a.txt", content: "2\n" },
    { path: "new.txt", content: "1\n" },
  ];
  await commitFiles(repository, { branch: "main", files, message: "m" });
  expect(await readFile(join(path, "a.txt"), "utf8")).toBe("a\n");
  expect(await git("status", "--porcelain")).toBe(" M a.txt\n D new.txt");
});

test("the executable bit and links are kept", async () => {
  const { path, repository, git } = await open({ "run.sh": "#!/bin/sh\n" });
  await chmod(join(path, "run.sh"), 0o755);
  await symlink("run.sh", join(path, "link"));
  await git("add", "-A");
  await git("commit", "-qm", "modes");
  const files = [
    { path: "run.sh", content: "#!/bin/sh\nexit 1\n" },
    { path: "link", content: "elsewhere" },
  ];
  await commitFiles(repository, { branch: "main", files, message: "m" });
  expect(await git("ls-tree", "--format=%(objectmode) %(path)", "HEAD")).toBe("120000 link\n100755 run.sh");
  expect(await git("ls-files", "--format=%(objectmode) %(path)")).toBe("120000 link\n100755 run.sh");
});

test.each([
  ...["with space.txt", "quote\"'.txt", "line\nbreak.txt", "größe-文.txt", "back\\slash.txt", "tab\there.txt"],
  ...["-dash.txt", ":(top)magic.txt", "*.txt"],
])("a file called %j is added, changed and deleted", async (path) => {
  const { repository, git } = await open({ "other.txt": "o\n" });
  const names = () => git("ls-tree", "-r", "-z", "--name-only", "HEAD");
  for (const content of ["1\n", "2\n"]) {
    await commitFiles(repository, { branch: "main", files: [{ path, content }], message: "m" });
    expect((await names()).split("\0").filter(Boolean).sort()).toEqual([path, "other.txt"].sort());
    expect(`${await git("cat-file", "blob", `HEAD:${path}`)}\n`).toBe(content);
    expect(await git("diff", "--cached", "--name-only")).toBe("");
  }
  await commitFiles(repository, { branch: "main", files: [{ path, content: undefined }], message: "m" });
  expect(await names()).toBe("other.txt\0");
  expect(await git("ls-files")).toBe("other.txt");
});

test("text is stored as `git add` would store it", async () => {
  const { repository, git } = await open({ ".gitattributes": "*.md text eol=crlf\n*.bin -text\n" });
  const files = [
    { path: "a.md", content: "1\r\n2\r\n" },
    { path: "a.bin", content: "1\r\n" },
  ];
  await commitFiles(repository, { branch: "main", files, message: "m" });
  expect(await git("cat-file", "-s", "HEAD:a.md")).toBe("4");
  expect(await git("cat-file", "-s", "HEAD:a.bin")).toBe("3");
});

test("nothing is committed when nothing differs", async () => {
  const { repository, git, head } = await open();
  const files = [
    { path: "a.txt", content: "a\n" },
    { path: "missing.txt", content: undefined },
  ];
  const committed = await commitFiles(repository, { branch: "main", files, message: "m" });
  expect(committed).toEqual({ commit: head, previous: head });
  expect(await git("rev-list", "--count", "HEAD")).toBe("1");
});

test("a branch that is not checked out moves without any index", async () => {
  const { path, repository, git, head } = await open();
  await git("branch", "work");
  const before = await snapshot(path);
  const files = [{ path: "b.txt", content: "b\n" }];
  const { commit } = await commitFiles(repository, { branch: "work", files, message: "m" });
  expect(await git("rev-parse", "work", "work^")).toBe(`${commit}\n${head}`);
  const after = await snapshot(path);
  expect({ ...after, refs: "" }).toEqual({ ...before, refs: "" });
});

test("a branch checked out in a linked work tree has that index follow", async () => {
  const { repository, base, git, head } = await open();
  const tree = join(base, "tree");
  await git("worktree", "add", "-q", tree, "-b", "work");
  const files = [{ path: "b.txt", content: "b\n" }];
  await commitFiles(repository, { branch: "work", files, message: "m" });
  expect(await git("-C", tree, "ls-files")).toBe("a.txt\nb.txt");
  expect(await git("-C", tree, "diff", "--cached", "--name-only")).toBe("");
  expect(await git("ls-files")).toBe("a.txt");
  expect(await git("rev-parse", "main")).toBe(head);
});

test("a new branch builds on the given commit, an existing one on its tip", async () => {
  const { repository, git, head } = await open();
  const commit = (content: string, from: string) =>
    commitFiles(repository, { branch: "work", files: [{ path: "b.txt", content }], message: "m", from });
  const first = await commit("1\n", head);
  expect(first.previous).toBeUndefined();
  expect(await git("rev-parse", "work^")).toBe(head);
  const second = await commit("2\n", head);
  expect(second.previous).toBe(first.commit);
  expect(await git("ls-tree", "--name-only", "work")).toBe("a.txt\nb.txt");
  expect((await commit("2\n", head)).commit).toBe(second.commit);
});

test("the first commit of a repository has no parent", async () => {
  const { repository, git, head } = await open();
  await git("update-ref", "-d", "HEAD", head);
  const files = [{ path: "b.txt", content: "b\n" }];
  const { commit, previous } = await commitFiles(repository, { branch: "main", files, message: "first" });
  expect(previous).toBeUndefined();
  expect(await git("log", "--format=%H|%P|%s")).toBe(`${commit}||first`);
  expect(await git("ls-tree", "--name-only", "HEAD")).toBe("b.txt");
  expect(await git("status", "--porcelain")).toBe("A  a.txt\n D b.txt");
});

test("an unfinished merge stays unfinished", async () => {
  const { path, repository, git, write } = await open({ "a.txt": "1\n", "spec.md": "1\n" });
  await git("checkout", "-q", "-b", "other");
  await write({ "a.txt": "other\n", "c.txt": "c\n" });
  await git("add", "-A");
  await git("commit", "-qm", "other");
  await git("checkout", "-q", "main");
  await write({ "a.txt": "main\n" });
  await git("commit", "-qam", "main");
  await git("merge", "other").catch(() => undefined);
  const [unmerged, mergeHead] = [await git("ls-files", "-u"), await git("rev-parse", "MERGE_HEAD")];
  const files = [{ path: "spec.md", content: "2\n" }];
  await commitFiles(repository, { branch: "main", files, message: "spec" });
  expect(unmerged.split("\n")).toHaveLength(3);
  expect(await git("ls-files", "-u")).toBe(unmerged);
  expect(await git("rev-parse", "MERGE_HEAD")).toBe(mergeHead);
  expect(await git("diff-tree", "-r", "--name-only", "HEAD^", "HEAD")).toBe("spec.md");
  expect((await stat(join(path, ".git/MERGE_MSG"))).isFile()).toBe(true);
  expect(await git("log", "-1", "--format=%s")).toBe("spec");
});

test("W14: no commit hooks run", async () => {
  const { path, repository, git } = await open();
  const hooks = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-checkout"];
  for (const hook of hooks) {
    const file = join(path, ".git/hooks", hook);
    await writeFile(file, `#!/bin/sh\ntouch "${path}/${hook}.ran"\nexit 1\n`);
    await chmod(file, 0o755);
  }
  await commitFiles(repository, { branch: "main", files: [{ path: "b.txt", content: "b\n" }], message: "m" });
  expect(await git("log", "-1", "--format=%s")).toBe("m");
  expect(await git("ls-files", "--others")).toBe("");
});
