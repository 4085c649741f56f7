import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, statusOf } from "./invariants.ts";
import { relativeTo, userState } from "./left-behind.ts";
import { contradict, head, merge, worked } from "./merging.ts";
import { canMount, inMount } from "./mount.ts";
import { cli, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

const begun = /(?:^|\/)(?:\w+_HEAD|rebase-\w+|sequencer|AUTO_MERGE|[^/]*\.lock)$/;

/** What a merge, a rebase or a pick keeps in git's folder while it is not over, of the checkout and of every worktree. */
async function unfinished(repo: Scratch): Promise<string[]> {
  const files = await readdir(join(repo.root, ".git"), { recursive: true });
  return files.filter((name) => begun.test(name) && !name.endsWith("ORIG_HEAD"));
}

/** The checkout is on its branch, and clean. */
async function expectCheckoutAtRest(repo: Scratch): Promise<void> {
  expect(await unfinished(repo)).toEqual([]);
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/main\n");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.git("stash", "list")).toBe("");
}

async function gitHook(repo: Scratch, ...lines: string[]): Promise<void> {
  const file = ".git/hooks/reference-transaction";
  await repo.write(file, `#!/bin/sh\nwhile read old new ref; do\n${lines.join("\n")}\ndone\nexit 0\n`);
  await chmod(join(repo.root, file), 0o755);
}

const link = (digit: string) => `git update-index --add --cacheinfo 160000,${digit.repeat(40)},sub`;

const sides: readonly [what: string, files: readonly string[], theirs: string, ours: string][] = [
  ["a binary file", ["picture"], "printf 'a\\0b' > picture", "printf 'c\\0d' > picture"],
  ["a file renamed twice", ["one.txt", "text.txt", "two.txt"], "mv text.txt one.txt", "mv text.txt two.txt"],
  ["a file deleted and changed", ["text.txt"], "rm text.txt", "echo more >> text.txt"],
  ["a submodule", ["sub"], link("2"), link("3")],
];

test.each(sides)(
  "M6: a conflict in %s leaves no merge and no rebase begun, and moves nothing",
  async (...[, files, theirs, ours]) => {
    const repo = await scratch();
    await repo.write("text.txt", Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join(""));
    await repo.write("picture", "x\0y");
    await repo.agentScript(theirs, "tick; git add -A; commit work");
    const shell = (line: string) => repo.git("-c", `alias.do=!${line}`, "do");
    await shell(`mkdir sub && ${link("1")} && git add -A && git commit -qm files`);
    const [id] = (await worked(repo, 1)) as [string];
    await shell(`${ours} && git add -A && git commit -qm other`);
    const [refs, before] = [await repo.git("for-each-ref"), await head(repo)];
    const rebased = await repo.chant("merge", id, "--rebase");
    expect([rebased.code, await repo.git("for-each-ref")]).toEqual([5, refs]);
    await expectCheckoutAtRest(repo);
    const tip = await head(repo, `chant/${id}`);

    expect(await repo.result("merge", id)).toMatchObject({ code: 5, reason: "merge_conflict", files, merged: false });

    expect(await head(repo, `chant/${id}`)).toBe(tip);
    expect(await repo.git("diff", "--name-only", before, "main", "--", ".", ":!.chant")).toBe("");
    await expectCheckoutAtRest(repo);
  },
);

test.each(["merged:before", "swap:prepared", "swap:read-tree"])(
  "M6: killed at %s, a merge leaves nothing of git's begun, with a conflict or without",
  async (point) => {
    const repo = await scratch();
    const [plain, contradicted] = (await worked(repo, 2)) as [string, string];
    await contradict(repo, contradicted);
    for (const id of [plain, contradicted]) {
      const killed = await repo.chantWith({ env: { CHANT_CRASH_AT: point } }, "merge", id);
      if (id === plain) expect(killed.code, "the process was not killed").toBe(-1);
      // A git that it called may live a little longer.
      await expect.poll(() => unfinished(repo)).toEqual([]);
      await repo.chant("recover", "--yes");
      await expectCheckoutAtRest(repo);
    }
    expect(await repo.result("merge", plain)).toMatchObject({ code: 0, merged: true });
    expect(await repo.result("merge", contradicted)).toMatchObject({ code: 5, reason: "merge_conflict" });
    await expectCheckoutAtRest(repo);
  },
);

const kept: readonly [what: string, hinder: (repo: Scratch, id: string, worktree: string) => Promise<unknown>][] = [
  [
    "its branch is protected",
    (repo) => gitHook(repo, 'case "$1 $new $ref" in "prepared 000000"*" refs/heads/chant/"*) exit 1 ;; esac'),
  ],
  ["another git holds its branch", (repo, id) => repo.write(`.git/refs/heads/chant/${id}.lock`, "")],
  [
    "its worktree has a new file",
    (repo, _, worktree) => repo.git("-C", worktree, "config", "--file", "new", "a.b", "c"),
  ],
  ["its worktree is locked", (repo, _, worktree) => repo.git("worktree", "lock", worktree)],
];

test.each(kept)("M7: what is merged is merged, also when %s", async (_, hinder) => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  const tip = await head(repo, `chant/${id}`);
  await hinder(repo, id, (await repo.worktrees())[0] as string);

  const ran = await repo.chant("merge", id);

  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.stdout).toContain("completed, merged");
  expect(ran.stderr).toMatch(/The (branch|worktree) \S+ is kept/);
  expect(await statusOf(repo, id)).toBe("completed");
  expect(await repo.git("for-each-ref", "--format=%(objectname)", `refs/heads/chant/${id}`)).toBe(`${tip}\n`);
  await repo.git("merge-base", "--is-ancestor", tip, "main");
  await expectNobodyAtIt(repo);
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, merged: true, message: "Already merged." });
  expect(await head(repo)).toBe(tip);
});

