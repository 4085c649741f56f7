import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ownIdentity } from "@chant/providers";
import { expect, test } from "vitest";
import { busy, startWork, withUserEdits } from "./at-work.ts";
import { expectNobodyAtIt, expectNothingLeft, statusOf, survivors } from "./invariants.ts";
import { filesIn, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Cancelled {
  readonly ok: boolean;
  readonly data: {
    readonly results: readonly {
      readonly spec_id: string;
      readonly outcome: string;
      readonly backup_ref?: string;
      readonly removed: readonly string[];
    }[];
  };
  readonly error: { readonly code: string; readonly fix: string };
}

const cancel = (repo: Scratch, ...words: string[]) => repo.json<Cancelled>("cancel", ...words);

test("check 13: U8: cancel --dry-run on a running spec does nothing at all, whatever else it is given", async () => {
  const repo = await scratch();
  await repo.agentScript(...busy(repo));
  const id = await repo.spec("Write the greeting");
  const { ended } = await startWork(repo, id);
  const before = [await stateBut(repo), await repo.git("for-each-ref")];
  expect((await cancel(repo, id, "--dry-run")).error.code).toBe("STATE_TRANSITION");
  expect((await cancel(repo, id, "--yes")).error.fix).toBe(`chant cancel ${id} --skip-checks`);
  for (const flags of [[], ["--delete"], ["--delete", "--delete-branch", "--yes"]])
    expect((await cancel(repo, id, "--dry-run", "--skip-checks", ...flags)).ok, flags.join(" ")).toBe(true);
  expect((await cancel(repo, id, "--skip-checks")).error.code).toBe("INPUT_CONFIRMATION");
  expect([await stateBut(repo), await repo.git("for-each-ref")]).toEqual(before);
  expect((await survivors(repo)).length).toBeGreaterThan(1);
  await repo.result("pause", id);
  expect(await ended).toMatchObject({ outcome: "paused" });
});

/** What commands could change: specs and what is going on. */
async function stateBut(repo: Scratch): Promise<unknown> {
  const [name = ""] = (await filesIn(join(repo.root, ".chant/processes"))).filter((file) => file.endsWith(".json"));
  const files = await Promise.all([
    filesIn(join(repo.root, ".chant/specs")),
    filesIn(join(repo.root, ".chant/.locks")),
  ]);
  return [...files, await repo.read(`.chant/processes/${name}`), await repo.git("status", "--porcelain")];
}

test("T2: a spec that is cancelled while its agent works stays cancelled, its work on its branch", async () => {
  const repo = await scratch();
  await repo.agentScript("trap 'tick; change; git add -A; commit work; exit 1' TERM", ...busy(repo));
  const id = await repo.spec("Write the greeting");
  const expectUntouched = await withUserEdits(repo);
  const { ended } = await startWork(repo, id);
  const { data } = await cancel(repo, id, "--skip-checks", "--yes");
  expect(data.results).toMatchObject([
    { spec_id: id, outcome: "cancelled", from: "in_progress", branch: `chant/${id}` },
  ]);
  expect(await ended).toMatchObject({ outcome: "paused" });
  expect(await statusOf(repo, id)).toBe("cancelled");
  expect(await repo.read(`.chant/specs/${id}.md`)).toMatch(
    /^waivers:\n +- gate: cancel\n +by: Tester <tester@example.com>$/m,
  );
  expect(await repo.git("log", "-1", "--format=%s", "main")).toBe(`chant: cancel ${id}\n`);
  expect(await repo.git("show", `chant/${id}:half-${id}.txt`)).toBe(`half of ${id}\n`);
  await expectNobodyAtIt(repo);
  await expectUntouched();
  expect(await repo.result("work", id)).toMatchObject({ code: 3, error: "STATE_TRANSITION" });
});

test("T2: a spec that is completed and merged while it is cancelled is told as completed", async () => {
  const repo = await scratch();
  await repo.agentScript("trap 'tick; change; git add -A; commit work; exit 0' TERM", ...busy(repo));
  const id = await repo.spec("Write the greeting");
  const { ended } = await startWork(repo, id);
  const ran = await repo.chant("cancel", id, "--skip-checks", "--yes", "--json");
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain('"outcome":"completed"');
  expect(await ended).toMatchObject({ outcome: "completed", merged: true });
  expect(await statusOf(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
  expect((await cancel(repo, id, "--skip-checks", "--yes")).error.code).toBe("STATE_TRANSITION");
});

test("T2: cancelling during the merge waits for it, and tells that the spec is completed", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.agentScript(...busy(repo, "tick", "change", "git add -A", "commit work"));
  const lock = join(repo.root, ".chant/.locks/repository");
  await mkdir(dirname(lock), { recursive: true });
  await writeFile(lock, JSON.stringify({ ...(await ownIdentity()), token: "t", purpose: "test", since: "2026-01-22" }));
  const { ended } = await startWork(repo, id);
  const record = () => repo.read(`.chant/processes/${id}-1.json`);
  await expect.poll(record, { timeout: 60_000 }).toContain('"phase": "finalized"');
  const cancelled = repo.chant("cancel", id, "--skip-checks", "--yes", "--json");
  await expect.poll(() => repo.read(`.chant/processes/${id}-1.intent`), { timeout: 60_000 }).toBe("cancel\n");
  await rm(lock);
  expect((await cancelled).stdout).toContain('"outcome":"completed"');
  expect(await ended).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await statusOf(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});

test("members, what others depend on and what has failed are cancelled with --skip-checks only, completed specs never", async () => {
  const repo = await scratch();
  const [driver, failed] = [await repo.spec("A driver"), await repo.spec("Fails")];
  await repo.chant("add", "A member", "--group", driver);
  await repo.chant("add", "Waits", "--depends-on", failed);
  const refused = async (...words: string[]) => (await cancel(repo, ...words, "--yes")).error.code;
  expect(await refused(failed)).toBe("STATE_BLOCKED");
  expect(await refused(`${driver}.1`)).toBe("STATE_TRANSITION");
  expect(await refused(driver, "--cascade")).toBe("INPUT_INVALID");
  expect(await refused(driver, "--delete-branch")).toBe("INPUT_INVALID");
  expect(await refused(driver, "--delete")).toBe("STATE_HAS_MEMBERS");
  const gone = await cancel(repo, driver, "--yes");
  expect(gone.data.results.map((one) => one.spec_id)).toEqual([`${driver}.1`, driver]);
  expect(await statusOf(repo, `${driver}.1`)).toBe("cancelled");
  expect(await refused(driver, "--skip-checks")).toBe("STATE_TRANSITION");
  await repo.agent("exit-1-dirty");
  expect(await repo.result("work", failed)).toMatchObject({ outcome: "failed" });
  expect(await refused(failed)).toBe("STATE_TRANSITION");
  expect((await cancel(repo, failed, "--force", "--yes")).data.results).toMatchObject([
    { outcome: "cancelled", from: "failed" },
  ]);
});

test("cancel --delete removes file, logs and worktree by one commit and keeps the branch; --delete-branch keeps its commits", async () => {
  const repo = await scratch();
  await repo.agent("exit-1-dirty");
  const [kept, dropped] = [await repo.spec("Keeps its branch"), await repo.spec("Does not")];
  for (const id of [kept, dropped]) await repo.result("work", id);
  const tips = await Promise.all([kept, dropped].map((id) => repo.git("rev-parse", `chant/${id}`)));
  const expectUntouched = await withUserEdits(repo);
  await cancel(repo, kept, "--delete", "--skip-checks", "--yes");
  const { data } = await cancel(repo, dropped, "--delete", "--delete-branch", "--skip-checks", "--yes");
  expect(data.results[0]?.backup_ref).toBe(`refs/chant/backup/${dropped}/1`);
  expect(await repo.git("rev-parse", `chant/${kept}`, `refs/chant/backup/${dropped}/1`)).toBe(tips.join(""));
  expect(await repo.git("show", `refs/chant/backup/${dropped}/1:half-done.txt`)).toBe("half\n");
  expect(await repo.worktrees()).toEqual([]);
  expect(await filesIn(join(repo.root, ".chant/specs"))).toEqual([]);
  expect((await filesIn(join(repo.root, ".chant/logs"))).filter((name) => name.startsWith("20"))).toEqual([]);
  expect(await repo.git("show", "--name-status", "--format=%s", "main")).toBe(
    `chant: delete ${dropped}\n\nD\t.chant/specs/${dropped}.md\n`,
  );
  await expectUntouched();
});

test("a cancelled spec is deleted without more ado, and reset opens one again", async () => {
  const repo = await scratch();
  const [one, two] = [await repo.spec("One"), await repo.spec("Two")];
  for (const id of [one, two]) await cancel(repo, id, "--yes");
  expect((await cancel(repo, one, "--delete", "--yes")).data.results).toMatchObject([{ outcome: "deleted" }]);
  expect((await repo.chant("reset", two, "--yes")).code).toBe(0);
  expect(await statusOf(repo, two)).toBe("pending");
});
