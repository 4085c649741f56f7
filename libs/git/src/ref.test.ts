import { gitDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { checkBranchName, readHead, readRef, readRefs, revision, updateRefs } from "./ref.ts";
import { openRepository } from "./repo.ts";

async function open(tree: Tree = { "a.txt": "a\n" }) {
  const dir = await gitDir(tree, onTestFinished);
  return { ...dir, repository: await openRepository(dir.path), head: await dir.git("rev-parse", "HEAD") };
}

const hash = "0123456789abcdef0123456789abcdef01234567";

test.each(["HEAD", "refs/heads/main", "refs/heads/-x", "refs/chant/backup/a/1", hash, `${hash}${hash.slice(0, 24)}`])(
  "%s is a revision",
  (name) => {
    expect(revision(name)).toBe(name);
  },
);

test.each([
  ...["", "-x", "--upload-pack=touch pwned", "main", "HEAD~1", "HEAD --all", "@", hash.slice(1), hash.toUpperCase()],
  ...["refs/heads/a b", "refs/heads/a..b", "refs/heads/a~1", "refs/heads/a^{tree}", "refs/heads/a:b", "refs/heads/a\n"],
  ...["refs/heads/a@{1}", "refs/heads/*", "refs/heads/a\0"],
])("%j is refused as a revision", (name) => {
  expect(() => revision(name)).toThrow(expect.objectContaining({ code: "GIT_REF_INVALID" }));
});

test("the checked-out branch and its commit are the head", async () => {
  const { repository, head } = await open();
  expect(await readHead(repository)).toEqual({ branch: "main", commit: head });
});

test("a branch without a commit is the head without a commit", async () => {
  const { repository, git } = await open();
  await git("checkout", "-q", "--orphan", "feature/new");
  expect(await readHead(repository)).toEqual({ branch: "feature/new", commit: undefined });
});

test("a detached head has no branch", async () => {
  const { repository, git, head } = await open();
  await git("checkout", "-q", "--detach");
  expect(await readHead(repository)).toEqual({ branch: undefined, commit: head });
});

test("a ref is read as the commit it names, a missing one as undefined", async () => {
  const { repository, git, head } = await open();
  await git("tag", "-a", "v1", "-m", "one");
  expect(await readRef(repository, "refs/heads/main")).toBe(head);
  expect(await readRef(repository, "refs/tags/v1")).toBe(head);
  expect(await readRef(repository, head)).toBe(head);
  expect(await readRef(repository, "refs/heads/missing")).toBeUndefined();
  expect(await readRef(repository, hash)).toBeUndefined();
});

test("several refs are read at once, without those that do not exist", async () => {
  const { repository, git, head } = await open();
  await git("branch", "other");
  const refs = await readRefs(repository, ["refs/heads/main", "refs/heads/other", "refs/heads/missing"]);
  expect([...refs]).toEqual([
    ["refs/heads/main", head],
    ["refs/heads/other", head],
  ]);
});

test("no refs asked for are no refs read", async () => {
  const { repository } = await open();
  expect([...(await readRefs(repository, []))]).toEqual([]);
});

test("a ref moves from its expected value to a new one", async () => {
  const { repository, git, head } = await open();
  await git("commit", "-q", "--allow-empty", "-m", "two");
  const next = await git("rev-parse", "HEAD");
  await updateRefs(repository, [{ ref: "refs/heads/work", new: head, old: undefined }]);
  await updateRefs(repository, [{ ref: "refs/heads/work", new: next, old: head }]);
  expect(await git("rev-parse", "refs/heads/work")).toBe(next);
});

test.each([
  ["that has a stale old value", "refs/heads/work", "stale"],
  ["that exists but must not", "refs/heads/work", "absent"],
  ["that does not exist but must", "refs/heads/missing", "stale"],
])("the change of a ref %s is refused, and of all others with it", async (_, ref, expected) => {
  const { repository, git, head } = await open();
  await git("branch", "work");
  await git("commit", "-q", "--allow-empty", "-m", "two");
  const next = await git("rev-parse", "HEAD");
  const old = expected === "stale" ? next : undefined;
  const changes = [
    { ref: "refs/heads/first", new: next, old: undefined },
    { ref, new: next, old },
  ];
  await expect(updateRefs(repository, changes)).rejects.toMatchObject({
    code: "GIT_REF_MOVED",
    message: `refs/heads/first, ${ref} was changed by somebody else meanwhile.`,
  });
  expect(await git("for-each-ref", "--format=%(refname) %(objectname)")).toBe(
    `refs/heads/main ${next}\nrefs/heads/work ${head}`,
  );
});

test("a ref is deleted only from its expected value", async () => {
  const { repository, git, head } = await open();
  await git("branch", "work");
  await git("commit", "-q", "--allow-empty", "-m", "two");
  const next = await git("rev-parse", "HEAD");
  const stale = updateRefs(repository, [{ ref: "refs/heads/work", new: undefined, old: next }]);
  await expect(stale).rejects.toMatchObject({ code: "GIT_REF_MOVED" });
  await updateRefs(repository, [{ ref: "refs/heads/work", new: undefined, old: head }]);
  expect(await git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
});

test("a change without an expected value takes any", async () => {
  const { repository, git, head } = await open();
  await updateRefs(repository, [{ ref: "refs/chant/a", new: head }]);
  await updateRefs(repository, [{ ref: "refs/chant/a", new: head }]);
  expect(await git("rev-parse", "refs/chant/a")).toBe(head);
  await updateRefs(repository, [{ ref: "refs/chant/a", new: undefined }]);
  expect(await git("for-each-ref", "refs/chant")).toBe("");
});

test("a commit that does not exist is an error of git and no moved ref", async () => {
  const { repository } = await open();
  const change = updateRefs(repository, [{ ref: "refs/heads/work", new: hash, old: undefined }]);
  await expect(change).rejects.toMatchObject({ code: "GIT_FAILED" });
});

test.each(["main", "chant/2026-01-22-001-abc", "a.b_c-d", "größe", "a+b", "x/y/z"])(
  "%s can be a branch name",
  async (name) => {
    const { repository } = await open();
    await expect(checkBranchName(repository, name)).resolves.toBeUndefined();
  },
);

test.each([
  "",
  "-x",
  "a b",
  "a..b",
  "a.lock",
  "a.lock/b",
  "a/",
  "/a",
  "a//b",
  ".a",
  "a\nb",
  "a@{b",
  "a~b",
  "a:b",
  "a\\b",
])("%j cannot be a branch name", async (name) => {
  const { repository } = await open();
  await expect(checkBranchName(repository, name)).rejects.toMatchObject({ code: "GIT_REF_INVALID" });
});
