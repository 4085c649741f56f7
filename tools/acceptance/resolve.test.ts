import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scratch } from "./create-scratch.ts";
import { expectNothingLeft, reachable, statusOf } from "./invariants.ts";
import { contradict, head, merge, worked } from "./merging.ts";
import { scratch } from "./scratch.ts";

/** Shell lines of an agent that keeps what both sides wrote, and ends the merge. */
const keepsBoth = [
  'for file in $(git diff --name-only --diff-filter=U); do sed -i "/^[<=>]\\{7\\}/d" "$file"; git add "$file"; done',
  "git commit -q --no-edit",
];

/** A spec whose branch is in conflict with main about one file. */
async function conflicting(...agent: readonly string[]): Promise<{ repo: Scratch; id: string; file: string }> {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  await contradict(repo, id);
  await repo.agentScript(...agent);
  return { repo, id, file: `work-${id}.txt` };
}

test("M14: an agent is told what conflicts and where, keeps both sides, and the branch is merged", async () => {
  const { repo, id, file } = await conflicting(`cp "$CHANT_PROMPT_FILE" "$HOME/prompt.md"`, ...keepsBoth);
  const before = await reachable(repo);
  expect(await repo.result("merge", id)).toMatchObject({ code: 5, reason: "merge_conflict" });

  const result = await repo.result("resolve", id);

  expect(result).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read(file)).toMatch(/work of[^]*not so/);
  expect(await repo.git("show", "--format=%s", "main~1")).toContain(`chant(${id}): merge main`);
  const prompt = await readFile(join(repo.env["HOME"] as string, "prompt.md"), "utf8");
  expect(prompt).toContain(`- ${file}`);
  expect(prompt).toContain("++>>>>>>>");
  expect(prompt).not.toContain("{{");
  const after = await reachable(repo);
  for (const commit of before) expect(after).toContain(commit);
  await expectNothingLeft(repo);
});

const bad: readonly [what: string, reason: string, ...agent: string[]][] = [
  ["leaves the conflict as it is", "conflict_left", "true"],
  ["resolves it and does not commit", "conflict_left", ...keepsBoth.slice(0, 1)],
  ["commits the markers", "markers_left", "git commit -qa --no-edit"],
  ["changes another file", "outside_conflict", "echo more >> README.md; git add README.md", ...keepsBoth],
  ["drops the branch's work", "side_lost", "git checkout -q --theirs .; git commit -qa --no-edit"],
  ["drops the target's work", "side_lost", "git checkout -q --ours .; git commit -qa --no-edit"],
  ["gives up", "error", "exit 3"],
];

test.each(bad)("M8: an agent that %s merges nothing: %s", async (_what, reason, ...agent) => {
  const { repo, id, file } = await conflicting(...agent);
  const main = await repo.read(file);

  expect(await repo.result("resolve", id)).toMatchObject({ merged: false, reason });

  expect(await repo.read(file)).toBe(main);
  expect(await repo.git("show", `refs/chant/backup/${id}/2:${file}`)).not.toBe("");
  const [worktree] = (await repo.worktrees()) as [string];
  expect(await repo.git("-C", worktree, "status", "--porcelain")).toBe("");
  await expect(repo.git("-C", worktree, "rev-parse", "MERGE_HEAD")).rejects.toThrow();
  await expect(repo.git("merge-base", "--is-ancestor", "main~1", `chant/${id}`)).rejects.toThrow();
});

test("what an agent left uncommitted is kept when its merge is taken back", async () => {
  const { repo, id } = await conflicting("echo partial > partial.txt");
  await repo.result("resolve", id);
  expect(await repo.git("show", `refs/chant/backup/${id}/2:partial.txt`)).toBe("partial\n");
});

test("the checks of the project have the last word", async () => {
  const { repo, id } = await conflicting(...keepsBoth);
  await repo.configure("merge", "checks: [test -f allowed]");
  expect(await repo.result("resolve", id)).toMatchObject({ code: 4, merged: false, reason: "checks_failed" });
  await repo.write("allowed", "");
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "allowed");
  expect(await repo.result("resolve", id)).toMatchObject({ code: 0, merged: true });
});

test("merge --auto resolves what conflicts and merges the rest as ever, also with --rebase", async () => {
  const repo = await scratch();
  const ids = (await worked(repo, 3)) as [string, string, string];
  await contradict(repo, ids[1]);
  await repo.agentScript(...keepsBoth);
  const { code, data } = await merge(repo, "--all", "--rebase", "--auto");
  expect(code, JSON.stringify(data)).toBe(0);
  expect(data.results.map(({ merged }) => merged)).toEqual([true, true, true]);
  for (const id of ids) expect(await repo.read(`work-${id}.txt`)).toContain("work");
  await expectNothingLeft(repo);
});

test("a worktree in which somebody is at work is left to them, and what is in no conflict is merged", async () => {
  const { repo, id } = await conflicting("exit 9");
  const [worktree] = (await repo.worktrees()) as [string];
  await repo.git("-C", worktree, "mv", "README.md", "moved.md");
  expect(await repo.result("resolve", id)).toMatchObject({ code: 3, error: "STATE_CHECKOUT_DIRTY" });
  await repo.git("-C", worktree, "reset", "-q", "--hard");
  await repo.git("-C", worktree, "merge", "-q", "-X", "ours", "main");
  expect(await repo.result("resolve", id)).toMatchObject({ code: 0, merged: true });
  expect(await repo.result("resolve", id)).toMatchObject({ code: 0, message: "Already merged." });
});

test("work that is not done has no conflict to resolve", async () => {
  const repo = await scratch({ agent: "no-ticks" });
  const id = await repo.spec("Not done");
  expect(await repo.result("resolve", id)).toMatchObject({ code: 3, error: "STATE_NO_RUN" });
  await repo.agentScript("exit 1");
  await repo.chant("work", id);
  expect(await repo.result("resolve", id)).toMatchObject({ code: 3, error: "STATE_TRANSITION" });
});

test.each(["resolution:before", "resolution:started", "judged:after"])(
  "T4: killed at %s, recover settles it with nothing lost, and another resolve completes it",
  async (point) => {
    const { repo, id, file } = await conflicting(...keepsBoth);
    const before = await head(repo, `chant/${id}`);
    const killed = await repo.chantWith({ env: { CHANT_CRASH_AT: point } }, "resolve", id);
    expect(killed.code, "the process was not killed").toBe(-1);
    expect([0, 4, 5]).toContain((await repo.chant("recover", "--yes")).code);
    await repo.chant("resolve", id);
    expect(await statusOf(repo, id)).toBe("completed");
    expect(await repo.read(file)).toMatch(/work of[^]*not so/);
    expect(await reachable(repo)).toContain(before);
    await expectNothingLeft(repo);
  },
);

test("whoever takes the spec up again goes on with the conflict", async () => {
  const { repo, id, file } = await conflicting("exit 1");
  expect(await repo.result("resolve", id)).toMatchObject({ code: 4, outcome: "failed" });
  await repo.agentScript('grep -q "## What conflicts" "$CHANT_PROMPT_FILE"', ...keepsBoth);
  expect(await repo.result("retry", id)).toMatchObject({ code: 0, merged: true });
  expect(await repo.read(file)).toMatch(/work of[^]*not so/);
});
