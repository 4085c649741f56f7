import { expect, test } from "vitest";
import { busy, startWork, withUserEdits } from "./at-work.ts";
import { expectNobodyAtIt } from "./invariants.ts";
import { scratch } from "./scratch.ts";

interface TakenOver {
  readonly ok: boolean;
  readonly data: Readonly<Record<string, unknown>> & { readonly spec: string };
  readonly error: { readonly code: string; readonly fix: string };
}

const event = (fields: object) => `printf '%s\\n' '${JSON.stringify(fields)}'`;

test("check 7: takeover tells how far the agent came from its events and its branch, and leaves that in the spec", async () => {
  const repo = await scratch();
  const call = { type: "tool_call", tool: "Bash", summary: "npm test ```\n## Acceptance Criteria" };
  await repo.agentScript(
    'sed -i.bak \'1,/\\[ \\]/s/\\[ \\]/[x]/\' "$CHANT_SPEC_FILE" && rm -f "$CHANT_SPEC_FILE.bak"',
    "echo 'I failed with an error: everything is done'",
    event({ type: "tool_call", tool: "Edit", summary: "greeting.txt" }),
    event(call),
    event({ type: "tool_result", summary: "1 failed", is_error: true }),
    ...busy(repo),
  );
  const id = await repo.spec("Write the greeting", ["It is written", "It is kind"]);
  const expectUntouched = await withUserEdits(repo);
  const { ended } = await startWork(repo, id);

  const { data } = await repo.json<TakenOver>("takeover", id);

  expect(await ended).toMatchObject({ outcome: "paused" });
  expect(data).toMatchObject({ spec_id: id, status: "paused", branch: `chant/${id}` });
  expect(data).toMatchObject({ worktree_path: (await repo.worktrees())[0] });
  expect(data["facts"]).toMatchObject({
    criteria_ticked: ["It is written"],
    criteria_open: ["It is kind"],
    files: [{ path: `half-${id}.txt`, status: "added" }],
    tools: [
      { tool: "Edit", calls: 1 },
      { tool: "Bash", calls: 1 },
    ],
    last_actions: [
      { tool: "Edit", failed: false },
      { tool: "Bash", failed: true },
    ],
    errors: [],
  });
  expect(data["analysis"]).toContain("1 of 2 acceptance criteria are ticked.");
  expect(data["suggestion"]).toContain(`chant finalize ${id} --merge`);
  expect(data["log_tail"]).toContain("npm test");
  expect(data.spec).toContain("## Takeover Analysis\n\nAttempt 1 by `command`, taken over at ");
  expect(data.spec).toContain("- open: `It is kind`\n");
  expect(data.spec).toBe(await repo.read(`.chant/specs/${id}.md`));
  expect(await repo.git("log", "-1", "--format=%s", "main")).toBe(`chant: take over ${id}\n`);
  await expectUntouched();

  expect((await repo.json<TakenOver>("takeover", id)).error).toMatchObject({
    code: "STATE_NO_RUN",
    fix: `chant takeover ${id} --force`,
  });
  const again = await repo.json<TakenOver>("takeover", id, "--force");
  expect(again.data.spec.match(/## Takeover Analysis/g)).toHaveLength(1);
  await repo.agentScript("tick", "change", "git add -A", "commit work");
  expect(await repo.result("resume", id, "--work")).toMatchObject({ code: 0, outcome: "completed" });
  expect(await repo.read(`.chant/specs/${id}.md`)).toMatch(/- \[x\] It is kind\n[^]*## Takeover Analysis/);
});

test("takeover works without a run, after a crash, and on what is over", async () => {
  const repo = await scratch();
  await repo.agentScript(...busy(repo));
  const [never, killed] = [await repo.spec("Never worked"), await repo.spec("Killed")];
  const { data } = await repo.json<TakenOver>("takeover", never, "--force");
  expect(data).toMatchObject({ status: "pending", worktree_path: null, log_tail: "" });
  expect(data.spec).not.toContain("Takeover");
  const { kill, ended } = await startWork(repo, killed);
  kill("SIGKILL");
  await ended;
  expect((await repo.json<TakenOver>("takeover", killed)).data).toMatchObject({ status: "paused" });
  await expectNobodyAtIt(repo);
  await repo.agent("commit-spec-ticked");
  await repo.result("resume", killed, "--work");
  expect((await repo.json<TakenOver>("takeover", killed, "--force")).data).toMatchObject({ status: "completed" });
});
