import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gitDir, type GitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext, type Context } from "./kernel/context.ts";
import type { ProgressEvent } from "./kernel/progress.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { list } from "./list.ts";
import { ready } from "./ready.ts";

const run = promisify(execFile);

const spec = (fields: string, title: string) => `---\n${fields}---\n\n# ${title}\n`;

const specs = {
  "2026-01-22-001-aaa.md": spec("status: completed\n", "Done"),
  "2026-01-22-002-bbb.md": spec("status: pending\nlabels: [api]\n", "Ready"),
  "2026-01-22-003-ccc.md": spec("status: pending\ndepends_on: [2026-01-22-002-bbb]\n", "Waits"),
  "2026-01-22-004-ddd.md": spec("status: cancelled\ntype: research\n", "Dropped"),
  "2026-01-22-005-eee.md": "---\nstatus: [\n---\n\n# Broken\n",
};

async function titles(input: Record<string, unknown>): Promise<string[]> {
  const tree = Object.fromEntries(Object.entries(specs).map(([name, text]) => [`.chant/specs/${name}`, text]));
  const archived = { ".chant/archive/2026-01-21/2026-01-21-001-zzz.md": spec("status: completed\n", "Old") };
  const dir = await gitDir({ ".chant/config.md": "---\n---\n", ...archived, ...tree }, onTestFinished);
  const result = await runOperation(list, input, createContext({ cwd: dir.path, env: dir.env, surface: "cli" }));
  return result.specs.map((one) => one.title);
}

test.each([
  [{}, ["Done", "Ready", "Waits", "Broken"]],
  [{ ready: true }, ["Ready"]],
  [{ status: ["blocked"] }, ["Waits"]],
  [{ status: ["cancelled", "completed"] }, ["Done", "Dropped"]],
  [{ label: ["api"] }, ["Ready"]],
  [{ type: "research", status: ["cancelled"] }, ["Dropped"]],
  [{ count: true }, []],
  [{ completed: true }, ["Done"]],
  [{ all: true }, ["Old", "Done", "Ready", "Waits", "Dropped", "Broken"]],
  [{ all: true, status: ["completed"] }, ["Old", "Done"]],
  [{ limit: 2 }, ["Done", "Ready"]],
])("with %j lists %j", async (input, expected) => {
  expect(await titles(input)).toEqual(expected);
});

const discussed = `${spec("status: pending\napproval:\n  required: true\n  status: approved\n  by: dave\n", "Talked")}
## Approval Discussion

**Marcos** - 2026-01-28 10:15 - REJECTED
Too large.

**dave** - 2026-01-28 11:15 - APPROVED

## Later

**nobody** - is meant here
`;

