import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "../../kernel/context.ts";
import { loadSpecs } from "../specs/specs.ts";
import { findLostWork } from "./lost-work.ts";

const id = "2026-01-22-001-aaa";

/** A spec whose work is a commit on a branch: an edit of `a.txt` and a new `b.txt`. */
async function setUp(config = "") {
  const dir = await gitDir(
    { ".chant/config.md": `---\n${config}---\n`, "a.txt": "a\n", "c.txt": "c\n" },
    onTestFinished,
  );
  const { git, write } = dir;
  await git("switch", "-qc", "work");
  await write({ "a.txt": "A\n", "b.txt": "b\n" });
  await git("add", "-A");
  await git("commit", "-qm", "work");
  const commit = await git("rev-parse", "HEAD");
  await git("switch", "-q", "main");
  const record = (fields: string, status = "completed") =>
    write({ [`.chant/specs/${id}.md`]: `---\nstatus: ${status}\n${fields}---\n\n# One\n` });
  const why = async () => {
    const context = createContext({ cwd: dir.path, env: { ...dir.env, CHANT_TEST: "1" }, surface: "cli" });
    const project = await context.project();
    const lost = await findLostWork({ project, context }, (await loadSpecs(project)).active);
    return lost.get(id)?.message;
  };
  return { ...dir, commit, record, why, withCommit: (fields = "") => record(`commits: [${commit}]\n${fields}`) };
}

const elsewhere = /^2026-01-22-001-aaa is completed, and its work \([0-9a-f]{8}\) is not in what is checked out\.$/;

test("T5: commits that are only on another branch are missed, and not any more once they are merged", async () => {
  const { why, withCommit, git } = await setUp();
  await withCommit();
  expect(await why()).toMatch(elsewhere);
  await git("merge", "-q", "--no-ff", "work");
  expect(await why()).toBeUndefined();
});

test("M15: work that was squashed or rebased elsewhere is there, also when the spec itself differs", async () => {
  const squashed = await setUp();
  await squashed.git("merge", "-q", "--squash", "work");
  await squashed.git("commit", "-qm", "all at once");
  await squashed.withCommit();
  expect(await squashed.why()).toBeUndefined();
  const rebased = await setUp();
  await rebased.git("cherry-pick", "work");
  await rebased.write({ "b.txt": "later\n" });
  await rebased.git("commit", "-qam", "later");
  await rebased.withCommit();
  expect(await rebased.why()).toBeUndefined();
});

test("T5: a branch of the spec that holds work is missed too, under any prefix", async () => {
  const { why, record, git } = await setUp("defaults:\n  branch_prefix: agents/\n");
  await record("");
  expect(await why()).toBeUndefined();
  await git("branch", `agents/${id}`, "work");
  expect(await why()).toMatch(elsewhere);
  await git("branch", "-m", `agents/${id}`, "mine");
  await record("branch: mine\n");
  expect(await why()).toMatch(elsewhere);
  await git("branch", "-f", "mine", "main");
  expect(await why()).toBeUndefined();
});

test("what chant merged is there, whatever the commit is called now", async () => {
  const { why, withCommit, git, path } = await setUp();
  await withCommit();
  const merge = { state: "merged", commit: await git("rev-parse", "main"), fast_forward: false };
  await mkdir(join(path, ".chant/logs", id), { recursive: true });
  await writeFile(join(path, ".chant/logs", id, "1.json"), JSON.stringify(recordOf(merge)));
  expect(await why()).toBeUndefined();
});

function recordOf(merge: object) {
  const supervisor = { pid: 1, start_time: "x", host: "h" };
  const about = {
    process_id: `${id}-1`,
    spec_id: id,
    attempt: 1,
    mode: "single",
    phase: "cleaned",
    status_before: "pending",
  };
  const git = { tracked: true, edited: false, spec_path: "x", target: "main", target_checked_out: true, branch: "b" };
  const rest = { continued: false, provider: "p", prompt: "standard", intent: "run", commits: [], started_at: "x" };
  const options = {
    allow_no_commits: false,
    skip_criteria: false,
    skip_approval: false,
    skip_deps: false,
    merge: true,
  };
  return { ...about, ...git, ...rest, supervisor, options, merge };
}

const dropped = `${id} is completed, and none of its target files is other than before its commits.`;

test("M8: a merge that dropped what the commits did to the target files is noticed", async () => {
  const { why, withCommit, git, write } = await setUp();
  await withCommit("target_files: [a.txt, ./b.txt]\n");
  await git("merge", "-q", "--no-ff", "-s", "ours", "work");
  expect(await why()).toBe(dropped);
  await withCommit("target_files: [c.txt]\n");
  expect(await why()).toBe(dropped);
  await withCommit("target_files: [c.txt, a.txt]\n");
  await write({ "a.txt": "in another way\n" });
  await git("commit", "-qam", "after all");
  expect(await why()).toBeUndefined();
});

test.each([
  ["a pattern", "target_files: ['src/**']\n"],
  ["outside of the repository", "target_files: [../x.txt]\n"],
  ["none", ""],
])("target files that are %s tell nothing", async (_, fields) => {
  const { why, withCommit, git } = await setUp();
  await withCommit(fields);
  await git("merge", "-q", "--no-ff", "-s", "ours", "work");
  expect(await why()).toBeUndefined();
});

test("commits that nobody has, short ones and words are not missed, and no other status is looked at", async () => {
  const { why, record, commit } = await setUp();
  await record(`commits: ['${"1".repeat(40)}', ${commit.slice(0, 8)}, --all]\ntarget_files: [c.txt]\n`);
  expect(await why()).toBeUndefined();
  await record(`commits: [${commit}]\n`, "cancelled");
  expect(await why()).toBeUndefined();
});
