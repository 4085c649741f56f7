import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scratch } from "./create-scratch.ts";
import { expectNothingLeft, reachable, statusOf } from "./invariants.ts";
import { contradict, head, merge, worked } from "./merging.ts";
import { scratch } from "./scratch.ts";

test("--list tells what each merge would come to, and changes nothing", async () => {
  const repo = await scratch();
  const [plain, contradicted] = (await worked(repo, 2)) as [string, string];
  await repo.agent("exit-1-dirty");
  const failed = await repo.spec("Fail");
  await repo.chant("work", failed);
  await contradict(repo, contradicted);
  const before = [await repo.git("for-each-ref"), await repo.git("status", "--porcelain")];

  const { data } = await merge(repo, "--list");

  expect(data.branches?.map(({ spec_id, state, files }) => [spec_id, state, files])).toEqual(
    [
      [plain, "ready", undefined],
      [contradicted, "conflicts", [`work-${contradicted}.txt`]],
      [failed, "not_completed", undefined],
    ].sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)),
  );
  expect([await repo.git("for-each-ref"), await repo.git("status", "--porcelain")]).toEqual(before);
  const text = (await repo.chant("merge", "--list")).stdout;
  expect(text).toMatch(new RegExp(`ready +chant/${plain} → main +\\d commits, \\d+ behind`));
  expect(text).toContain("has conflicts");
});

test("--ready merges what has no conflict, and --dry-run of it shows the plan that is then carried out", async () => {
  const repo = await scratch();
  const [plain, contradicted] = (await worked(repo, 2)) as [string, string];
  await contradict(repo, contradicted);
  const plan = await merge(repo, "--ready", "--dry-run");
  expect(plan.data.branches?.map(({ spec_id }) => spec_id)).toEqual([plain]);
  const done = await merge(repo, "--ready");
  expect(done.code).toBe(0);
  expect(done.data.results).toMatchObject([{ spec_id: plain, merged: true }]);
  expect(await statusOf(repo, contradicted)).not.toBe("needs_attention");
});

test("M12: M16: of five branches one conflicts and one is gone: the others are merged in order, and each has its result", async () => {
  const repo = await scratch();
  const ids = await worked(repo, 5);
  const [, contradicted, gone] = ids as [string, string, string];
  await contradict(repo, contradicted);
  for (const worktree of await repo.worktrees())
    if (worktree.includes(gone)) await repo.git("worktree", "remove", "--force", worktree);
  const lost = await head(repo, `chant/${gone}`);
  await repo.git("branch", "-D", `chant/${gone}`);
  const { code, data } = await merge(repo, ...ids);
  expect(data.results.map(({ merged, reason }) => [merged, reason])).toEqual(
    [
      [true, "verified"],
      [false, "merge_conflict"],
      [false, "STATE_NO_RUN"],
      [true, "verified"],
      [true, "verified"],
    ].map(([merged, reason]) => [merged, reason === "verified" ? (expect.anything() as unknown) : reason]),
  );
  expect(code).not.toBe(0);
  await repo.git("branch", `chant/${gone}`, lost);
  expect((await merge(repo, gone)).code).toBe(0);
});

test("--no-continue-on-error stops at the first that cannot be merged", async () => {
  const repo = await scratch();
  const ids = await worked(repo, 3);
  await contradict(repo, ids[1] as string);
  const { data } = await merge(repo, ...ids, "--no-continue-on-error");
  expect(data.results.map(({ merged, reason }) => (merged ? "merged" : reason))).toEqual([
    "merged",
    "merge_conflict",
    "not_tried",
  ]);
  expect((await repo.git("rev-parse", "--verify", `chant/${ids[2] as string}`)).trim()).not.toBe("");
});

test("--no-ff makes a merge commit, --squash one commit, and no commit of an agent is lost", async () => {
  const repo = await scratch();
  const [plain, squashed] = (await worked(repo, 2)) as [string, string];
  const commits = await reachable(repo);
  await merge(repo, plain, "--no-ff");
  expect((await repo.git("log", "-1", "--format=%P")).trim().split(" ")).toHaveLength(2);
  await merge(repo, squashed, "--squash");
  expect((await repo.git("log", "-1", "--format=%P")).trim().split(" ")).toHaveLength(1);
  expect(await repo.read(`work-${squashed}.txt`)).toBe(`work of ${squashed}\n`);
  expect(await statusOf(repo, squashed)).toBe("completed");
  const after = await reachable(repo);
  for (const commit of commits) expect(after).toContain(commit);
  await expectNothingLeft(repo);
});

