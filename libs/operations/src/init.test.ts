import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, testDir, type GitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { init } from "./init.ts";

function initIn(dir: { path: string; env?: Readonly<Record<string, string>> }, input: Record<string, unknown> = {}) {
  const context = createContext({ cwd: dir.path, env: dir.env ?? {}, surface: "cli" });
  return runOperation(init, input, context);
}

async function config(dir: GitDir): Promise<string> {
  return readFile(join(dir.path, ".chant/config.md"), "utf8");
}

test("sets up chant in one commit of exactly its files, and leaves staged work staged", async () => {
  const dir = await gitDir({ "package.json": '{ "name": "shop" }\n' }, onTestFinished);
  await dir.write({ "staged.txt": "staged\n" });
  await dir.git("add", "staged.txt");
  const result = await initIn(dir, { minimal: true });
  expect(result).toMatchObject({ project: "shop", committed: true, notices: [] });
  expect(result.created.sort()).toEqual([".chant/.gitignore", ".chant/config.md", ".gitattributes"]);
  expect(await dir.git("show", "--format=%s", "--name-only", "HEAD")).toBe(
    "chant: set up\n\n.chant/.gitignore\n.chant/config.md\n.gitattributes",
  );
  expect(await dir.git("status", "--porcelain")).toBe("A  staged.txt");
});

test("run again it adds what is missing and touches nothing else", async () => {
  const dir = await gitDir({}, onTestFinished);
  await initIn(dir, { minimal: true });
  const before = await config(dir);
  const again = await initIn(dir);
  expect(again.unchanged.sort()).toEqual([".chant/.gitignore", ".chant/config.md", ".gitattributes"]);
  expect(again.created).toContain(".chant/prompts/standard.md");
  expect(await config(dir)).toBe(before);
});

test("a setting that is asked for later changes its line and no other", async () => {
  const dir = await gitDir({}, onTestFinished);
  await initIn(dir, { minimal: true });
  const before = await config(dir);
  expect((await initIn(dir, { provider: "command" })).updated).toEqual([".chant/config.md"]);
  expect(await config(dir)).toBe(before.replace("provider: claude", "provider: command"));
});

test("silent, nothing of chant is seen by git", async () => {
  const dir = await gitDir({}, onTestFinished);
  expect(await initIn(dir, { silent: true })).toMatchObject({ committed: false });
  expect(await dir.git("status", "--porcelain")).toBe("");
  expect(await dir.git("rev-list", "--count", "HEAD")).toBe("1");
});

test("silent is refused where chant is tracked, with nothing changed", async () => {
  const dir = await gitDir({}, onTestFinished);
  await initIn(dir, { minimal: true });
  const before = await config(dir);
  await expect(initIn(dir, { silent: true })).rejects.toMatchObject({ code: "INPUT_INVALID" });
  expect(await config(dir)).toBe(before);
});

test("without a commit, or without git, the files are written and it says why they are not committed", async () => {
  const unborn = await gitDir({}, onTestFinished);
  await unborn.git("checkout", "-q", "--orphan", "fresh");
  expect(await initIn(unborn, { minimal: true })).toMatchObject({ committed: false });
  const bare = await testDir({}, onTestFinished);
  const env = { HOME: bare.path };
  const { committed, notices } = await initIn({ path: bare.path, env }, { minimal: true });
  expect(committed).toBe(false);
  expect(notices[0]).toContain("git init");
});
