import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { gitEnvironment, runGit } from "./run-git.ts";

afterEach(() => void vi.unstubAllEnvs());

test("what git prints comes back with its exit code", async () => {
  const { path } = await gitDir({ "a.txt": "a\n" }, onTestFinished);
  expect(await runGit(path, ["ls-files"])).toEqual({ stdout: "a.txt\n", stderr: "", exitCode: 0 });
});

test("input reaches git as it is", async () => {
  const { path } = await gitDir({}, onTestFinished);
  const { stdout } = await runGit(path, ["hash-object", "--stdin"], { input: "größe\n" });
  expect(stdout).toBe("47e983f499a28fd6b21e7e5babc0c91d9e4ba9ee\n");
});

test("an exit code that is an answer is given, any other one is an error", async () => {
  const { path } = await gitDir({}, onTestFinished);
  const args = ["rev-parse", "--verify", "--quiet", "refs/heads/missing"];
  expect(await runGit(path, args, { answers: [1] })).toEqual({ stdout: "", stderr: "", exitCode: 1 });
  await expect(runGit(path, args)).rejects.toMatchObject({
    code: "GIT_FAILED",
    message: "git rev-parse failed: exit code 1",
    details: { args, exit_code: 1, stderr: "" },
  });
});

test("an error tells the command and what git said first", async () => {
  const { path } = await gitDir({}, onTestFinished);
  await expect(runGit(path, ["-c", "color.ui=never", "show", "missing"])).rejects.toMatchObject({
    code: "GIT_FAILED",
    message: expect.stringMatching(/^git show failed: fatal: ambiguous argument 'missing'/) as unknown,
    details: { exit_code: 128 },
  });
});

test("V3: no shell reads the arguments", async () => {
  const { path } = await gitDir({}, onTestFinished);
  const nasty = "$(touch pwned); touch pwned & `touch pwned` > pwned";
  await expect(runGit(path, ["show", nasty])).rejects.toMatchObject({ code: "GIT_FAILED" });
  expect((await runGit(path, ["rev-parse", "--sq-quote", nasty])).stdout).toBe(` '${nasty}'\n`);
  expect(await readdir(path)).toEqual([".git"]);
});

test("P13: output of many megabytes comes whole", async () => {
  const size = 8 * 1024 * 1024;
  const { path } = await gitDir({ "big.txt": "x".repeat(size) }, onTestFinished);
  const { stdout } = await runGit(path, ["cat-file", "blob", "HEAD:big.txt"]);
  expect(stdout.length).toBe(size);
});

test("P11: input that git does not read to its end is no error of its own", async () => {
  const { path } = await gitDir({}, onTestFinished);
  const input = "x".repeat(8 * 1024 * 1024);
  expect((await runGit(path, ["rev-parse", "--is-inside-work-tree"], { input })).stdout).toBe("true\n");
});

test("the details keep the beginning of a long error output only", async () => {
  const { path } = await gitDir({}, onTestFinished);
  const error = await runGit(path, ["show", "x".repeat(20_000)]).catch((cause: unknown) => cause);
  const { stderr } = (error as { details: { stderr: string } }).details;
  expect(stderr.length).toBe(4000);
});

test("a machine without git is told apart from a failure of git", async () => {
  const { path, base } = await gitDir({}, onTestFinished);
  vi.stubEnv("PATH", join(base, "nothing"));
  await expect(runGit(path, ["status"])).rejects.toMatchObject({
    code: "GIT_NOT_INSTALLED",
    message: "There is no git program on PATH.",
  });
});

test("a folder that is gone is not mistaken for a missing git", async () => {
  const { path } = await gitDir({}, onTestFinished);
  const folder = join(path, "gone");
  await expect(runGit(folder, ["status"])).rejects.toMatchObject({
    code: "GIT_FAILED",
    message: `git status failed: there is no folder ${folder}`,
  });
});

test.each([
  ["error: file write error: No space left on device", "IO_DISK_FULL"],
  ["fatal: could not open '.git/x': Read-only file system", "IO_READ_ONLY"],
  ["error: insufficient permission for adding an object", "IO_READ_ONLY"],
  ["fatal: something else", "GIT_FAILED"],
])("git's %j has the code %s", async (said, code) => {
  const { path } = await gitDir({}, onTestFinished);
  const alias = `alias.broken=!echo "${said}" >&2; exit 3`;
  await expect(runGit(path, ["-c", alias, "broken"])).rejects.toMatchObject({
    code,
    message: `git broken failed: ${said}`,
    details: { exit_code: 3 },
  });
});

test("variables that point git elsewhere are not handed on, the others are", () => {
  vi.stubEnv("GIT_DIR", "/elsewhere/.git");
  vi.stubEnv("GIT_WORK_TREE", "/elsewhere");
  vi.stubEnv("GIT_INDEX_FILE", "/elsewhere/index");
  vi.stubEnv("GIT_AUTHOR_NAME", "Somebody");
  vi.stubEnv("LC_ALL", "de_DE.UTF-8");
  const env = gitEnvironment({ GIT_INDEX_FILE: "/own/index" });
  expect(env).toMatchObject({
    GIT_AUTHOR_NAME: "Somebody",
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_EDITOR: "false",
  });
  expect(env["GIT_INDEX_FILE"]).toBe("/own/index");
  expect(Object.keys(env)).not.toContain("GIT_DIR");
  expect(Object.keys(env)).not.toContain("GIT_WORK_TREE");
});

test("a caller's GIT_DIR does not change which repository is read", async () => {
  const one = await gitDir({ "one.txt": "1\n" }, onTestFinished);
  const two = await gitDir({ "two.txt": "2\n" }, onTestFinished);
  vi.stubEnv("GIT_DIR", join(two.path, ".git"));
  vi.stubEnv("GIT_INDEX_FILE", join(two.path, ".git/index"));
  expect((await runGit(one.path, ["ls-files"])).stdout).toBe("one.txt\n");
});
