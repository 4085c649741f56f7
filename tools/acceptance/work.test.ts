import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNothingLeft, statusOf } from "./invariants.ts";
import { envelope, type WorkResult } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

for (const [check, mode] of [
  ["check 1: an agent that stages everything", "git-add-all"],
  ["check 2: an agent that stages only its own file", "commit-own-file"],
] as const) {
  test(`${check} gets its work merged, the other spec untouched and nothing left behind`, async () => {
    const repo = await scratch({ agent: mode });
    const a = await repo.spec("Write the greeting");
    const b = await repo.spec("Write the farewell");
    const before = await repo.read(`.chant/specs/${b}.md`);

    const { data } = await repo.json<WorkResult>("work", a);

    expect(data.results[0]).toMatchObject({ outcome: "completed", merged: true });
    expect(await statusOf(repo, a)).toBe("completed");
    expect(await repo.read(`.chant/specs/${a}.md`)).toContain("- [x] It works");
    expect(await repo.read(`.chant/specs/${b}.md`)).toBe(before);
    expect(await repo.git("ls-files")).toMatch(/^(?!\.chant|README).+/m);
    for (const commit of data.results[0]?.commits ?? []) await repo.git("merge-base", "--is-ancestor", commit, "main");
    await expectNothingLeft(repo);
  });
}

test("W1, check 3: a failing agent leaves branch and worktree, resume goes on there, reset leaves a backup ref", async () => {
  const repo = await scratch({ agent: "commit-then-exit-1" });
  const id = await repo.spec("Write the greeting");

  const failed = await repo.chant("work", id, "--json");
  expect(failed.code).toBe(4);
  expect(await statusOf(repo, id)).toBe("failed");
  expect(await repo.git("status", "--porcelain")).toBe("");
  const kept = (await repo.git("rev-parse", `chant/${id}`)).trim();
  expect(await repo.worktrees()).toHaveLength(1);

  await repo.agent("commit-spec-ticked");
  const resumed = await repo.json<WorkResult>("resume", id, "--work");
  expect(resumed.data.results[0]).toMatchObject({ outcome: "completed", merged: true });
  await repo.git("merge-base", "--is-ancestor", kept, "main");

  const second = await repo.spec("Write the farewell");
  await repo.agent("commit-then-exit-1");
  await repo.chant("work", second);
  const tip = (await repo.git("rev-parse", `chant/${second}`)).trim();
  expect((await repo.chant("reset", second)).code).toBe(0);
  expect((await repo.git("rev-parse", `refs/chant/backup/${second}/1`)).trim()).toBe(tip);
  expect(await statusOf(repo, second)).toBe("pending");
  expect(await repo.worktrees()).toEqual([]);
});

test("Z7, check 4: an agent without commits fails with exit 4; with --allow-no-commits it completes and says so", async () => {
  const repo = await scratch({ agent: "tick-boxes" });
  const id = await repo.spec("Think about it");
  const ran = await repo.chant("work", id);
  expect(ran.code).toBe(4);
  expect(await statusOf(repo, id)).not.toBe("completed");

  await repo.agent("no-commit");
  const quiet = await repo.spec("Think again", []);
  expect((await repo.chant("work", quiet)).code).toBe(4);
  expect(await statusOf(repo, quiet)).toBe("failed");
  const { data } = await repo.json<WorkResult>("resume", quiet, "--work", "--allow-no-commits");
  expect(data.results[0]).toMatchObject({ outcome: "completed", commits: [] });
  expect(data.results[0]?.waivers?.map((waiver) => waiver.gate)).toContain("commits");
  expect(await repo.read(`.chant/specs/${quiet}.md`)).toContain("gate: commits");
});

test("Z5, check 5: an open criterion needs attention; --skip-criteria completes with a waiver and ticks nothing", async () => {
  const repo = await scratch({ agent: "leave-one-open" });
  const id = await repo.spec("Write the greeting", ["First", "Second", "Third"]);
  const { data } = await repo.json<WorkResult>("work", id);
  expect(data.results[0]).toMatchObject({ outcome: "needs_attention", reason: "criteria_open" });
  expect(await statusOf(repo, id)).toBe("needs_attention");

  const resumed = await repo.json<WorkResult>("resume", id, "--work", "--skip-criteria");
  expect(resumed.data.results[0]).toMatchObject({ outcome: "completed", merged: true });
  const text = await repo.read(`.chant/specs/${id}.md`);
  expect(text).toContain("gate: criteria");
  expect(text).toMatch(/- \[ \] /);
});

