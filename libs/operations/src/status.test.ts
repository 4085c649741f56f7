import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, type GitDir } from "@chant/test-kit";
import { statuses } from "@chant/core";
import { expect, onTestFinished, test } from "vitest";
import { folderSize } from "./engine/attempts/folder-size.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { list } from "./list.ts";
import { status } from "./status.ts";

const now = "2026-01-25T12:00:00Z";

const spec = (fields: string, title = "One") => `---\n${fields}---\n\n# ${title}\n`;

async function project(specs: Readonly<Record<string, string>>, config = "---\n---\n"): Promise<GitDir> {
  const tree = Object.fromEntries(Object.entries(specs).map(([id, text]) => [`.chant/specs/${id}.md`, text]));
  return gitDir({ ".chant/config.md": config, ".chant/specs/.keep": "", ...tree }, onTestFinished);
}

function contextOf(dir: GitDir) {
  const env = { ...dir.env, CHANT_TEST: "1", CHANT_NOW: now, TZ: "UTC" };
  return createContext({ cwd: dir.path, env, surface: "cli" });
}

const every = {
  "2026-01-22-001-aaa": spec(
    "status: completed\ncompleted_at: 2026-01-25T11:00:00Z\nstarted_at: 2026-01-24T09:00:00Z\n",
  ),
  "2026-01-22-002-bbb": spec("status: pending\n"),
  "2026-01-22-003-ccc": spec("status: pending\ndepends_on: [2026-01-22-002-bbb]\n"),
  "2026-01-22-004-ddd": spec("status: cancelled\n"),
  "2026-01-22-005-eee": spec("status: failed\nfailed_at: 2026-01-25T10:00:00Z\nerror: boom\n"),
  "2026-01-22-006-fff": spec("status: needs_attention\nreason: look\n"),
  "2026-01-22-007-ggg": spec("status: paused\n"),
  "2026-01-25-001-hhh": spec("status: in_progress\nstarted_at: 2026-01-25T11:15:00Z\n"),
  "2026-01-25-002-iii": "---\nstatus: [\n---\n\n# Broken\n",
  "2026-01-25-003-jjj": spec("status: pending\napproval:\n  required: true\n  status: pending\n"),
};

test("a status tells numbers, today, what needs somebody, what goes on and what is ready, in the documented shape", async () => {
  const report = await runOperation(status, {}, contextOf(await project(every)));
  expect(report.counts).toMatchObject({ total: 10, in_progress: 1, completed: 1, failed: 1, ready: 1, blocked: 1 });
  expect(report.today).toEqual({ completed: 1, started: 1, created: 3 });
  expect(report.attention.map(({ id, status: state, ago }) => [id, state, ago])).toEqual([
    ["2026-01-22-005-eee", "failed", "2h ago"],
    ["2026-01-22-006-fff", "needs_attention", undefined],
    ["2026-01-25-002-iii", "unreadable", undefined],
  ]);
  const going = { id: "2026-01-25-001-hhh", title: "One", elapsed_minutes: 45, since: "2026-01-25T11:15:00Z" };
  expect(report.in_progress).toEqual([{ ...going, cut_off: false }]);
  expect(report.ready).toEqual([{ id: "2026-01-22-002-bbb", title: "One" }]);
  expect([report.ready_count, report.agent]).toEqual([1, { provider: "claude", permission: "full" }]);
});

test.each([...statuses, "ready", "blocked"] as const)("U9: as many are %s as the list of them has", async (name) => {
  const context = contextOf(await project(every));
  const { counts } = await runOperation(status, {}, context);
  const { total } = await runOperation(list, { status: [name] }, context);
  expect(counts[name]).toBe(total);
});

test("only the first five ready ones are named", async () => {
  const specs = Array.from({ length: 7 }, (_, at) => [`2026-01-22-00${at}-aaa`, spec("status: pending\n")]);
  const report = await runOperation(status, {}, contextOf(await project(Object.fromEntries(specs))));
  expect([report.ready.length, report.ready_count]).toEqual([5, 7]);
});

