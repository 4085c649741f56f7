import { readFile, writeFile } from "node:fs/promises";
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

test("over MCP work in the background answers at once, and outlives the server", async () => {
  const { repo, id, go } = await prepare();
  const client = new Client({ name: "test", version: "0" });
  const args = [join(cli, "../../../mcp/dist/bin.js"), "--root", repo.root];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd: "/", env: { ...repo.env } }));
  const input = { ids: [id], background: true, watch: false };
  const answer = await client.callTool({ name: "chant_work", arguments: input });
  expect(answer["structuredContent"]).toMatchObject({ results: [{ spec_id: id, outcome: "running" }] });
  await untilStarted(repo);
  await client.close();
  await go();
  expect((await repo.chant("watch", id)).code).toBe(0);
  expect(await statusOf(repo, id)).toBe("completed");
});
