import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, statusOf } from "./invariants.ts";
import { editReadme, workMeanwhile } from "./meanwhile.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

async function commitNotes(repo: Scratch, text: string): Promise<void> {
  await repo.write("notes.txt", `${text}\n`);
  await repo.git("add", "notes.txt");
  await repo.git("commit", "-qm", text);
}

test("a label and a body edit that the user makes during the run are merged with the agent's ticks", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title", ["It works", "It is short"]);
  const path = `.chant/specs/${id}.md`;
  const ran = await workMeanwhile(repo, id, async () => {
    const text = await repo.read(path);
    await repo.write(path, text.replace("status: pending", "status: pending\nlabels: [urgent]"));
    await repo.git("commit", "-qm", "a label", "--", path);
    await appendFile(join(repo.root, path), "\n## Notes\n\nKeep it friendly.\n");
  });

  expect(ran).toMatchObject({ code: 0, outcome: "completed", merged: true });
  const text = await repo.read(path);
  expect(text).toMatch(/^status: completed$/m);
  expect(text).toMatch(/^labels: \[urgent\]$/m);
  expect(text).toContain("- [x] It works\n- [x] It is short\n");
  expect(text).toContain("## Notes\n\nKeep it friendly.\n");
  await expectNothingLeft(repo);
});

test("a criterion that the user adds during the run is kept, and the spec is not completed without it", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title", ["It works", "It is short"]);
  const path = `.chant/specs/${id}.md`;
  const ran = await workMeanwhile(repo, id, async () => {
    const text = await repo.read(path);
    await repo.write(path, text.replace("- [ ] It works\n", "- [ ] It is polite\n- [ ] It works\n"));
  });

  expect(ran).toMatchObject({ code: 4, outcome: "needs_attention", reason: "criteria_open", merged: false });
  expect(ran.message).toContain("It is polite");
  const text = await repo.read(path);
  expect(text).toMatch(/^status: needs_attention$/m);
  expect(text).toContain("- [ ] It is polite\n");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.read("README.md")).toBe("# Scratch\n");

  await repo.write(path, text.replace("- [ ] It is polite", "- [x] It is polite"));
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read(path)).toMatch(/- \[x\] It is polite\n- \[x\] It works\n- \[x\] It is short\n$/);
  expect(await statusOf(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});

test("W7: a user who switches to another branch during the run keeps it, edits included; only the target moves", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title");
  const path = `.chant/specs/${id}.md`;
  await repo.git("branch", "other");
  const ran = await workMeanwhile(repo, id, async () => {
    await repo.git("checkout", "-q", "other");
    await appendFile(join(repo.root, path), "\nAn idea.\n");
  });

  expect(ran).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.git("show", "main:README.md")).toBe("# Greetings\n");
  expect(await repo.git("show", `main:${path}`)).toMatch(/^status: completed$/m);
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/other\n");
  expect(await repo.git("log", "-1", "--format=%s", "other")).toBe(`chant: add ${id}\n`);
  expect(await repo.git("status", "--porcelain")).toBe(` M ${path}\n`);
  expect(await repo.read(path)).toMatch(/\nAn idea\.\n$/);
  expect(await repo.worktrees()).toEqual([]);
  await expectNobodyAtIt(repo);
});

test("in the middle of a merge of the user's, the run waits and that merge stays; then merge completes it", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.git("checkout", "-qb", "other");
  await commitNotes(repo, "theirs");
  await repo.git("checkout", "-q", "main");
  const ran = await workMeanwhile(repo, id, async () => {
    await commitNotes(repo, "mine");
    await expect(repo.git("merge", "-q", "other")).rejects.toThrow();
  });

  expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "checkout_dirty", files: ["notes.txt"] });
  expect(await repo.git("rev-parse", "MERGE_HEAD")).toBe(await repo.git("rev-parse", "other"));
  expect(await repo.git("diff", "--name-only", "--diff-filter=U")).toBe("notes.txt\n");
  expect(await repo.read("notes.txt")).toContain("<<<<<<<");
  expect(await repo.read("README.md")).toBe("# Scratch\n");
  await expectNobodyAtIt(repo);

  await repo.write("notes.txt", "ours\n");
  await repo.git("commit", "-qam", "merge other");
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read("README.md")).toBe("# Greetings\n");
  expect(await repo.read("notes.txt")).toBe("ours\n");
  expect(await statusOf(repo, id)).toBe("completed");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.worktrees()).toEqual([]);
});