test("what needs an approval is named, and a rejection as one, up to five", async () => {
  const asking = Array.from({ length: 5 }, (_, at) => [
    `2026-01-22-00${at}-aaa`,
    spec("status: pending\napproval: {required: true, status: pending}\n"),
  ]);
  const specs = {
    "2026-01-21-001-rrr": spec("status: needs_attention\napproval: {status: rejected, by: ann}\n"),
    "2026-01-21-002-ooo": spec("status: pending\napproval: {required: true, status: approved, by: ann}\n"),
    ...Object.fromEntries(asking),
  };
  const report = await runOperation(status, {}, contextOf(await project(specs)));
  expect(report.needs_approval[0]).toMatchObject({ id: "2026-01-21-001-rrr", approval: "rejected" });
  expect([report.needs_approval.length, report.needs_approval_count, report.ready_count]).toEqual([5, 6, 1]);
});

test.each([
  [
    every,
    "1 ready, 1 in-progress, 1 paused, 4 pending, 1 blocked, 1 completed, 1 failed, 1 needs-attention, 1 cancelled",
  ],
  [{}, "no specs"],
])("in brief it is one line, without what there is none of", async (specs, line) => {
  const { brief } = await runOperation(status, { brief: true }, contextOf(await project(specs)));
  expect(brief).toBe(line);
});

test("a config that cannot be read hides no specs", async () => {
  const dir = await project(every, "---\nagent:\n  permission: everything\n---\n");
  const report = await runOperation(status, {}, contextOf(dir));
  expect([report.counts.total, report.agent]).toEqual([10, undefined]);
});

test("the specs of several repositories are counted for each and in all, and named by theirs", async () => {
  const [other, gone] = [await project({ "2026-01-22-001-zzz": spec("status: failed\n") }), await project({})];
  await rm(gone.path, { recursive: true });
  const repos = `repos:\n  - {name: other, path: ${other.path}}\n  - {name: gone, path: ${gone.path}}\n`;
  const dir = await project(every, `---\n${repos}---\n`);
  const report = await runOperation(status, { global: true }, contextOf(dir));
  expect(report.repositories?.map(({ name, counts }) => [name, counts.total])).toEqual([
    [undefined, 10],
    ["other", 1],
  ]);
  expect([report.counts.total, report.counts.failed]).toEqual([11, 2]);
  expect(report.attention.map(({ id }) => id)).toContain("other:2026-01-22-001-zzz");
  await expect(runOperation(status, { repo: "gone" }, contextOf(dir))).rejects.toMatchObject({
    code: "CONFIG_REPO_MISSING",
  });
});

test("Q5: a folder is measured without following links, and only so far", async () => {
  const dir = await gitDir({ "a/one": "12345", "a/b/two": "123", "c/three": "1" }, onTestFinished);
  await symlink(join(dir.path), join(dir.path, "a", "loop"));
  await symlink(join(dir.path, "c"), join(dir.path, "a", "b", "away"));
  expect(await folderSize(join(dir.path, "a"))).toEqual({ bytes: 8, files: 2, whole: true });
  expect((await folderSize(join(dir.path, "a"), 1)).whole).toBe(false);
  expect(await folderSize(join(dir.path, "none"))).toEqual({ bytes: 0, files: 0, whole: true });
});

test("sizes and worktrees are told where they are asked for", async () => {
  const dir = await project(every);
  await writeFile(join(dir.path, ".chant/specs/note.txt"), "12345");
  await dir.git("worktree", "add", "-q", "-b", "chant/2026-01-22-002-bbb", join(dir.base, "tree"));
  await dir.git("worktree", "add", "-q", "-b", "mine", join(dir.base, "mine"));
  const report = await runOperation(status, { disk: true, worktrees: true }, contextOf(dir));
  expect(report.disk?.find(({ name }) => name === "specs")?.bytes).toBeGreaterThan(5);
  expect(report.worktrees).toMatchObject([
    { branch: "chant/2026-01-22-002-bbb", spec_id: "2026-01-22-002-bbb", status: "pending", running: false },
  ]);
});
