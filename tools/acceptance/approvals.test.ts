import { expect, test } from "vitest";
import { ask, listed, pathOf } from "./approving.ts";
import { envelope, toResult, type Scratch } from "./create-scratch.ts";
import { notesStart, startedAgents, workAll } from "./dispatch.ts";
import { expectNothingLeft, stateOf, statusOf } from "./invariants.ts";
import { scratch } from "./scratch.ts";

const works = (repo: Scratch) => [notesStart(repo), "change; tick; git add -A; commit work"];

test("T7: without its approval a spec is worked in no mode, and no agent is started", async () => {
  const repo = await scratch();
  const id = await ask(repo);
  await repo.agentScript(...works(repo));
  const before = await stateOf(repo);
  expect(await repo.result("work", id)).toMatchObject({ code: 3, error: "STATE_NEEDS_APPROVAL" });
  expect((await repo.chant("work", id)).stderr).toContain(`fix: chant approve ${id}`);
  for (const mode of ["--chain", "--parallel", "--in-place"]) {
    const ran = await repo.chant("work", id, mode, "--json");
    expect([mode, ran.stdout]).toEqual([mode, expect.stringContaining("It needs an approval.")]);
  }
  expect((await workAll(repo, "--chain")).summary.started).toBe(0);
  expect(await stateOf(repo)).toEqual(before);
  expect(await repo.result("work", id, "--background")).toMatchObject({ code: 3, error: "STATE_NEEDS_APPROVAL" });
  expect(await startedAgents(repo)).toEqual([]);
  expect(await repo.worktrees()).toEqual([]);
});

test.each([[[]], [["--chain"]], [["--parallel"]]])(
  "T7: work --skip-approval %j goes on, and the spec says who let it",
  async (mode) => {
    const repo = await scratch();
    const id = await ask(repo);
    const { code, results } = await workAll(repo, id, ...mode, "--skip-approval");
    expect([code, results[0]?.outcome, results[0]?.merged]).toEqual([0, "completed", true]);
    const text = await repo.read(pathOf(id));
    expect(text).toMatch(/waivers:\n {2}- gate: approval\n {4}by: Tester <tester@example.com>\n/);
    expect(text).toMatch(/\n\*\*Tester\*\* - \d{4}-\d\d-\d\d \d\d:\d\d - BYPASSED\n--skip-approval\n/);
    expect(text).toContain("  status: pending\n");
  },
);

test("a bypass that bypassed nothing is no waiver", async () => {
  const repo = await scratch();
  const [free, approved] = [await repo.spec("Free"), await ask(repo)];
  await repo.chant("approve", approved);
  for (const id of [free, approved]) {
    expect(await repo.result("work", id, "--skip-approval")).toMatchObject({ outcome: "completed", merged: true });
    expect(await repo.read(pathOf(id))).not.toMatch(/waivers|BYPASSED/);
  }
});

test("a spec is approved and worked, and what was decided stays in it", async () => {
  const repo = await scratch();
  const id = await ask(repo);
  const rejected = await repo.chant("reject", id, "--by", "marcos", "--reason", "Too large");
  expect(rejected.stdout).toContain(`Spec ${id} REJECTED by marcos`);
  expect(rejected.stdout).toContain("Reason: Too large\n");
  expect(await repo.result("work", id)).toMatchObject({ code: 3, error: "STATE_NEEDS_APPROVAL" });
  const approved = await repo.chant("approve", id);
  expect(approved.stdout).toContain(`Spec ${id} APPROVED by Tester\n`);
  const again = await repo.chant("approve", id, "--by", "marcos");
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining(`${id} is approved by Tester already`)]);
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  const text = await repo.read(pathOf(id));
  expect(text).toMatch(/\*\*marcos\*\* - .* - REJECTED\nToo large\n\n\*\*Tester\*\* - .* - APPROVED\n$/);
  await expectNothingLeft(repo);
});

