import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scratch, WorkResult } from "./create-scratch.ts";
import { expectNobodyAtIt, expectSettled, stateOf, statusOf } from "./invariants.ts";
import { cutOff, userState } from "./left-behind.ts";
import { editReadme, workMeanwhile } from "./meanwhile.ts";
import { scratch } from "./scratch.ts";
import { logOf, watchOnce } from "./watching.ts";

/** What disks and people make of a file. */
const damages: Readonly<Record<string, string>> = {
  empty: "",
  "full of zeros": "\0".repeat(512),
  "cut short": '{\n  "process_id": "2026',
  "something else": "[1, 2]\n",
};

async function spoil(repo: Scratch, id: string, text: string): Promise<void> {
  await writeFile(recordOf(repo, id), text);
}

function recordOf(repo: Scratch, id: string): string {
  return join(repo.root, ".chant/processes", `${id}-1.json`);
}

test("a run record that cannot be read spoils no answer of those who read, and is told once", async () => {
  const repo = await scratch();
  const other = await repo.spec("Another one");
  const id = await cutOff(repo, { agent: false });
  await spoil(repo, id, "");
  const before = await stateOf(repo);
  const telling = [
    "list",
    "status",
    `show ${id}`,
    `show ${other}`,
    "ready",
    "dag",
    "worktree status",
    "recover --check",
  ];
  for (const args of telling) {
    const ran = await repo.chant(...args.split(" "));
    expect([args, ran.code, ran.stderr.includes("error")]).toEqual([args, 0, false]);
    expect(`${ran.stdout}${ran.stderr}`.match(/cannot be read/g), args).toHaveLength(1);
    if (args.startsWith("recover")) continue;
    expect(ran.stderr).toContain(`The run record .chant/processes/${id}-1.json cannot be read: it is empty.`);
    expect(ran.stderr).toContain("chant recover");
  }
  for (const args of [`log ${id}`, `diagnose ${id}`, "watch status", "cleanup --dry-run", "search Another"])
    expect([args, (await repo.chant(...args.split(" "))).code]).toEqual([args, 0]);
  const { data } = await repo.json<{ data: { specs: { id: string; status: string }[] } }>("list");
  expect(data.specs.map((spec) => [spec.id, spec.status])).toEqual([
    [other, "pending"],
    [id, "in_progress"],
  ]);
  expect((await repo.chant("diagnose", id)).stdout).toContain("chant recover");
  for (const args of ["pause ID --force", "takeover ID", "cancel ID --yes --skip-checks", "merge ID"]) {
    const ran = await repo.chant(...args.replace("ID", id).split(" "));
    expect([args, ran.code, ran.stderr]).toEqual([args, 3, expect.stringContaining("error[STATE_RUN_UNFINISHED]")]);
  }
  expect(await stateOf(repo)).toEqual(before);
});

for (const [kind, text] of Object.entries(damages)) {
  test(`a run whose record is ${kind} is not worked anew, and recover settles it`, async () => {
    const repo = await scratch();
    const id = await cutOff(repo, { agent: false });
    const same = await userState(repo);
    await spoil(repo, id, text);
    const refused = await repo.chant("work", id);
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("error[STATE_RUN_UNFINISHED]")]);
    expect(refused.stderr).toContain("fix: chant recover");

    const recovered = await repo.json<WorkResult>("recover");
    expect(recovered.data.results).toMatchObject([{ spec_id: id, outcome: "paused" }]);
    expect(await statusOf(repo, id)).toBe("paused");
    expect(await repo.read(`.chant/logs/${id}/1.damaged`)).toBe(text);
    expect(await repo.git("show", `chant/${id}:half-done.txt`)).toBe("half\n");
    expect(await repo.worktrees()).toHaveLength(1);
    await expectNobodyAtIt(repo);
    await same();
    expect((await repo.json<WorkResult>("recover")).data).toEqual({ results: [], changed: false });

    await repo.agent("commit-spec-ticked");
    expect(await repo.result("resume", id, "--work")).toMatchObject({ code: 0, outcome: "completed", merged: true });
    expect(await repo.read("half-done.txt")).toBe("half\n");
  });
}

test("an agent that goes on under a record nobody can read is stopped by recover, its work kept", async () => {
  const repo = await scratch();
  const id = await cutOff(repo, { agent: true });
  await spoil(repo, id, "");
  expect((await repo.chant("list")).stderr).toContain("cannot be read");
  expect((await repo.json<WorkResult>("recover")).data.results).toMatchObject([{ outcome: "paused" }]);
  expect(await expectSettled(repo, id)).toBe("paused");
  expect(await repo.git("show", `chant/${id}:half-done.txt`)).toBe("half\n");
});

test("a completed run that waits for its merge goes on waiting, whatever became of its record", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id, "--no-merge")).toMatchObject({ outcome: "completed", merged: false });
  await spoil(repo, id, "{");
  expect((await repo.chant("merge", id)).stderr).toContain("STATE_RUN_UNFINISHED");
  expect((await repo.chant("merge", "--all")).code).toBe(0);
  expect((await repo.json<WorkResult>("recover")).data.results).toMatchObject([
    { outcome: "completed", merged: false },
  ]);
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, merged: true });
  expect(await expectSettled(repo, id)).toBe("completed");
});

test("a run whose record is spoiled while it lives goes on to its end", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const done = await workMeanwhile(repo, id, async () => {
    await spoil(repo, id, "");
    expect((await repo.chant("list")).code).toBe(0);
    expect((await repo.json<WorkResult>("recover")).data).toEqual({ results: [], changed: false });
    expect((await watchOnce(repo)).code).toBe(0);
  });
  expect(done).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await expectSettled(repo, id)).toBe("completed");
});