test("check 10: after a rate limit the agent is started again, visibly and as often as configured, after nothing else", async () => {
  const repo = await scratch({ agent: "rate-limit" });
  await repo.configure("watch", "failure:", "  retry_delay_ms: 1", "  max_retries: 2");
  const id = await repo.spec("Write the greeting");
  const ran = await repo.chant("work", id, "--json");
  const { data } = envelope<WorkResult>(ran);
  expect(data.results[0]).toMatchObject({ outcome: "failed", error_class: "rate_limit", retries: 2, attempt: 1 });
  expect(ran.stdout.match(/"type":"retry_scheduled"/g)).toHaveLength(2);
  expect((await repo.read(`.chant/logs/${id}/1.log`)).match(/rate_limit/g)).toHaveLength(3);

  const started = join(repo.base, "started");
  await repo.agentScript(
    `echo start >> '${started}'`,
    `if [ $(wc -l < '${started}') -lt 2 ]; then echo half > half.txt; echo '{"type":"error","class":"overloaded","message":"later"}'; exit 1; fi`,
    ...["test -e half.txt", "change", "tick", "git add -A", "commit work"],
  );
  const second = await repo.spec("Write the farewell");
  expect(await repo.result("work", second)).toMatchObject({ code: 0, outcome: "completed", retries: 1 });
  expect(await repo.read("half.txt")).toBe("half\n");

  await repo.agent("die-before-read");
  const third = await repo.spec("Write nothing");
  const failed = await repo.result("work", third);
  expect([failed.outcome, failed.retries]).toEqual(["failed", undefined]);
  expect((await repo.chant("reset", id, "--yes")).code).toBe(0);
});

test("a run that waits to start its agent again can be interrupted", async () => {
  const repo = await scratch({ agent: "rate-limit" });
  const id = await repo.spec("Write the greeting");
  const run = repo.start({}, "work", id, "--json");
  const record = () => repo.read(`.chant/processes/${id}-1.json`).catch(() => "");
  await expect.poll(record, { timeout: 60_000 }).toContain('"retries": 1');
  process.kill(run.pid as number, "SIGINT");
  expect((await run).exitCode).toBe(130);
  expect(await statusOf(repo, id)).toBe("paused");
});

test("W7, check 11: staged and unstaged edits in the checkout stay exactly as they are", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.write("staged.txt", "staged\n");
  await repo.git("add", "staged.txt");
  await repo.write("README.md", "# Scratch\n\nunstaged\n");
  await repo.write("untracked.txt", "untracked\n");
  const before = [
    await repo.git("status", "--porcelain=v2"),
    await repo.git("diff"),
    await repo.git("diff", "--cached"),
  ];

  expect((await repo.chant("work", id)).code).toBe(0);
  expect((await repo.chant("add", "Another")).code).toBe(0);
  await repo.agent("commit-then-exit-1");
  const failing = await repo.json<{ data: { id: string } }>("add", "One that fails");
  expect((await repo.chant("work", failing.data.id)).code).toBe(4);
  expect((await repo.chant("reset", failing.data.id)).code).toBe(0);

  const after = [
    await repo.git("status", "--porcelain=v2"),
    await repo.git("diff"),
    await repo.git("diff", "--cached"),
  ];
  expect(after.map((text) => text.replaceAll(/^.*\.chant\/config\.md$\n/gm, ""))).toEqual(before);
});

test("check 12: unknown keys and comments survive work, finalize and merge byte for byte", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const path = `.chant/specs/${id}.md`;
  const header = "# kept comment\nteam: 'core'   # and this one\nnested: {b: 2,  a: [x , y]}\n";
  await repo.write(path, (await repo.read(path)).replace("---\n", `---\n${header}`));
  expect((await repo.chant("work", id)).code).toBe(0);
  expect(await repo.read(path)).toContain(`---\n${header}`);
  expect(await statusOf(repo, id)).toBe("completed");
});

test("check 14: of many `work` at once exactly one starts; the others exit 3 and name the holder and since when", async () => {
  const repo = await scratch({ agent: "wait-for:{{go}}" });
  const go = join(repo.base, "go");
  await repo.agent(`wait-for:${go}`);
  const id = await repo.spec("Write the greeting");
  const runs = Array.from({ length: 6 }, () => repo.start({}, "work", id, "--json"));
  const finished: { exitCode?: number | undefined; stdout?: unknown }[] = [];
  for (const run of runs) void run.then((result) => finished.push(result));
  await expect.poll(() => finished.length, { timeout: 60_000 }).toBe(5);
  for (const { exitCode, stdout } of finished) {
    expect(exitCode).toBe(3);
    expect(String(stdout)).toMatch(/STATE_LOCKED.*process \d+.*since \d{4}-/);
  }
  await repo.write("../go", "");
  await Promise.all(runs);
  expect(finished.filter((result) => result.exitCode === 0)).toHaveLength(1);
  await expectNothingLeft(repo);
});