test("M15: M7: what somebody squashed into the target counts as merged everywhere, and its branch is cleaned up", async () => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  const next = await repo.spec("Answer the letter");
  await repo.write(`.chant/specs/${next}.md`, `---\nstatus: pending\ndepends_on: [${id}]\n---\n# Answer\n`);
  await repo.git("commit", "-qam", "it depends on the letter");
  expect(await rowsOf(repo)).toMatchObject({ [id]: { unmerged: true }, [next]: { ready: false } });
  const commits = await reachable(repo);
  await repo.git("merge", "-q", "--squash", `chant/${id}`);
  await repo.git("commit", "-qm", "by the host's button");
  const rows = await rowsOf(repo);
  expect(rows).toMatchObject({ [id]: { status: "completed" }, [next]: { ready: true } });
  expect(rows[id]).not.toHaveProperty("unmerged");
  expect((await repo.chant("diagnose", id)).stdout).toContain("merged elsewhere");
  await writeFile(join(repo.root, `work-${id}.txt`), "and changed later\n");
  await repo.git("commit", "-qam", "later");
  expect((await merge(repo, "--list")).data.branches).toMatchObject([{ spec_id: id, state: "merged" }]);
  const before = await head(repo);
  const { code, data } = await merge(repo, id);
  expect(code).toBe(0);
  expect(data.results).toMatchObject([{ merged: true }]);
  expect(await head(repo)).toBe(before);
  const after = await reachable(repo);
  for (const commit of commits) expect(after).toContain(commit);
  await expectNothingLeft(repo);
});

test("--no-delete-branch keeps the branch, not its worktree", async () => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  await merge(repo, id, "--no-delete-branch");
  expect(await head(repo, `chant/${id}`)).toBe(await head(repo));
  expect(await repo.worktrees()).toEqual([]);
});

test("--finalize completes what was finished by hand, then merges it", async () => {
  const repo = await scratch({ agent: "leave-one-open" });
  const id = await repo.spec("Write the greeting", ["One", "Two"]);
  const ran = await repo.result("work", id);
  const copy = join(ran.worktree as string, `.chant/specs/${id}.md`);
  const text = await repo.git("-C", ran.worktree as string, "show", `HEAD:.chant/specs/${id}.md`);
  await writeFile(copy, text.replaceAll("- [ ]", "- [x]"));
  await repo.git("-C", ran.worktree as string, "commit", "-qam", "the rest");
  expect((await merge(repo, id)).error.code).toBe("STATE_NO_RUN");
  expect(await merge(repo, id, "--finalize")).toMatchObject({ code: 0, data: { results: [{ merged: true }] } });
  expect(await statusOf(repo, id)).toBe("completed");
});

test("a driver stands for its members, and is completed with the last of them", async () => {
  const repo = await scratch();
  const driver = await repo.spec("Write everything", []);
  const header = await repo.read(`.chant/specs/${driver}.md`);
  await repo.write(
    `.chant/specs/${driver}.md`,
    header.replace("type: code", "type: group").replace(/\n## Acceptance[^]*/, ""),
  );
  const [one, two] = [`${driver}.1`, `${driver}.2`];
  const member = "---\nstatus: pending\n---\n\n# Part\n\n## Acceptance Criteria\n\n- [ ] Done\n";
  for (const id of [one, two]) await repo.write(`.chant/specs/${id}.md`, member);
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "members");
  for (const id of [one, two]) expect((await repo.chant("work", id, "--no-merge", "--skip-deps")).code).toBe(0);
  const { data } = await merge(repo, driver);
  expect(data.results.map(({ merged }) => merged)).toEqual([true, true]);
  expect(await statusOf(repo, driver)).toBe("completed");
});

test.each([
  [["--all-completed", "{id}"], 2, "INPUT_INVALID"],
  [["--no-ff", "--squash", "--all"], 2, "INPUT_INVALID"],
  [[], 2, "INPUT_MISSING"],
] as const)("merge %j is refused", async (args, code, error) => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  const ran = await merge(repo, ...args.map((arg) => arg.replace("{id}", id)));
  expect([ran.code, ran.error.code]).toEqual([code, error]);
});

interface Row {
  readonly id: string;
}

/** What `list` says of each spec. */
async function rowsOf(repo: Scratch): Promise<Record<string, Row>> {
  const { data } = await repo.json<{ data: { specs: Row[] } }>("list", "--all");
  return Object.fromEntries(data.specs.map((row) => [row.id, row]));
}
