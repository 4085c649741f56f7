import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stateOf } from "./invariants.ts";
import { envelope, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

const statuses = [
  ...["pending", "in_progress", "paused", "completed", "failed", "needs_attention", "cancelled"],
  ...["ready", "blocked"],
];

const id = (number: number) => `2026-01-22-${String(number).padStart(3, "0")}-abc`;

/** Adds specs without commits of their own: text of the header, and a title. */
async function write(repo: Scratch, ...specs: readonly (readonly [fields: string, title: string])[]): Promise<void> {
  for (const [at, [fields, title]] of specs.entries()) {
    await repo.write(`.chant/specs/${id(at + 1)}.md`, `---\n${fields}\n---\n\n# ${title}\n\n- [ ] It works\n`);
  }
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "specs", "--author", "Alice <alice@example.com>");
}

async function everyStatus(): Promise<Scratch> {
  const repo = await scratch();
  await write(
    repo,
    ...(["completed", "failed", "paused", "needs_attention", "cancelled", "in_progress"] as const).map(
      (status) => [`status: ${status}`, status] as const,
    ),
    ["status: pending", "Ready"],
    [`status: pending\ndepends_on: [${id(7)}]`, "Blocked"],
    ["status: pending\nlabels: [auth]\napproval: {required: true, status: pending}", "Asks"],
    ["status: blocked", "Stored as blocked"],
  );
  return repo;
}

test("U9: for every status the list, its count and the status agree, from a folder below too", async () => {
  const repo = await everyStatus();
  await mkdir(join(repo.root, "deep/er"), { recursive: true });
  const below = { cwd: join(repo.root, "deep/er") };
  const told = await repo.chantWith(below, "status", "--json");
  const { data } = envelope<{ data: { counts: Record<string, number>; ready_count: number } }>(told);
  for (const status of statuses) {
    const listed = await repo.chantWith(below, "list", "--status", status, "--json");
    const { total, specs } = envelope<{ data: { total: number; specs: unknown[] } }>(listed).data;
    const counted = (await repo.chantWith(below, "list", "--status", status, "--count")).stdout;
    expect([status, specs.length, counted], status).toEqual([status, total, `${total}\n`]);
    expect(data.counts[status], status).toBe(total);
  }
  expect((await repo.chant("ready", "--json")).stdout).toBe((await repo.chant("list", "--ready", "--json")).stdout);
  expect(data.ready_count).toBe(data.counts["ready"]);
});

test("U9: a spec that was cancelled or archived is shown, and listed where it is asked for", async () => {
  const repo = await everyStatus();
  expect((await repo.chant("list")).stdout).not.toContain(id(5));
  expect((await repo.chant("list", "--all")).stdout).toContain(id(5));
  await repo.git("mv", "-k", `.chant/specs/${id(1)}.md`, ".chant");
  await mkdir(join(repo.root, ".chant/archive/2026-01-22"), { recursive: true });
  await repo.git("mv", `.chant/${id(1)}.md`, `.chant/archive/2026-01-22/${id(1)}.md`);
  expect((await repo.chant("show", id(1))).stdout).toContain("archived: true");
  expect((await repo.chant("list", "--all", "--created-by", "alice")).stdout).toMatch(new RegExp(`${id(1)}.*archived`));
});

const commands: readonly (readonly [words: readonly string[], code: number])[] = [
  [["list"], 0],
  [["list", "--all"], 0],
  [["list", "--created-by", "alice"], 0],
  [["list", "--activity-since", "2h"], 0],
  [["list", "--mentions", "bob"], 0],
  [["list", "--main-only"], 0],
  [["list", "--global"], 0],
  [["list", "--summary"], 0],
  [["list", "--repo", "nowhere"], 2],
  [["list", "--status", "unknown"], 2],
  [["list", "--activity-since", "soon"], 2],
  [["list", "--brief"], 2],
  [["list", "--watch"], 2],
  [["ready"], 0],
  [["ready", "--limit", "0"], 2],
  [["status"], 0],
  [["status", "--disk", "--worktrees"], 0],
  [["show"], 2],
  [["show", id(7), "--body"], 0],
  [["show", id(7), "--clean"], 2],
  [["show", "nothing"], 2],
  [["show", `gone:${id(7)}`], 2],
  [["show", `what:${id(7)}`], 2],
  [["prep"], 2],
  [["deps"], 2],
  [["deps", id(8)], 0],
  [["deps", "--check"], 1],
  [["deps", "--check", id(8)], 0],
  [["dag"], 0],
  [["dag", "--format", "boxes"], 0],
  [["dag", "--format", "svg"], 2],
  [["dag", "--detail", "everything"], 2],
  [["group"], 0],
  [["group", "nothing"], 2],
  [["refresh"], 0],
  [["refresh", "-v"], 0],
];