test.skipIf(!canMount)("M7: where nothing can be written behind a merge, recover finds it merged", async () => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  const tip = await head(repo, `chant/${id}`);
  const root = repo.root;
  const close = `mount --bind '${root}' '${root}' && mount -o remount,bind,ro '${root}'`;
  await gitHook(repo, `[ "$1 $ref" = "committed refs/heads/main" ] && ! [ -e ../closed ] && : > ../closed && ${close}`);
  const first = `{ ${process.execPath} ${cli} merge ${id} > ../first 2>&1; echo $? >> ../first; umount "$1"; }`;

  const after = await inMount(repo, `cd "$1" && ${first}`, ["recover", "--yes"]);
  expect(await repo.read("../first")).toMatch(/chant recover/);
  expect([after.code, after.stderr]).toEqual([0, expect.stringContaining("completed, merged")]);
  expect(await statusOf(repo, id)).toBe("completed");
  expect(await head(repo)).toBe(tip);
  await expectNothingLeft(repo);
});

test("M9: unrelated edits of the user's stay as they are while a branch is merged, and nothing is stashed", async () => {
  const repo = await scratch();
  const [one, two] = (await worked(repo, 2)) as [string, string];
  const unchanged = await userState(repo);
  expect(await repo.result("merge", one)).toMatchObject({ code: 0, merged: true });
  await unchanged();
  expect(await repo.result("merge", two, "--rebase")).toMatchObject({ code: 0, merged: true });
  await unchanged();
  expect(await repo.read(`work-${two}.txt`)).toBe(`work of ${two}\n`);
});

test("M12: five branches side by side, their worktrees there, are all merged, each with its own commits", async () => {
  const repo = await scratch();
  const ids = await worked(repo, 5);
  const tips = await Promise.all(ids.map((id) => head(repo, `chant/${id}`)));
  expect(await repo.worktrees()).toHaveLength(5);
  const { code, data } = await merge(repo, "--all");
  expect(code).toBe(0);
  expect(data.results.map(({ merged }) => merged)).toEqual(ids.map(() => true));
  for (const tip of tips) await repo.git("merge-base", "--is-ancestor", tip, "main");
  for (const id of ids) expect(await repo.read(`work-${id}.txt`)).toBe(`work of ${id}\n`);
  await expectNothingLeft(repo);
});

test("M8: a conflict that was solved by dropping the work is not completed", async () => {
  const repo = await scratch();
  await repo.agentScript("echo mine > README.md; git add -A; commit work");
  const id = await repo.spec("Write the title");
  const { worktree = "" } = await repo.result("work", id);
  await repo.write("README.md", "theirs\n");
  await repo.git("commit", "-qam", "another title");
  await expect(repo.git("-C", worktree, "merge", "-q", "main")).rejects.toThrow();
  await repo.git("-C", worktree, "checkout", "-q", "--theirs", "README.md");
  await repo.git("-C", worktree, "checkout", "-q", "--ours", ".chant");
  const copy = join("..", relativeTo(repo, worktree), `.chant/specs/${id}.md`);
  await repo.write(copy, (await repo.read(copy)).replace("- [ ]", "- [x]"));
  await repo.git("-C", worktree, "commit", "-qam", "theirs");

  for (const flags of [[], ["--merge"]])
    expect(await repo.result("finalize", id, ...flags)).toMatchObject({ code: 3, error: "STATE_TRANSITION" });
  expect((await repo.chant("finalize", id)).stderr).toContain("without committed work");
  expect(await repo.result("archive", id)).toMatchObject({ code: 3, error: "STATE_TRANSITION" });
  expect(await statusOf(repo, id)).toBe("needs_attention");
});

test("M8: work that waits to be merged is judged again when its branch has changed", async () => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  await contradict(repo, id);
  const [worktree] = (await repo.worktrees()) as [string];
  await expect(repo.git("-C", worktree, "merge", "-q", "main")).rejects.toThrow();
  await repo.git("-C", worktree, "checkout", "-q", "--theirs", `work-${id}.txt`);
  await repo.git("-C", worktree, "commit", "-qam", "theirs");
  expect(await repo.result("merge", id)).toMatchObject({ code: 3, error: "STATE_TRANSITION" });
  expect(await statusOf(repo, id)).not.toBe("completed");
});

test("M8: a merge by hand that keeps the spec and drops its file is not archived", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const path = `.chant/specs/${id}.md`;
  await repo.write(path, (await repo.read(path)).replace("---\n", `---\ntarget_files: [work-${id}.txt]\n`));
  await repo.git("commit", "-qam", "its file");
  await repo.chant("work", id, "--no-merge");
  await repo.git("merge", "-q", "--no-ff", "--no-commit", `chant/${id}`);
  await repo.git("rm", "-qf", `work-${id}.txt`);
  await repo.git("commit", "-qm", "the spec alone");
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, merged: true });
  expect(await statusOf(repo, id)).toBe("completed");

  for (const flags of [[], ["--allow-non-completed"]]) {
    const ran = await repo.chant("archive", id, ...flags);
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining("none of its target files is other")]);
  }
  await repo.git("checkout", "-q", "HEAD^2", "--", `work-${id}.txt`);
  await repo.git("commit", "-qm", "after all");
  expect((await repo.chant("archive", id)).code).toBe(0);
});
