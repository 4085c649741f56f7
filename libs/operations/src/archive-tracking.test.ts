import { execFile } from "node:child_process";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gitDir, testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { archive } from "./archive.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

const id = "2026-01-22-001-aaa";
const from = `.chant/specs/${id}.md`;
const to = `.chant/archive/2026-01-22/${id}.md`;
const config = { ".chant/config.md": "---\n---\n" };
const specs = { [from]: "---\nstatus: completed\n---\n\n# One\n" };

function runIn(path: string, input: Record<string, unknown> = {}) {
  const warnings: string[] = [];
  const report = (event: { type: string; message?: string }) => void warnings.push(event.message ?? "");
  const context = createContext({ cwd: path, env: { ...process.env, CHANT_TEST: "1" }, surface: "cli", report });
  return runOperation(archive, { id, ...input }, context).then((output) => ({ ...output, warnings }));
}

async function repository(files: Record<string, string> = { ...config, ...specs }) {
  return gitDir(files, onTestFinished);
}

test("W16: without a repository only the file moves", async () => {
  const { path } = await testDir({ ...config, ...specs }, onTestFinished);
  expect(await runIn(path)).toMatchObject({ committed: false, results: [{ to }] });
  expect(await readdir(join(path, ".chant/archive/2026-01-22"))).toEqual([`${id}.md`]);
  expect(await readdir(join(path, ".chant/specs"))).toEqual([]);
});

test.each([
  ["ignored", { ".gitignore": ".chant/\n" }],
  ["not tracked yet", {}],
])("W16: where specs are %s git learns nothing of it", async (_, ignore) => {
  const { path, git, write } = await repository({ "a.txt": "a\n", ...ignore });
  await write({ ...config, ...specs });
  const before = [await git("rev-parse", "HEAD"), await git("status", "--porcelain")];
  expect((await runIn(path)).committed).toBe(false);
  expect([await git("rev-parse", "HEAD"), await git("status", "--porcelain")]).toEqual(before);
  expect(await readdir(join(path, ".chant/archive/2026-01-22"))).toEqual([`${id}.md`]);
});

test("an archive that git ignores takes the spec out of the commit, and that is told", async () => {
  const { path, git } = await repository({ ...config, ...specs, ".gitignore": ".chant/archive/\n" });
  const { committed, warnings } = await runIn(path);
  expect([committed, warnings]).toEqual([
    true,
    [`Git ignores ${to}: other clones have these specs in their history only.`],
  ]);
  expect(await git("show", "--format=", "--name-status", "HEAD")).toBe(`D\t${from}`);
});

test("on a detached HEAD the file moves and nothing is committed", async () => {
  const { path, git } = await repository();
  await git("switch", "-q", "--detach");
  expect((await runIn(path)).committed).toBe(false);
  expect(await git("status", "--porcelain", "-uall")).toBe(` D ${from}\n?? ${to}`);
});

test("--no-commit leaves the rename in the index for the user, and --no-stage leaves the index alone", async () => {
  const staged = await repository();
  expect((await runIn(staged.path, { commit: false })).committed).toBe(false);
  expect(await staged.git("status", "--porcelain")).toBe(`R  ${from} -> ${to}`);
  const plain = await repository();
  expect((await runIn(plain.path, { stage: false })).committed).toBe(false);
  expect(await plain.git("status", "--porcelain", "-uall")).toBe(` D ${from}\n?? ${to}`);
});

test("an uncommitted edit of the spec goes along, and what is staged of other files stays staged", async () => {
  const { path, git, write } = await repository();
  await write({ [from]: `${specs[from] ?? ""}\nMine.\n`, "other.txt": "o\n" });
  await git("add", "other.txt");
  await runIn(path);
  expect(await git("show", `HEAD:${to}`)).toContain("Mine.");
  expect(await git("status", "--porcelain")).toBe("A  other.txt");
});

test("in the middle of a merge of that spec nothing moves", async () => {
  const { path, git, write } = await repository();
  await git("switch", "-qc", "side");
  await write({ [from]: "---\nstatus: cancelled\n---\n\n# Side\n" });
  await git("commit", "-qam", "side");
  await git("switch", "-q", "main");
  await write({ [from]: "---\nstatus: completed\n---\n\n# Main\n" });
  await git("commit", "-qam", "main");
  await git("merge", "side").catch(() => undefined);
  await write({ [from]: "---\nstatus: completed\n---\n\n# Both\n" });
  await expect(runIn(path)).rejects.toMatchObject({ code: "GIT_UNMERGED_PATH" });
  expect(await readdir(join(path, ".chant"))).toEqual(expect.arrayContaining(["specs"]));
  expect(await git("status", "--porcelain", "-uall")).toBe(`UU ${from}`);
});

test("in a folder of the repository, and with odd names around it, the same files are committed", async () => {
  const folder = "größe & mehr";
  const files = Object.entries({ ...config, ...specs }).map(([path, text]) => [`${folder}/${path}`, text] as const);
  const { path, git } = await repository(Object.fromEntries(files));
  expect((await runIn(join(path, folder))).committed).toBe(true);
  expect(await git("-c", "core.quotePath=false", "show", "--format=", "--name-status", "HEAD")).toBe(
    `R100\t${folder}/${from}\t${folder}/${to}`,
  );
});

test("V6: a link in place of the archive, or of a day in it, leads nothing out of the project", async () => {
  for (const link of [".chant/archive", ".chant/archive/2026-01-22"]) {
    const { path, base, git } = await repository();
    await mkdir(join(base, "canary"));
    await mkdir(join(path, link, ".."), { recursive: true });
    await symlink(join(base, "canary"), join(path, link));
    await expect(runIn(path)).rejects.toMatchObject({ code: "IO_FAILED" });
    expect(await readdir(join(base, "canary"))).toEqual([]);
    expect(await git("diff", "--stat")).toBe("");
  }
});

test("of two that archive at once one does, and whoever commits meanwhile keeps the commit", async () => {
  const { path, git, write } = await repository();
  const bare = promisify(execFile);
  await write({ "mine.txt": "m\n" });
  const [one, other, mine] = await Promise.allSettled([
    runIn(path),
    runIn(path),
    git("add", "mine.txt").then(() => bare("git", ["commit", "-qm", "mine"], { cwd: path })),
  ]);
  expect([one, other].filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(1);
  expect(await git("ls-files", ".chant")).toBe([to, ".chant/config.md"].join("\n"));
  expect((await git("log", "--format=%s")).split("\n").filter((subject) => subject.includes("archive"))).toHaveLength(
    1,
  );
  if (mine?.status === "fulfilled") expect(await git("log", "--format=%s")).toContain("mine");
  expect(await readdir(join(path, ".chant/.locks"))).toEqual([]);
});

test("a spec that somebody has locked is skipped with its members, and refused where it was named", async () => {
  const { path, write } = await repository();
  const other = "2026-01-22-002-bbb";
  await write({ [`.chant/specs/${other}.md`]: specs[from] ?? "" });
  const owner = {
    pid: process.pid,
    start_time: "unknown",
    host: "elsewhere",
    token: "t",
    purpose: "run",
    since: "now",
  };
  await mkdir(join(path, ".chant/.locks"), { recursive: true });
  await writeFile(join(path, `.chant/.locks/${id}.pid`), `${JSON.stringify(owner)}\n`);
  await expect(runIn(path)).rejects.toMatchObject({ code: "STATE_LOCKED" });
  const { results, skipped } = await runIn(path, { id: undefined });
  expect([results.map(({ spec_id }) => spec_id), skipped.map(({ spec_id }) => spec_id)]).toEqual([[other], [id]]);
});
