import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNothingLeft, expectSettled, stateOf, statusOf, survivors } from "./invariants.ts";
import { endSurvivors, saysStarted, untilStarted } from "./meanwhile.ts";
import { filesIn, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";
import { logOf, looks, startWatch, watchOnce } from "./watching.ts";

/** Works a spec in a process that is killed at a point of the run. */
async function workKilled(repo: Scratch, id: string, point: string): Promise<void> {
  const killed = await repo.chantWith({ env: { CHANT_CRASH_AT: point } }, "work", id);
  expect(killed.code, "the process was not killed").toBe(-1);
}

for (const point of [
  "agent:ended",
  "judged:after",
  "finalized:after",
  "swap:prepared",
  "swap:read-tree",
  "merged:after",
]) {
  test(`D5: killed at ${point}, one look of watch completes and merges the run, and a second one changes nothing`, async () => {
    const repo = await scratch();
    const id = await repo.spec("Write the greeting");
    await workKilled(repo, id, point);

    const first = await watchOnce(repo);
    expect(first).toMatchObject({
      code: 0,
      ended: "once",
      results: [{ spec_id: id, outcome: "completed", merged: true }],
    });
    expect(await expectSettled(repo, id)).toBe("completed");
    await expectNothingLeft(repo);
    expect(await logOf(repo)).toContain(`${id} merged to main ✓`);

    const before = [await repo.git("for-each-ref"), await repo.read(`.chant/specs/${id}.md`)];
    expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [] });
    expect([await repo.git("for-each-ref"), await repo.read(`.chant/specs/${id}.md`)]).toEqual(before);
  });
}

test("D7: a run that was cut off before its agent did anything is paused, and watch starts it neither now nor later", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await workKilled(repo, id, "branched:after");
  for (let look = 0; look < 3; look++) expect((await watchOnce(repo)).code).toBe(0);
  expect(await expectSettled(repo, id)).toBe("paused");
  expect(await filesIn(join(repo.root, `.chant/logs/${id}`))).not.toContain("2.json");
});

test("D2, D3: an agent whose chant process died is left to end, and everything that it commits is in the merge", async () => {
  const repo = await scratch();
  const go = join(repo.base, "go");
  const early = ["change", "tick", "git add -A", "commit early"];
  const late = ["echo late > late.txt", "git add -A", "commit late"];
  await repo.agentScript(...early, saysStarted(repo), `while [ ! -e '${go}' ]; do sleep 0.05; done`, ...late);
  const id = await repo.spec("Write the greeting");
  const run = repo.start({}, "work", id);
  await untilStarted(repo);
  run.kill("SIGKILL");
  await run;

  const watch = await startWatch(repo, "--poll-interval", "20");
  await watch.says(`${id} has lost its chant process; its agent goes on and is waited for`);
  await looks(repo, 10);
  expect(await statusOf(repo, id)).toBe("pending");
  expect((await repo.worktrees()).length).toBe(1);
  await writeFile(go, "");
  await watch.says(`${id} merged to main ✓`);
  watch.stop("SIGTERM");
  expect((await watch.ended).data()).toMatchObject({ ended: "interrupted", results: [{ merged: true }] });
  expect(await repo.read("late.txt")).toBe("late\n");
  expect(await expectSettled(repo, id)).toBe("completed");
});

test("D1: watch changes nothing of a run that somebody drives, however often it looks", async () => {
  const repo = await scratch();
  const go = join(repo.base, "go");
  await repo.agent(`wait-for:${go}`);
  const id = await repo.spec("Write the greeting");
  const watch = await startWatch(repo, "--poll-interval", "10");
  const run = repo.start({}, "work", id, "--json");
  await untilStarted(repo);
  await watch.says(`Watching 1 in-progress spec: ${id}`);
  const refs = await repo.git("for-each-ref");
  await looks(repo, 50);
  expect(await repo.git("for-each-ref")).toBe(refs);
  await writeFile(go, "");
  expect((await run).exitCode).toBe(0);
  await watch.says(`${id} merged to main ✓`);
  watch.stop("SIGINT");
  expect(await watch.ended).toMatchObject({ code: 130 });
  expect(await expectSettled(repo, id)).toBe("completed");
});