async function history(): Promise<{ readonly dir: GitDir; readonly context: Context }> {
  const dir = await gitDir({ ".chant/config.md": "---\n---\n" }, onTestFinished);
  const path = (id: string) => `.chant/specs/2026-01-22-00${id}.md`;
  await dir.write({ [path("1-aaa")]: spec("status: pending\n", "Old"), [path("2-bbb")]: discussed });
  await dir.git("add", "-A");
  const commit = (author: string, at: string) => {
    const env = { ...dir.env, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
    return run("git", ["commit", "-qam", "change", "--author", author], { cwd: dir.path, env });
  };
  await commit("Alice Smith <alice@example.com>", "2026-01-22T10:00:00Z");
  await dir.write({ [path("1-aaa")]: spec("status: pending\nlabels: [x]\n", "Old") });
  await commit("Bob <bob@example.com>", "2026-01-29T10:00:00Z");
  const env = { ...dir.env, CHANT_TEST: "1", CHANT_NOW: "2026-01-29T12:00:00Z" };
  return { dir, context: createContext({ cwd: dir.path, env, surface: "cli" }) };
}

test("whoever added a spec is found by a part of the name, in any case", async () => {
  const { context } = await history();
  const { specs: mine } = await runOperation(list, { created_by: "ALICE" }, context);
  expect(mine.map((row) => [row.title, row.created_by])).toEqual([
    ["Old", "Alice Smith"],
    ["Talked", "Alice Smith"],
  ]);
  expect((await runOperation(list, { created_by: "bob" }, context)).total).toBe(0);
});

test("what was changed lately is found, whether it is committed or not", async () => {
  const { dir, context } = await history();
  const lately = async (activity_since: string) => {
    const { specs: rows } = await runOperation(list, { activity_since }, context);
    return rows.map((row) => [row.title, row.ago]);
  };
  expect(await lately("3h")).toEqual([["Old", "2h ago"]]);
  expect((await lately("2mo")).length).toBe(2);
  await dir.write({ ".chant/specs/2026-01-22-003-ccc.md": spec("status: pending\n", "New") });
  expect((await lately("1h")).map(([title]) => title)).toEqual(["New"]);
  await expect(lately("soon")).rejects.toMatchObject({ code: "INPUT_INVALID" });
});

test("somebody is mentioned where the approval discussion names them", async () => {
  const { context } = await history();
  const mentioned = async (mentions: string) => (await runOperation(list, { mentions }, context)).specs;
  expect(await mentioned("marcos")).toMatchObject([
    { title: "Talked", comments: 2, approval: "approved", approved_by: "dave" },
  ]);
  expect(await mentioned("nobody")).toEqual([]);
});

test("without git, people are nobody and files have their own times", async () => {
  const { dir, context } = await history();
  await rm(join(dir.path, ".git"), { recursive: true });
  expect((await runOperation(list, { created_by: "alice" }, context)).total).toBe(0);
  expect((await runOperation(list, { activity_since: "1h" }, context)).total).toBe(2);
});

test("the specs of other repositories are listed with theirs, and one that is not there is told", async () => {
  const other = await history();
  const repos = `repos:\n  - {name: api, path: ${other.dir.path}}\n  - {name: gone, path: ./nothing}\n`;
  const one = { ".chant/specs/2026-01-22-009-zzz.md": spec("status: pending\n", "Here") };
  const dir = await gitDir({ ".chant/config.md": `---\n${repos}---\n`, ...one }, onTestFinished);
  const warnings: string[] = [];
  const report = (event: ProgressEvent) => void (event.type === "warning" && warnings.push(event.message));
  const context = createContext({ cwd: dir.path, env: { ...dir.env, CHANT_TEST: "1" }, surface: "cli", report });
  const all = await runOperation(list, { global: true }, context);
  expect(all.specs.map((row) => row.id)).toEqual([
    "2026-01-22-009-zzz",
    "api:2026-01-22-001-aaa",
    "api:2026-01-22-002-bbb",
  ]);
  expect(warnings).toEqual([expect.stringMatching(/gone cannot be read: there is no folder .*nothing\.$/)]);
  for (const repo of ["api", other.dir.path]) {
    const { specs: rows } = await runOperation(list, { repo, label: ["x"] }, context);
    expect(rows).toMatchObject([{ id: "api:2026-01-22-001-aaa", repository: other.dir.path }]);
  }
  await expect(runOperation(list, { repo: "who" }, context)).rejects.toMatchObject({ code: "CONFIG_REPO_UNKNOWN" });
});

test("outside any project the user's own config says which repositories there are", async () => {
  const { dir, context } = await history();
  const away = createContext({ cwd: dir.base, env: context.env, surface: "cli" });
  await expect(runOperation(list, { global: true }, away)).rejects.toMatchObject({ code: "CONFIG_NO_PROJECT" });
  const home = join(dir.env["XDG_CONFIG_HOME"] as string, "chant");
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "config.md"), "---\nrepos:\n  - {name: api, path: ./repository}\n---\n");
  expect((await runOperation(list, { global: true }, away)).total).toBe(2);
  expect((await runOperation(list, { repo: "api" }, away)).total).toBe(2);
});

test("what is ready is what a list of ready ones has", async () => {
  const { context } = await history();
  const { specs: rows, total } = await runOperation(ready, { limit: 1 }, context);
  expect([rows.length, total]).toEqual([1, (await runOperation(list, { ready: true }, context)).total]);
});
