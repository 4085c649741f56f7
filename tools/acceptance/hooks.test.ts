import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, stateOf, statusOf, survivors } from "./invariants.ts";
import { endSurvivors, saysStarted, untilStarted } from "./meanwhile.ts";
import { filesIn, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

const events = ["before_work", "after_work", "on_completed", "on_failure", "on_needs_attention", "on_paused"];

/** Every event has a hook that writes down which it is, in which order, and what it was told. */
async function listen(repo: Scratch, wanted: readonly string[] = events): Promise<void> {
  const script = 'echo "$1" >> "$0.called"; cat > "$0.$1.json"; env > "$0.$1.env"';
  await repo.write("../hook", `${script}\n`);
  await repo.configure("hooks", ...wanted.map((event) => `${event}: sh '${join(repo.base, "hook")}' ${event}`));
}

async function called(repo: Scratch): Promise<string[]> {
  const text = await repo.read("../hook.called").catch(() => "");
  return text.split("\n").filter(Boolean);
}

async function told(repo: Scratch, event: string): Promise<Record<string, unknown>> {
  return JSON.parse(await repo.read(`../hook.${event}.json`)) as Record<string, unknown>;
}

test("the hooks of a run are called in order, each with the run on its standard input and in variables", async () => {
  const repo = await scratch();
  await listen(repo);
  const id = await repo.spec("Write the greeting");

  const ran = await repo.result("work", id);

  expect(ran).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await called(repo)).toEqual(["before_work", "after_work", "on_completed"]);
  const branch = `chant/${id}`;
  expect(await told(repo, "before_work")).toEqual({
    ...{ event: "before_work", spec_id: id, title: "Write the greeting", status: "pending" },
    ...{ attempt: 1, branch, commits: [] },
  });
  expect(await told(repo, "on_completed")).toMatchObject({
    ...{ event: "on_completed", spec_id: id, title: "Write the greeting", status: "completed", outcome: "completed" },
    ...{
      attempt: 1,
      branch,
      commits: ran.commits,
      merged: true,
      log: expect.stringContaining(`${id}/1.log`) as unknown,
    },
  });
  const variables = await repo.read("../hook.on_completed.env");
  for (const line of ["CHANT_EVENT=on_completed", `CHANT_SPEC_ID=${id}`, "CHANT_OUTCOME=completed", "CHANT_ATTEMPT=1"])
    expect(variables.split("\n")).toContain(line);
  // Or a hook that starts chant would be taken for an agent.
  expect(variables).not.toMatch(/^CHANT_WORKTREE=/m);
  await expectNothingLeft(repo);
});

for (const [agent, outcome, event] of [
  ["exit-1-dirty", "failed", "on_failure"],
  ["leave-one-open", "needs_attention", "on_needs_attention"],
] as const) {
  test(`a run that ends ${outcome} calls ${event}, once, and the next attempt calls it again`, async () => {
    const repo = await scratch({ agent });
    await listen(repo);
    const id = await repo.spec("Write the greeting", ["One", "Two", "Three"]);
    expect(await repo.result("work", id)).toMatchObject({ code: 4, outcome });
    expect(await called(repo)).toEqual(["before_work", "after_work", event]);
    expect(await told(repo, event)).toMatchObject({ outcome, status: outcome, merged: false, attempt: 1 });
    expect(Object.keys(await told(repo, event))).toEqual(expect.arrayContaining(["reason", "message", "worktree"]));
    await repo.chant("recover");
    expect(await called(repo)).toHaveLength(3);
    await repo.result("resume", id, "--work");
    expect(await called(repo)).toHaveLength(6);
    expect(await told(repo, event)).toMatchObject({ attempt: 2 });
  });
}