test("T7: a spec that was edited after its approval is not worked", async () => {
  const repo = await scratch();
  const id = await ask(repo);
  await repo.chant("approve", id, "--by", "marcos");
  await repo.write(pathOf(id), (await repo.read(pathOf(id))).replace("It works", "It does all"));
  const ran = await repo.chant("work", id);
  expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining("It was edited since it was approved by marcos")]);
  expect(await listed(repo)).toMatchObject([{ approval: "pending" }]);
  await repo.chant("approve", id);
  expect(await repo.result("work", id)).toMatchObject({ code: 0, merged: true });
});

test("in silent mode approvals are written and hold, and no commit tells of them", async () => {
  const repo = await scratch({ initFlags: ["--silent"] });
  const id = await ask(repo);
  const log = await repo.git("log", "--format=%B");
  expect(await repo.result("work", id)).toMatchObject({ code: 3, error: "STATE_NEEDS_APPROVAL" });
  const { data } = await repo.json<{ data: { committed: boolean } }>("approve", id, "--by", "marcos");
  expect(data.committed).toBe(false);
  expect(await repo.read(pathOf(id))).toMatch(
    / {2}by: marcos\n {2}at: .*\n {2}identity: Tester <tester@example.com>\n/,
  );
  expect(await repo.git("log", "--format=%B")).toBe(log);
  expect(await repo.result("work", id)).toMatchObject({ code: 0, merged: true });
});