test("U2, U3, U4: each command ends by itself with its code, changes nothing, and prints one document of JSON", async () => {
  const repo = await everyStatus();
  await repo.write(`.chant/specs/${id(20)}.md`, `---\nstatus: pending\ndepends_on: [${id(99)}]\n---\n\n# Lost\n`);
  await repo.write(`.chant/specs/${id(21)}.md`, "---\nstatus: [\n---\n\n# Broken\n");
  await repo.configure("repos", "- {name: gone, path: ../gone}");
  const before = await stateOf(repo);
  for (const [words, code] of commands) {
    const line = words.join(" ");
    const plain = await repo.chant(...words);
    expect([line, plain.code], plain.stderr).toEqual([line, code]);
    expect(`${line}: ${plain.stdout}`).not.toContain("\u001b");
    const { code: again, stdout } = await repo.chant(...words, "--json");
    expect([line, again]).toEqual([line, code]);
    const { ok } = JSON.parse(stdout) as { ok: boolean };
    expect([line, ok]).toEqual([line, code < 2]);
    expect((await repo.chant(...words, "--quiet")).code, line).toBe(code);
  }
  expect(await stateOf(repo)).toEqual(before);
}, 240_000);

test("a status in brief is one line, and no JSON", async () => {
  const repo = await everyStatus();
  expect((await repo.chant("list", "--summary", "--brief")).stdout).toMatch(/^2 ready, 1 in-progress, .*cancelled\n$/);
  const both = await repo.chant("status", "--brief", "--json");
  expect([both.code, envelope<{ error: { code: string } }>(both).error.code]).toEqual([2, "INPUT_INVALID"]);
  const watched = await repo.chant("list", "--summary", "--watch", "--json");
  expect(watched.code).toBe(2);
});

test("a watched status ends when it is interrupted", async () => {
  const repo = await everyStatus();
  const watching = repo.start({}, "status", "--watch");
  await new Promise<void>((shown) =>
    watching.stdout.on("data", (text) => /Last updated/.test(String(text)) && shown()),
  );
  watching.kill("SIGINT");
  const { exitCode, stdout } = await watching;
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/^Spec Status\n/);
});

test("prep and show --raw give the body byte for byte", async () => {
  const repo = await everyStatus();
  const body = "\r\n# Odd\r\n\r\n\u0007bell \u001b[31m\r\n\r\n## Agent Conversation\r\n\r\nold\r\n";
  await repo.write(`.chant/specs/${id(1)}.md`, `---\r\nstatus: pending\r\n---\r\n${body}`);
  expect((await repo.chant("prep", id(1))).stdout).toBe(body);
  expect((await repo.chant("show", id(1), "--raw")).stdout).toBe(body);
  const clean = body.slice(0, body.indexOf("## Agent"));
  expect((await repo.chant("prep", id(1), "--clean")).stdout).toBe(clean);
  expect((await repo.chant("show", id(1), "--raw", "--clean")).stdout).toBe(clean);
  expect((await repo.chant("show", id(1), "--body")).stdout).not.toContain("\u001b");
});

test("Q2: however many specs there are, a list starts git not at all or a few times", async () => {
  const repo = await scratch();
  const folder = join(repo.root, ".chant/specs");
  await mkdir(folder, { recursive: true });
  for (let number = 1; number <= 400; number++) {
    await writeFile(join(folder, `${id(number)}.md`), `---\nstatus: pending\n---\n\n# ${number}\n`);
  }
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "specs");
  const calls = async (...words: string[]) => {
    const log = join(repo.base, `trace-${words.join("")}`);
    const ran = await repo.chantWith({ env: { GIT_TRACE2_EVENT: log } }, ...words);
    expect(ran.code, ran.stderr).toBe(0);
    return (await readFile(log, "utf8").catch(() => "")).split('"event":"start"').length - 1;
  };
  for (const words of [["list"], ["ready"], ["status"], ["dag"], ["refresh"], ["list", "--mentions", "x"]]) {
    expect(await calls(...words), words.join(" ")).toBe(0);
  }
  expect(await calls("list", "--created-by", "tester", "--activity-since", "2h")).toBeLessThanOrEqual(5);
});

test("Q5: a worktree with a loop of links and many files delays no status", async () => {
  const repo = await scratch();
  const logs = join(repo.root, ".chant/logs/many");
  await mkdir(logs, { recursive: true });
  await symlink(repo.root, join(logs, "loop"));
  for (let number = 0; number < 50; number++) await writeFile(join(logs, String(number)), "x");
  const { data } = await repo.json<{ data: { disk: { name: string; files: number; bytes: number }[] } }>(
    "status",
    "--disk",
  );
  expect(data.disk.find(({ name }) => name === "logs")).toMatchObject({ files: 50, bytes: 50 });
});

test("a spec that waits for one of another repository is worked when that is completed", async () => {
  const [api, repo] = [await scratch({ name: "api" }), await scratch()];
  await write(api, ["status: pending", "First"]);
  const mine = await repo.spec("Second");
  const path = `.chant/specs/${mine}.md`;
  await repo.write(
    path,
    (await repo.read(path)).replace("status: pending", `status: pending\ndepends_on: ["api:${id(1)}"]`),
  );
  expect((await repo.result("work", mine)).error).toBe("LINT_FAILED");
  await repo.configure("repos", `- {name: api, path: "${api.root}"}`);
  expect((await repo.chant("deps", mine)).stdout).toContain(`api:${id(1)}`);
  expect((await repo.result("work", mine)).error).toBe("STATE_BLOCKED");
  await api.write(`.chant/specs/${id(1)}.md`, "---\nstatus: completed\n---\n\n# First\n");
  expect(await repo.result("work", mine)).toMatchObject({ code: 0, outcome: "completed" });
});