test("an interrupted run calls on_paused", async () => {
  const repo = await scratch();
  await listen(repo);
  await repo.agentScript(saysStarted(repo), "while :; do sleep 0.05; done");
  const id = await repo.spec("Write the greeting");
  endSurvivors(repo);
  const run = repo.start({ detached: true }, "work", id, "--json");
  await untilStarted(repo);
  process.kill(-(run.pid as number), "SIGINT");
  expect((await run).exitCode).toBe(130);
  expect(await called(repo)).toEqual(["before_work", "after_work", "on_paused"]);
});

test("a before_work hook that fails refuses the run before anything is written, and says what it printed", async () => {
  const repo = await scratch();
  await repo.configure("hooks", 'before_work: ["true", "echo no database; exit 3", "touch never"]');
  const id = await repo.spec("Write the greeting");
  const before = await stateOf(repo);
  const ran = await repo.chant("work", id);
  expect(ran.code).toBe(4);
  expect(ran.stderr).toContain("HOOK_FAILED");
  expect(ran.stderr).toContain("exited with code 3: no database");
  expect(await stateOf(repo)).toEqual(before);
  await expectNobodyAtIt(repo);
});

test("what a before_work hook changed is checked before the run starts", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const spec = join(repo.root, `.chant/specs/${id}.md`);
  await repo.configure("hooks", `before_work: sed -i '1i <<<<<<< mine' '${spec}'`);
  const ran = await repo.chant("work", id);
  expect(ran.code).not.toBe(0);
  expect(ran.stderr).toContain(spec);
  expect(await repo.worktrees()).toEqual([]);
  await expectNobodyAtIt(repo);
});

test("hooks that fail, hang, print a flood or are no program are warnings: the outcome is the same", async () => {
  const repo = await scratch();
  await repo.configure(
    "hooks",
    "timeout_seconds: 0.3",
    'after_work: ["exit 7", "while :; do sleep 0.05; done", "yes | head -c 9000000; exit 1", "no-such-program"]',
    `on_completed: echo reached > '${join(repo.base, "reached")}'`,
  );
  const id = await repo.spec("Write the greeting");
  const ran = await repo.chant("work", id);
  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.stderr).toContain('hook after_work "exit 7" exited with code 7');
  expect(ran.stderr).toContain("took longer than 0.3 s");
  expect(ran.stderr).toContain('"no-such-program" exited with code 127');
  expect(await repo.read("../reached")).toBe("reached\n");
  expect(await statusOf(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});

test("V1: nothing of a spec reaches a hook's shell", async () => {
  const repo = await scratch();
  await listen(repo);
  const title = "$(touch pwned) `touch pwned`; touch pwned' \" | touch pwned";
  const id = await repo.spec(title);
  expect((await repo.chant("work", id)).code).toBe(0);
  expect(await told(repo, "on_completed")).toMatchObject({ title });
  expect(await repo.read("../hook.on_completed.env")).toContain(`CHANT_TITLE=${title}\n`);
  expect(await filesIn(repo.root)).not.toContain("pwned");
  expect(await filesIn(repo.base)).not.toContain("pwned");
});

for (const point of ["judged:after", "finalized:before", "merged:after", "cleaned:after", "hooks:after"]) {
  test(`killed at ${point}, the hooks of the run are called once, whoever ends it`, async () => {
    const repo = await scratch();
    await listen(repo);
    const id = await repo.spec("Write the greeting");
    expect((await repo.chantWith({ env: { CHANT_CRASH_AT: point } }, "work", id)).code).toBe(-1);
    expect((await repo.chant("recover")).code).toBe(0);
    expect((await repo.chant("recover")).code).toBe(0);
    expect(await called(repo)).toEqual(["before_work", "after_work", "on_completed"]);
    expect(await statusOf(repo, id)).toBe("completed");
    await expectNothingLeft(repo);
  });
}

test("chant killed while a hook runs: recover does not call it again, and calls what was still to be called", async () => {
  const repo = await scratch();
  await listen(repo, ["on_completed"]);
  const go = join(repo.base, "go");
  const wait = `${saysStarted(repo)}; while [ ! -e '${go}' ]; do sleep 0.05; done; echo waited >> '${go}.done'`;
  await repo.write("../wait", `${wait}\n`);
  await repo.configure("hooks", `after_work: sh '${join(repo.base, "wait")}'`);
  const id = await repo.spec("Write the greeting");
  endSurvivors(repo);
  const run = repo.start({}, "work", id);
  await untilStarted(repo);
  // While its hooks are called the spec is what it has become.
  expect((await repo.chant("list", "--all")).stdout).toContain("●");
  run.kill("SIGKILL");
  await run;
  expect((await repo.chant("recover")).code).toBe(0);
  await repo.write("../go", "");
  await expect.poll(() => survivors(repo), { timeout: 60_000 }).toEqual([]);
  expect(await repo.read("../go.done")).toBe("waited\n");
  expect(await called(repo)).toEqual(["on_completed"]);
  await expectNothingLeft(repo);
});

test("a completed run that waits for its merge has called its hooks, and the merge calls none", async () => {
  const repo = await scratch();
  await listen(repo);
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id, "--no-merge")).toMatchObject({ outcome: "completed", merged: false });
  expect(await called(repo)).toEqual(["before_work", "after_work", "on_completed"]);
  expect(await told(repo, "on_completed")).toMatchObject({ merged: false });
  expect(await repo.result("merge", id)).toMatchObject({ merged: true });
  expect(await called(repo)).toHaveLength(3);
});