test("watch settles such a run by itself, and resume before it goes on", async () => {
  const repo = await scratch();
  const id = await cutOff(repo, { agent: false });
  await spoil(repo, id, "");
  expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [{ spec_id: id, outcome: "paused" }] });
  expect(await logOf(repo)).toContain(`${id} was cut off, and its record cannot be read → settling`);
  const cut = await cutOff(repo, { agent: false });
  await spoil(repo, cut, "");
  await repo.agentScript(...editReadme);
  expect(await repo.result("resume", cut, "--work")).toMatchObject({ code: 0, outcome: "completed" });
});

test("of a spec that git does not know the agent's copy comes back as well", async () => {
  const repo = await scratch({ initFlags: ["--silent"] });
  await repo.agentScript("tick", "git add -A; git commit -q --allow-empty -m work", "echo half > half.txt", "exit 1");
  const id = await repo.spec("Silent");
  await repo.chantWith({ env: { CHANT_CRASH_AT: "agent:ended" } }, "work", id);
  await spoil(repo, id, "");
  expect((await repo.json<WorkResult>("recover")).data.results).toMatchObject([{ outcome: "paused" }]);
  expect(await repo.read(`.chant/specs/${id}.md`)).toContain("- [x]");
  expect(await statusOf(repo, id)).toBe("paused");
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("what was merged, and what is no spec's, is only put away", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.chantWith({ env: { CHANT_CRASH_AT: "merged:after" } }, "work", id);
  await spoil(repo, id, "");
  await writeFile(join(repo.root, ".chant/processes/stray.json"), "?");
  await mkdir(join(repo.root, ".chant/processes/gone-7"));
  await writeFile(join(repo.root, ".chant/processes/gone-7.json"), "?");
  const ran = await repo.json<WorkResult>("recover");
  expect(ran.data.results.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged", "unchanged"]);
  expect(await statusOf(repo, id)).toBe("completed");
  await expectNobodyAtIt(repo);
  expect(await readdir(join(repo.root, ".chant/logs/stray"))).toEqual(["0.damaged"]);
});

test("whatever else lies damaged among the records stops nobody", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const folder = join(repo.root, ".chant/processes");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${id}-1.intent`), "\0\0nonsense");
  await writeFile(join(folder, "stopped"), "never\0");
  await mkdir(join(repo.root, ".chant/logs/detached"), { recursive: true });
  await writeFile(join(repo.root, ".chant/logs/detached/20260101T000000Z-work-aaaaaa.json"), "{");
  await writeFile(join(repo.root, ".chant/logs/watch.json"), "{");
  const begun = await repo.json<{ data: { background: { session: string } } }>(
    "work",
    id,
    "--background",
    "--no-watch",
  );
  await writeFile(begun.data.background.session, "{");
  await expect.poll(() => statusOf(repo, id), { timeout: 60_000 }).toBe("completed");
  expect((await watchOnce(repo)).code).toBe(0);
});

test("a lock that nobody can read is named, and unlock removes it", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const lock = join(repo.root, `.chant/.locks/${id}.pid`);
  await mkdir(join(lock, ".."), { recursive: true });
  for (const text of ["", "garbage", '{"pid":']) {
    await writeFile(lock, text);
    for (const args of [["list"], ["status"], ["show", id], ["cleanup", "--dry-run"]])
      expect([args, (await repo.chant(...args)).code]).toEqual([args, 0]);
    const refused = await repo.chant("work", id);
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("does not say by whom")]);
    expect(refused.stderr).toContain(`fix: chant unlock ${id}`);
    expect((await repo.chant("diagnose", id)).stdout).toContain(`chant unlock ${id}`);
    expect((await repo.chant("recover")).stderr).toContain(`chant unlock ${id}`);
    const plan = await repo.chant("unlock", id, "--dry-run");
    expect(plan.stdout).toContain(text === "" ? "it is empty" : "it is not what chant writes");
    const ran = await repo.chant("unlock", id);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining(`Removed the lock of ${id}`)]);
    expect((await repo.chant("unlock", id)).stdout).toContain("is not locked");
  }
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed" });
  await expectNobodyAtIt(repo);
});

test("where the record says that the holder is gone, recover needs no lock that can be read", async () => {
  const repo = await scratch();
  const id = await cutOff(repo, { agent: false });
  await writeFile(join(repo.root, `.chant/.locks/${id}.pid`), "");
  expect((await repo.chant("list")).stdout).toContain("was cut off");
  expect((await repo.json<WorkResult>("recover")).data.results).toMatchObject([{ outcome: "paused" }]);
  expect(await expectSettled(repo, id)).toBe("paused");
});

test("with neither record nor lock to be read, unlock comes first and recover settles it then", async () => {
  const repo = await scratch();
  const id = await cutOff(repo, { agent: false });
  await spoil(repo, id, "");
  await writeFile(join(repo.root, `.chant/.locks/${id}.pid`), "");
  const ran = await repo.chant("recover");
  expect(ran.stderr).toContain(`chant unlock ${id} removes it`);
  expect((await repo.chant("unlock", id)).stdout).toContain("next chant recover");
  expect((await repo.json<WorkResult>("recover")).data.results).toMatchObject([{ outcome: "paused" }]);
  expect(await expectSettled(repo, id)).toBe("paused");
});