test("D4: watch and a person settle the same run at the same moment, and it is merged once", async () => {
  const repo = await scratch();
  for (let round = 0; round < 4; round++) {
    const id = await repo.spec(`Greeting ${round}`);
    await workKilled(repo, id, "agent:ended");
    const both = await Promise.all([repo.chant("watch", "--once"), repo.chant("recover", "--yes")]);
    for (const { code, stderr } of both) expect(code, stderr).toBe(0);
    expect(await expectSettled(repo, id)).toBe("completed");
    const finished = await repo.git("log", "--format=%s", "main");
    expect(finished.split("\n").filter((line) => line === `chant: finalize ${id}`)).toHaveLength(1);
  }
});

test("D6: a run that cannot be settled and specs that cannot be read keep watch from none of the others", async () => {
  const repo = await scratch();
  const [lost, broken, good] = [await repo.spec("Lost"), await repo.spec("Broken"), await repo.spec("Good")];
  await workKilled(repo, lost, "agent:ended");
  const [worktree] = await repo.worktrees();
  await repo.git("-C", worktree as string, "rm", "-qf", "--cached", `.chant/specs/${lost}.md`);
  await repo.write(`.chant/processes/${lost}-1/stdout`, "");
  await repo.git("update-ref", "-d", `refs/heads/chant/${lost}`);
  await workKilled(repo, good, "agent:ended");
  await repo.write(`.chant/specs/${broken}.md`, "---\nstatus: [\n");
  const watch = await startWatch(repo, "--poll-interval", "20");
  await watch.says(`${good} merged to main ✓`);
  watch.stop("SIGTERM");
  expect((await watch.ended).code).toBe(130);
  expect(await statusOf(repo, good)).toBe("completed");
});

test("watch starts no spec that is ready, and makes and edits none", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const before = await stateOf(repo);
  expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [], gave_up: [] });
  await repo.git("clean", "-qfdX", ".chant/logs");
  expect(await stateOf(repo)).toEqual(before);
  expect(await statusOf(repo, id)).toBe("pending");
});

test("U8: a dry run says what would be done and changes nothing", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await workKilled(repo, id, "agent:ended");
  const before = await stateOf(repo);
  const ran = await repo.chant("watch", "--dry-run", "--once");
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining(`] ${id} would be settled\n`) as string });
  expect(await stateOf(repo)).toEqual(before);
});

test("what waits for the user's uncommitted edits is merged as soon as they are out of the way", async () => {
  const repo = await scratch();
  await repo.agentScript("echo '# Greetings' > README.md", "tick", "git add -A", "commit title");
  const id = await repo.spec("Write the greeting");
  await repo.write("README.md", "# Mine, not committed\n");
  expect(await repo.result("work", id)).toMatchObject({ code: 5, reason: "checkout_dirty" });
  expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [] });
  expect(await repo.read("README.md")).toBe("# Mine, not committed\n");
  await repo.git("checkout", "README.md");
  expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [{ spec_id: id, merged: true }] });
  expect(await repo.read("README.md")).toBe("# Greetings\n");
  await expectNothingLeft(repo);
});

test("D8: a run that begins is noticed at once, however seldom watch looks; without one nothing is written", async () => {
  const repo = await scratch();
  const idle = await startWatch(repo, "--poll-interval", "10");
  await idle.says("No in-progress specs, waiting...");
  const log = await logOf(repo);
  await looks(repo, 100);
  expect(await logOf(repo)).toBe(log);
  expect(await filesIn(join(repo.root, ".chant/logs"))).toEqual(["watch.log"]);
  idle.stop("SIGTERM");
  await idle.ended;

  const watch = await startWatch(repo, "--poll-interval", "3600000");
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id)).toMatchObject({ code: 0 });
  await watch.says(`${id} merged to main ✓`);
});

test("watch ends by itself when there has been nothing to do for as long as the config says", async () => {
  const repo = await scratch();
  await repo.configure("watch", "idle_timeout_minutes: 0.001");
  const watch = await startWatch(repo);
  expect((await watch.ended).data()).toMatchObject({ ended: "idle", gave_up: [] });
  expect((await watch.ended).code).toBe(0);
  expect(await filesIn(join(repo.root, ".chant/.locks"))).toEqual([]);
  endSurvivors(repo);
  expect(await survivors(repo)).toEqual([]);
});