test("a start that is undone calls after_work, and no outcome", async () => {
  const repo = await scratch();
  await listen(repo);
  await repo.configure("worktree", "setup:", '  run: ["exit 1"]');
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id)).toMatchObject({ code: 4, error: "EXEC_SETUP_FAILED" });
  expect(await called(repo)).toEqual(["before_work", "after_work"]);
  expect(await told(repo, "after_work")).toMatchObject({
    status: "pending",
    outcome: "unchanged",
    reason: "EXEC_SETUP_FAILED",
  });
});

test("hooks are for whoever trusted the config: a run is refused, and recover leaves them out with a warning", async () => {
  const repo = await scratch();
  await listen(repo);
  const id = await repo.spec("Write the greeting");
  await repo.chantWith({ env: { CHANT_CRASH_AT: "merged:after" } }, "work", id);
  await rm(join(repo.base, "state"), { recursive: true });
  const recovered = await repo.chant("recover");
  expect(recovered.code, recovered.stderr).toBe(0);
  expect(recovered.stderr).toContain("chant config trust");
  expect(await called(repo)).toEqual(["before_work"]);
  const other = await repo.spec("Another one");
  expect((await repo.chant("work", other)).stderr).toContain("hooks.on_completed");
});

test("the notification of the guide reaches whoever listens", async () => {
  const repo = await scratch({ agent: "exit-1-dirty" });
  const received: string[] = [];
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => received.push(chunk.toString()));
    request.on("end", () => response.end("ok"));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const guide = await execa("cat", [join(import.meta.dirname, "../../docs/guides/hooks.md")]);
  const code = (kind: string) => new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, "s").exec(guide.stdout)?.[1] ?? "";
  await repo.write(".chant/notify.mjs", code("js"));
  const [section = "", ...lines] = code("yaml").trimEnd().split("\n");
  await repo.configure(section.replace(":", ""), ...lines.map((line) => line.slice(2)));
  const id = await repo.spec('Write "the" greeting');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const ran = await repo.chantWith({ env: { SLACK_WEBHOOK_URL: url } }, "work", id);
  expect(ran.code).toBe(4);
  expect(ran.stderr).not.toContain("hook");
  expect(received).toHaveLength(1);
  const { text } = JSON.parse(received[0] as string) as { text: string };
  expect(text).toContain('Write "the" greeting');
  expect(text).toContain("failed");
});