test("I2: of many approvals at once one is recorded, and an edit at the same time is not lost", async () => {
  const repo = await scratch();
  const id = await ask(repo);
  const ran = await Promise.all(
    ["ann", "bob", "cid", "dan"].map((by) => repo.chant("approve", id, "--by", by, "--json")),
  );
  const told = ran.map((one) => envelope<{ data: { changed: boolean; by: string } }>(one).data);
  const [winner, ...others] = told.filter(({ changed }) => changed);
  expect(others).toEqual([]);
  expect(new Set(told.map(({ by }) => by))).toEqual(new Set([winner?.by]));
  const text = await repo.read(pathOf(id));
  expect(text.match(/ - APPROVED$/gm)).toHaveLength(1);
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("C-43: what needs an approval is marked wherever it is shown, and is not blocked", async () => {
  const repo = await scratch();
  const [open, edited, no] = [await ask(repo, "Open"), await ask(repo, "Edited"), await ask(repo, "No")];
  const ready = await repo.spec("Ready");
  await repo.chant("approve", edited);
  await repo.write(pathOf(edited), `${await repo.read(pathOf(edited))}\nMore.\n`);
  await repo.chant("reject", no, "--reason", "no");
  const lines = (await repo.chant("list")).stdout.split("\n");
  const line = (id: string) => lines.find((one) => one.includes(id));
  expect([line(open), line(edited), line(no)]).toEqual([
    expect.stringContaining("[needs approval]"),
    expect.stringContaining("[needs approval]"),
    expect.stringContaining("[rejected]"),
  ]);
  expect((await repo.chant("show", open)).stdout).toContain("It needs an approval.");
  const status = (await repo.chant("status")).stdout;
  expect(status).toContain("Needs approval");
  for (const id of [open, edited, no]) expect(status).toContain(id);
  expect((await repo.chant("ready")).stdout).toContain(ready);
  expect((await repo.chant("ready")).stdout).not.toContain(open);
  expect(await listed(repo, "--status", "blocked")).toEqual([]);
  expect((await listed(repo, "--status", "pending")).length).toBe(4);
});

test("lists are narrowed by approval, by who made a spec, who talked about it and when it was last touched", async () => {
  const repo = await scratch();
  const [one, two, three] = [await ask(repo, "One"), await ask(repo, "Two"), await ask(repo, "Three")];
  await repo.spec("Four");
  const alice = { GIT_AUTHOR_NAME: "Alice Adams", GIT_AUTHOR_EMAIL: "alice@example.com" };
  const added = await repo.chantWith({ env: alice }, "add", "Five", "--json");
  const five = envelope<{ data: { id: string } }>(added).data.id;
  await repo.chant("approve", one, "--by", "Marcos");
  await repo.chant("reject", two, "--by", "dave", "--reason", "Ask Marcos first");
  const ids = async (...flags: string[]) => (await listed(repo, ...flags)).map(({ id }) => id);
  expect(await ids("--approval", "pending")).toEqual([three]);
  expect(await ids("--approval", "approved")).toEqual([one]);
  expect(await ids("--approval", "rejected")).toEqual([two]);
  expect((await repo.chant("list", "--approval", "pending", "--count")).stdout).toBe("1\n");
  expect((await repo.chant("list", "--approval", "granted")).code).toBe(2);
  expect(await ids("--created-by", "ALICE")).toEqual([five]);
  expect(await ids("--mentions", "marcos")).toEqual([one, two]);
  expect(await ids("--mentions", "nobody")).toEqual([]);
  expect((await ids("--activity-since", "2h")).length).toBe(5);
  expect(await ids("--activity-since", "1w", "--approval", "approved", "--created-by", "tester")).toEqual([one]);
  const [row] = await listed(repo, "--mentions", "dave");
  expect(row).toMatchObject({ id: two, approval: "rejected", approved_by: "dave", comments: 1 });
  const line = (await repo.chant("list", "--approval", "approved", "--created-by", "tester", "--mentions", "marcos"))
    .stdout;
  expect(line).toMatch(/One {2}\[approved\] {2}👤 Tester {2}↩ .+ {2}💬 1 {2}✓ Marcos\n$/);
});

test("in dependency mode the fix is worked first, and the spec when it is approved", async () => {
  const repo = await scratch();
  await repo.configure("approval", "rejection_action: dependency");
  const id = await ask(repo);
  const { data } = await repo.json<{ data: { specs: string[] } }>("reject", id, "--reason", "Tokens first");
  const [fix = ""] = data.specs;
  await repo.chant("approve", id);
  expect(await repo.result("work", id)).toMatchObject({ code: 3, error: "STATE_BLOCKED" });
  const { summary } = await workAll(repo, "--chain");
  expect([summary.completed, summary.failed]).toEqual([2, 0]);
  expect([await statusOf(repo, fix), await statusOf(repo, id)]).toEqual(["completed", "completed"]);
  await expectNothingLeft(repo);
});

test("in group mode members are approved and worked one after the other, and the driver is done with its own approval", async () => {
  const repo = await scratch();
  await repo.configure("approval", "rejection_action: group");
  const id = await ask(repo, "Big", "First part");
  const { data } = await repo.json<{ data: { specs: string[] } }>("reject", id, "--reason", "Split it");
  expect(data.specs).toEqual([`${id}.1`]);
  expect((await workAll(repo, "--chain")).summary.started).toBe(0);
  await repo.chant("approve", `${id}.1`);
  expect(await repo.result("work", `${id}.1`)).toMatchObject({ code: 0, merged: true });
  expect(await statusOf(repo, id)).toBe("pending");
  await repo.chant("approve", id);
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  await expectNothingLeft(repo);
});

test("a driver without work of its own is not completed before it is approved", async () => {
  const repo = await scratch();
  const { data } = await repo.json<{ data: { id: string } }>("add", "Big", "--type", "driver", "--needs-approval");
  const member = await repo.chant("add", "Part", "--group", data.id, "--criterion", "It works", "--json");
  const { id } = envelope<{ data: { id: string } }>(member).data;
  expect(await repo.result("work", id)).toMatchObject({ code: 0, merged: true });
  expect(await statusOf(repo, data.id)).toBe("pending");
  expect(toResult(await repo.chant("finalize", data.id, "--json"))).toMatchObject({
    code: 3,
    error: "STATE_NEEDS_APPROVAL",
  });
  await repo.chant("approve", data.id);
  expect(await repo.result("finalize", data.id)).toMatchObject({ code: 0, outcome: "completed" });
});