test("a target that the user rebases during the run is not moved, so that the rebase can end; then merge completes it", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title");
  await repo.git("checkout", "-qb", "other");
  await commitNotes(repo, "theirs");
  await repo.git("checkout", "-q", "main");
  let before = "";
  const ran = await workMeanwhile(repo, id, async () => {
    await commitNotes(repo, "mine");
    before = await repo.git("rev-parse", "main");
    await expect(repo.git("rebase", "-q", "other")).rejects.toThrow();
  });

  expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "checkout_dirty", merged: false });
  expect(ran.message).toContain("main is being rebased");
  expect(await repo.git("rev-parse", "main")).toBe(before);
  await expectNobodyAtIt(repo);

  await repo.write("notes.txt", "ours\n");
  await repo.git("add", "notes.txt");
  await repo.git("-c", "core.editor=true", "rebase", "--continue");
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/main\n");
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read("README.md")).toBe("# Greetings\n");
  expect(await repo.read("notes.txt")).toBe("ours\n");
  expect(await statusOf(repo, id)).toBe("completed");
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("a spec in the middle of a merge of the user's stays as it is, unmerged, until that merge is done", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const path = `.chant/specs/${id}.md`;
  const retitle = async (title: string) => {
    await repo.write(path, (await repo.read(path)).replace("Write the greeting", title));
    await repo.git("commit", "-qam", title);
  };
  await repo.git("checkout", "-qb", "other");
  await retitle("Write their greeting");
  await repo.git("checkout", "-q", "main");
  let unmerged = "";
  const ran = await workMeanwhile(repo, id, async () => {
    await retitle("Write my greeting");
    await expect(repo.git("merge", "-q", "other")).rejects.toThrow();
    unmerged = await repo.read(path);
  });

  expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "checkout_dirty", files: [path] });
  expect(unmerged).toContain("<<<<<<<");
  expect(await repo.read(path)).toBe(unmerged);
  expect(await repo.git("diff", "--name-only", "--diff-filter=U")).toBe(`${path}\n`);
  expect(await repo.git("log", "-1", "--format=%s")).toBe("Write my greeting\n");

  await repo.git("checkout", "-q", "--ours", path);
  await repo.git("commit", "-qam", "merge other");
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read(path)).toMatch(/^status: completed$[^]*# Write my greeting$[^]*- \[x\] It works\n$/m);
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("a spec that the user deletes during the run stays deleted, and the agent's work stays on its branch", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title");
  const path = `.chant/specs/${id}.md`;
  const ran = await workMeanwhile(repo, id, async () => {
    await repo.git("rm", "-q", path);
    await repo.git("commit", "-qm", "not needed any more");
  });
  expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "merge_conflict", files: [path] });
  expect(await repo.git("ls-tree", "-r", "--name-only", "main")).not.toContain(path);
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.git("show", `chant/${id}:README.md`)).toBe("# Greetings\n");
  await expectNobodyAtIt(repo);
});

test("Z4: a target that is renamed during the run is named, and the agent's work stays on its branch", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title");
  const ran = await workMeanwhile(repo, id, () => repo.git("branch", "-m", "main", "trunk"));
  expect(ran).toMatchObject({ code: 5, error: "GIT_FAILED" });
  expect(await repo.git("show", `chant/${id}:README.md`)).toBe("# Greetings\n");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.worktrees()).toHaveLength(1);
  await expectNobodyAtIt(repo);
});

test("Z4: a worktree that somebody removes during the run costs what was not committed only, and resume goes on", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title");
  await repo.agentScript("echo part > part.txt; git add -A; commit part", 'rm -rf "$CHANT_WORKTREE_PATH"');
  const ran = await repo.chant("work", id);
  expect(ran.code).not.toBe(0);
  expect(await statusOf(repo, id)).toBe("needs_attention");
  expect(await repo.git("show", `chant/${id}:part.txt`)).toBe("part\n");
  await expectNobodyAtIt(repo);

  await repo.agentScript(...editReadme);
  expect(await repo.result("resume", id, "--work")).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read("part.txt")).toBe("part\n");
  await expectNothingLeft(repo);
});

test("of two runs at once that change the same place one is merged, and the other waits with its work kept", async () => {
  const repo = await scratch();
  await repo.agentScript('echo "# $CHANT_SPEC_ID" > README.md; tick; git add -A; commit work');
  const ids = [await repo.spec("Write one title"), await repo.spec("Write another")];
  const results = await Promise.all(ids.map((id) => repo.result("work", id)));
  const outcomes = results.map(({ code, outcome }) => `${code} ${outcome}`).sort();
  expect(outcomes).toEqual(["0 completed", "5 needs_attention"]);
  const waiting = ids[results.findIndex(({ code }) => code === 5)] as string;
  const merged = ids.find((id) => id !== waiting) as string;
  expect(await statusOf(repo, merged)).toBe("completed");
  expect(await statusOf(repo, waiting)).toBe("needs_attention");
  expect(await repo.read("README.md")).toBe(`# ${merged}\n`);
  expect(await repo.git("show", `chant/${waiting}:README.md`)).toBe(`# ${waiting}\n`);
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.worktrees()).toHaveLength(1);
  await expectNobodyAtIt(repo);
});
