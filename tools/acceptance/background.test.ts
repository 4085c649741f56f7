import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, expectSettled, statusOf, survivors } from "./invariants.ts";
import { endSurvivors, untilStarted } from "./meanwhile.ts";
import { cli, filesIn, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";
import { lockOf, logOf } from "./watching.ts";

interface Background {
  readonly data: {
    readonly results: readonly { spec_id: string; outcome: string; next: readonly string[]; log: string }[];
    readonly background: { readonly pid: number; readonly session: string; readonly log: string };
  };
}

interface Prepared {
  readonly repo: Scratch;
  readonly id: string;
  /** Lets the agent go on. */
  go(): Promise<void>;
}

async function prepare(): Promise<Prepared> {
  const repo = await scratch();
  endSurvivors(repo);
  const go = join(repo.base, "go");
  await repo.agent(`wait-for:${go}`);
  const id = await repo.spec("Write the greeting");
  return { repo, id, go: () => writeFile(go, "") };
}

async function untilSaid(output: Readable, text: string): Promise<void> {
  let said = "";
  await new Promise<void>((done) => {
    output.on("data", (chunk: Buffer) => ((said += chunk.toString()).includes(text) ? done() : undefined));
  });
}

async function outcomeOf({ data }: Background): Promise<{ exit_code?: number; output?: unknown }> {
  return JSON.parse(await readFile(data.background.session, "utf8")) as { exit_code?: number };
}

test("work --background answers while the agent works; watch <id> shows the run to its end and gives its exit code", async () => {
  const { repo, id, go } = await prepare();
  const answer = await repo.json<Background>("work", id, "--background", "--no-watch");
  const [result] = answer.data.results;
  expect(result).toMatchObject({ spec_id: id, outcome: "running", next: [`chant watch ${id}`, `chant log ${id}`] });
  await untilStarted(repo);
  expect(await lockOf(repo), "--no-watch").toBe("");

  const [watched, followed] = [repo.start({}, "watch", id), repo.start({}, "log", id)];
  await Promise.all([watched, followed].map(({ stdout }) => untilSaid(stdout as Readable, "started as process")));
  await go();
  for (const shown of [await watched, await followed]) {
    expect(shown.exitCode).toBe(0);
    expect(String(shown.stdout)).toContain("command ended with exit code 0");
  }
  expect(String((await watched).stdout)).toContain(`${id} completed, merged`);
  await expect.poll(() => outcomeOf(answer), { timeout: 60_000 }).toMatchObject({ exit_code: 0 });
  expect(await expectSettled(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});

test("watch <id> of a run that fails ends with its exit code, during the run and after it", async () => {
  const repo = await scratch({ agent: "slow:0.1" });
  endSurvivors(repo);
  await repo.agentScript("exit 1");
  const id = await repo.spec("Write the greeting");
  await repo.chant("work", id, "--background", "--no-watch");
  for (let time = 0; time < 2; time++) expect((await repo.chant("watch", id)).code).toBe(4);
  const other = await repo.spec("Never worked");
  expect((await repo.chant("watch", other)).stderr).toContain("error[STATE_NO_RUN]");
  expect((await repo.chant("watch", id, "--once")).code).toBe(2);
});

test("P17: what refuses a run refuses it in the foreground, and nothing goes on", async () => {
  const { repo, id, go } = await prepare();
  expect((await repo.chant("work", "nothing", "--background")).code).toBe(2);
  await repo.json("work", id, "--background", "--no-watch");
  const second = await repo.chant("work", id, "--background", "--no-watch");
  expect(second.code).toBe(3);
  expect(second.stderr).toMatch(/error\[STATE_LOCKED\]: .* is being worked on by process \d+/);
  const empty = await repo.chant("work", id, "--prompt", "no-such-prompt", "--background");
  expect(empty.code).not.toBe(0);
  await go();
  expect((await repo.chant("watch", id)).code).toBe(0);
  await expect.poll(() => survivors(repo), { timeout: 60_000 }).toEqual([]);
});

test("work in the background has a session of its own: neither the terminal nor its end reaches it, and a signal pauses it", async () => {
  const { repo, id } = await prepare();
  const { data } = await repo.json<Background>("work", id, "--background", "--no-watch");
  await untilStarted(repo);
  const { pid } = data.background;
  expect(process.kill(-pid, 0), "it leads its process group").toBe(true);
  process.kill(pid, "SIGHUP");
  expect((await repo.json<{ data: { worktrees: unknown[] } }>("watch", "status")).data.worktrees).toMatchObject([
    { spec_id: id, status: "working" },
  ]);
  const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  expect(words, "its input is nobody else's").not.toContain(id);
  process.kill(pid, "SIGTERM");
  await expect.poll(() => outcomeOf({ data }), { timeout: 60_000 }).toMatchObject({ exit_code: 130 });
  expect(await expectSettled(repo, id)).toBe("paused");
});

test("watch is started with it: when its process is killed, the run is brought to its end all the same", async () => {
  const { repo, id, go } = await prepare();
  const { data } = await repo.json<Background>("work", id, "--background");
  await untilStarted(repo);
  expect(await lockOf(repo)).not.toBe("");
  process.kill(data.background.pid, "SIGKILL");
  await go();
  await expect.poll(() => logOf(repo), { timeout: 60_000 }).toContain(`${id} merged to main ✓`);
  expect((await repo.chant("watch", "stop")).code).toBe(0);
  expect(await expectSettled(repo, id)).toBe("completed");
  await expectNobodyAtIt(repo);
});

test("watch <id> of a run whose process died says so where nobody watches", async () => {
  const { repo, id, go } = await prepare();
  const { data } = await repo.json<Background>("work", id, "--background", "--no-watch");
  await untilStarted(repo);
  process.kill(data.background.pid, "SIGKILL");
  const told = async () => (await repo.chant("watch", id)).stderr;
  await expect.poll(told, { timeout: 60_000 }).toContain("error[STATE_RUN_UNFINISHED]");
  await go();
});

test("a chain goes on in the background, spec after spec", async () => {
  const repo = await scratch();
  endSurvivors(repo);
  const ids = [await repo.spec("One"), await repo.spec("Two")];
  const answer = await repo.json<Background>("work", "--chain", "--background", "--no-watch");
  expect(ids).toContain(answer.data.results[0]?.spec_id);
  await expect.poll(() => outcomeOf(answer), { timeout: 60_000 }).toMatchObject({ exit_code: 0 });
  for (const id of ids) expect(await statusOf(repo, id)).toBe("completed");
  expect((await filesIn(join(repo.root, ".chant/logs/detached"))).length).toBe(2);
  await expectNothingLeft(repo);
});

/** A failed spec whose next agent waits. */
async function prepareFailed(): Promise<Prepared> {
  const prepared = await prepare();
  const { repo, id } = prepared;
  await repo.agent("commit-then-exit-1");
  expect(await repo.result("work", id, "--no-watch")).toMatchObject({ outcome: "failed" });
  await repo.agent(`wait-for:${join(repo.base, "go")}`);
  return prepared;
}

for (const command of ["retry ID", "resume ID --work", "resume --all --work"]) {
  test(`${command} --background answers while the agent works, and goes on by itself`, async () => {
    const { repo, id, go } = await prepareFailed();
    if (command.includes("--all")) await stopAtWork(repo, id);
    const args = [...command.replace("ID", id).split(" "), "--background", "--no-watch"];
    const answer = await repo.json<Background>(...args);
    const next = [`chant watch ${id}`, `chant log ${id}`];
    expect(answer.data.results).toMatchObject([{ spec_id: id, outcome: "running", next }]);
    await untilStarted(repo);
    expect(await lockOf(repo), "--no-watch").toBe("");
    await go();
    expect((await repo.chant("watch", id)).code).toBe(0);
    await expect.poll(() => outcomeOf(answer), { timeout: 60_000 }).toMatchObject({ exit_code: 0 });
    expect(await expectSettled(repo, id)).toBe("completed");
  });
}

/** Leaves a spec as `chant stop` does while its agent works. */
async function stopAtWork(repo: Scratch, id: string): Promise<void> {
  const run = repo.start({}, "resume", id, "--work", "--no-watch");
  await untilStarted(repo);
  expect((await repo.chant("stop")).code).toBe(0);
  await run;
  await rm(join(repo.base, "go.started"));
  expect(await statusOf(repo, id)).toBe("paused");
}

test("what refuses retry and resume refuses them in the background as well, and watch is started with them", async () => {
  const { repo, id, go } = await prepareFailed();
  const aimless = await repo.chant("resume", id, "--background");
  expect([aimless.code, aimless.stderr]).toEqual([
    2,
    expect.stringContaining(`fix: chant resume ${id} --work --background`),
  ]);
  const other = await repo.spec("Never worked");
  expect((await repo.chant("retry", other, "--background")).code).toBe(3);
  const first = await repo.json<Background & { data: { backoff: object } }>("retry", id, "--background");
  expect(first.data.backoff).toMatchObject({ attempts: 1, retries: 0 });
  await untilStarted(repo);
  expect(await lockOf(repo)).not.toBe("");
  for (const args of [["retry"], ["resume", "--work"]]) {
    const [name = "", ...flags] = args;
    expect(await repo.result(name, id, ...flags, "--background")).toMatchObject({ code: 3 });
  }
  await go();
  expect((await repo.chant("watch", id)).code).toBe(0);
  expect((await repo.chant("watch", "stop")).code).toBe(0);
  await expectNobodyAtIt(repo);
});

async function overMcp(repo: Scratch, name: string, input: Record<string, unknown>): Promise<unknown> {
  const client = new Client({ name: "test", version: "0" });
  const args = [join(cli, "../../../mcp/dist/bin.js"), "--root", repo.root];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd: "/", env: { ...repo.env } }));
  const answer = await client.callTool({ name, arguments: input });
  await untilStarted(repo);
  await client.close();
  return answer["structuredContent"];
}

test.each(["chant_retry", "chant_resume"])("over MCP %s in the background answers at once", async (name) => {
  const { repo, id, go } = await prepareFailed();
  const work = name === "chant_resume" ? { work: true } : {};
  const answer = await overMcp(repo, name, { id, background: true, watch: false, ...work });
  expect(answer).toMatchObject({
    results: [{ spec_id: id, outcome: "running" }],
    background: { pid: expect.any(Number) as number },
  });
  await go();
  expect((await repo.chant("watch", id)).code).toBe(0);
  expect(await statusOf(repo, id)).toBe("completed");
});

test("over MCP work in the background answers at once, and outlives the server", async () => {
  const { repo, id, go } = await prepare();
  const answer = await overMcp(repo, "chant_work", { ids: [id], background: true, watch: false });
  expect(answer).toMatchObject({ results: [{ spec_id: id, outcome: "running" }] });
  await go();
  expect((await repo.chant("watch", id)).code).toBe(0);
  expect(await statusOf(repo, id)).toBe("completed");
});
