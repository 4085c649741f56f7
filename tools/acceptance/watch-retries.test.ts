import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, expectSettled, statusOf } from "./invariants.ts";
import { endSurvivors, saysStarted, untilStarted } from "./meanwhile.ts";
import { scratch } from "./scratch.ts";
import { attemptsOf, configureWatch, failingSpec, lockOf, logOf, refused, startWatch, watchOnce } from "./watching.ts";

test("check 10: an error that passes is retried with backoff, each attempt visible, then the spec needs attention and watch fails", async () => {
  const repo = await scratch();
  await configureWatch(repo);
  const id = await failingSpec(repo, "--skip-deps");
  const ended = await repo.chant("watch", "--json");
  expect(ended.code, ended.stderr).toBe(4);

  const attempts = await attemptsOf(repo, id);
  expect(attempts.map(({ retries = 0, verdict }) => [retries, verdict.outcome])).toEqual([
    [0, "failed"],
    [1, "failed"],
    [2, "needs_attention"],
  ]);
  expect(new Set(attempts.map(({ worktree }) => worktree)).size).toBe(1);
  expect(attempts.map(({ options, prompt }) => [options.skip_deps, prompt])).toEqual(Array(3).fill([true, "standard"]));
  const told = (await logOf(repo)).split("\n").filter((line) => /resuming|given up/.test(line));
  expect(told).toEqual([
    `${id} resuming...`,
    `${id} resuming...`,
    `${id} is given up: 2 retries did not help → needs attention`,
  ]);
  expect(await repo.read(`.chant/specs/${id}.md`)).toMatch(
    /^reason: "gave_up: 2 retries did not help: .*connection refused"$/m,
  );
  expect(await statusOf(repo, id)).toBe("needs_attention");
  expect(await repo.git("status", "--porcelain")).toBe("");
  await expectNobodyAtIt(repo);
  expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [], gave_up: [] });
  expect(await attemptsOf(repo, id)).toHaveLength(3);
});

test("check 10: a rate limit that its supervisor waited for in vain needs attention, once watch has seen it", async () => {
  const repo = await scratch();
  await configureWatch(repo, { retry_delay_ms: 500 });
  const go = join(repo.base, "go");
  const limit = `echo '{"type":"error","class":"rate_limit","message":"slow down"}'`;
  await repo.agentScript(saysStarted(repo), `while [ ! -e '${go}' ]; do sleep 0.05; done`, limit, "exit 1");
  const id = await repo.spec("Write the greeting");
  const worked = repo.result("work", id);
  await untilStarted(repo);
  const watch = await startWatch(repo);
  await watch.says(`Watching 1 in-progress spec: ${id}`);
  await writeFile(go, "");
  expect(await worked).toMatchObject({ code: 4, error_class: "rate_limit" });
  expect((await watch.ended).code).toBe(4);
  expect(await logOf(repo)).toContain(`${id} is given up: 2 retries did not help → needs attention`);
  expect((await attemptsOf(repo, id)).map(({ retries }) => retries)).toEqual([2]);
});

test("a rate limit that nobody was left to wait for is retried by watch, and the spec is completed when it is over", async () => {
  const repo = await scratch();
  await configureWatch(repo, { max_retries: 3 });
  const limited = `[ "$CHANT_ATTEMPT" -gt 1 ] || { echo '{"type":"error","class":"rate_limit","message":"slow down"}'; exit 1; }`;
  await repo.agentScript(limited, "change", "tick", "git add -A", "commit work");
  const id = await repo.spec("Write the greeting");
  const killed = await repo.chantWith({ env: { CHANT_CRASH_AT: "agent:ended" } }, "work", id);
  expect(killed.code).toBe(-1);
  const ended = await repo.chant("watch", "--json");
  expect(ended.code, ended.stderr).toBe(0);
  expect(await expectSettled(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
  expect(await attemptsOf(repo, id)).toHaveLength(2);
});

test("a retry waits for its time, also over a new start of watch; one look more does not use it up", async () => {
  const repo = await scratch();
  await configureWatch(repo, { retry_delay_ms: 600_000 });
  const id = await failingSpec(repo);
  for (let look = 0; look < 3; look++) expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [] });
  expect(await logOf(repo)).toContain(`${id} retry scheduled (1/2) in `);
  expect(await attemptsOf(repo, id)).toHaveLength(1);
  const status = await repo.json<{ data: { retries: { spec_id: string; attempt: number; due: string }[] } }>(
    "watch",
    "status",
  );
  const [retry] = status.data.retries;
  expect(retry).toMatchObject({ spec_id: id, attempt: 1 });
  await watchOnce(repo);
  const later = await repo.json<typeof status>("watch", "status");
  expect(later.data.retries).toEqual([retry]);
  expect(await repo.read(`.chant/specs/${id}.md`)).not.toContain("retry");
});

