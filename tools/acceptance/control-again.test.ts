import { expect, test } from "vitest";
import { expectNothingLeft, statusOf } from "./invariants.ts";
import { scratch } from "./scratch.ts";

test("replay works a completed spec again: its criteria are open first, and its first completion stays known", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("replay", id)).toMatchObject({ code: 3, error: "STATE_TRANSITION" });
  await repo.result("work", id);
  const path = `.chant/specs/${id}.md`;
  const first = /^completed_at: (.+)$/m.exec(await repo.read(path))?.[1];
  expect(await repo.result("replay", id, "--dry-run")).toMatchObject({ code: 0, outcome: "unchanged" });
  expect(await statusOf(repo, id)).toBe("completed");

  await repo.agentScript('grep -c "\\[ \\]" "$CHANT_SPEC_FILE" > open.txt', "tick", "git add -A", "commit again");
  expect(await repo.result("replay", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });

  expect(await repo.read("open.txt")).toBe("1\n");
  const text = await repo.read(path);
  expect(text).toMatch(/^replay_count: 1$/m);
  expect(text).toMatch(/^replayed_at: /m);
  expect(text).toContain(`original_completed_at: ${first}\n`);
  expect(text.match(/^completed_at:/gm)).toHaveLength(1);
  await expectNothingLeft(repo);

  expect(await repo.result("replay", id, "--no-work")).toMatchObject({ code: 0, outcome: "pending" });
  expect(await repo.read(path)).toMatch(/^replay_count: 2$/m);
  expect(await repo.read(path)).toContain(`original_completed_at: ${first}\n`);
  expect(await repo.read(path)).not.toMatch(/^(completed_at|commits|model):/m);
});

interface Retried {
  readonly data: {
    readonly results: readonly object[];
    readonly backoff: Readonly<Record<string, unknown>>;
  };
}

test("check 10: retry works a failed spec again on its kept commits, and tells how its retries stood", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("retry", id)).toMatchObject({ code: 3, error: "STATE_TRANSITION" });
  await repo.agent("commit-then-exit-1");
  expect(await repo.result("work", id)).toMatchObject({ outcome: "failed" });
  await repo.agent("commit-spec-ticked");
  const { data } = await repo.json<Retried>("retry", id);
  expect(data.results).toMatchObject([{ outcome: "completed", merged: true, attempt: 2 }]);
  expect(data.backoff).toMatchObject({ attempts: 1, retries: 0, gave_up: expect.any(String) as string });
  expect(await repo.git("log", "--format=%s", "main")).toContain(`chant(${id}): part of the work`);
  await expectNothingLeft(repo);
});