test("D10: only the error of the last attempt counts, whatever an earlier one failed of", async () => {
  const repo = await scratch();
  await configureWatch(repo);
  const id = await failingSpec(repo);
  await repo.agentScript("echo 'something else' >&2", "exit 1");
  expect(await repo.result("resume", id, "--work")).toMatchObject({ code: 4 });
  expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [] });
  expect(await attemptsOf(repo, id)).toHaveLength(2);
  expect(await statusOf(repo, id)).toBe("failed");
});

test("a spec that somebody reset or completed meanwhile is not resumed", async () => {
  const repo = await scratch();
  await configureWatch(repo);
  const id = await failingSpec(repo);
  expect((await repo.chant("reset", id, "--yes")).code).toBe(0);
  expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [] });
  expect(await statusOf(repo, id)).toBe("pending");
});

test("watch that is asked to end pauses the run that it resumed; its half-done work is kept", async () => {
  const repo = await scratch();
  await configureWatch(repo);
  const id = await failingSpec(repo);
  await repo.agentScript("echo half > half-done.txt", saysStarted(repo), "while :; do sleep 0.05; done");
  const watch = await startWatch(repo);
  await untilStarted(repo);
  expect((await repo.chant("watch", "stop")).code).toBe(0);
  expect(await watch.ended).toMatchObject({ code: 130 });
  expect(await expectSettled(repo, id)).toBe("paused");
  expect(await repo.git("show", `chant/${id}:half-done.txt`)).toBe("half\n");
});

test("watch that is killed while it works and started again brings the run to its end", async () => {
  const repo = await scratch();
  await configureWatch(repo);
  const id = await failingSpec(repo);
  const go = join(repo.base, "go");
  await repo.agent(`wait-for:${go}`);
  const watch = await startWatch(repo);
  await untilStarted(repo);
  watch.stop("SIGKILL");
  await watch.ended;
  expect(await lockOf(repo)).toContain(`"pid":${watch.pid},`);

  const again = await startWatch(repo);
  await again.says(`${id} has lost its chant process`);
  await writeFile(go, "");
  expect((await again.ended).data()).toMatchObject({ ended: "idle", results: [{ spec_id: id, merged: true }] });
  expect(await expectSettled(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});

for (const [flags, starts] of [
  [[], true],
  [["--no-watch"], false],
] as const) {
  test(`work ${flags.join(" ")} that fails of what passes ${starts ? "leaves watch behind" : "leaves nobody behind"}`, async () => {
    const repo = await scratch();
    endSurvivors(repo);
    await configureWatch(repo, { retry_delay_ms: 600_000 });
    await repo.agentScript(...refused);
    const id = await repo.spec("Write the greeting");
    expect(await repo.result("work", id, ...flags)).toMatchObject({ code: 4, outcome: "failed" });
    expect((await lockOf(repo)) !== "").toBe(starts);
    if (starts) expect((await repo.chant("watch", "stop")).code).toBe(0);
    await expectNobodyAtIt(repo);
  });
}

test.each(["commit-spec-ticked", "exit-1-dirty"])(
  "work with the agent %s leaves no watch behind: there is nothing to do",
  async (mode) => {
    const repo = await scratch({ agent: mode });
    await repo.result("work", await repo.spec("Write the greeting"));
    expect(await lockOf(repo)).toBe("");
    await expectNobodyAtIt(repo);
  },
);
