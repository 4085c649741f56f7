import { chmod, mkdir, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { findProgram } from "./find-program.ts";

/** Folders `one` and `two` of programs, beside files that are none. */
async function folders() {
  const files = { "one/plain": "text", "one/tool": "", "two/tool": "", "two/plain": "", "two/only": "" };
  const { path } = await testDir(files, onTestFinished);
  for (const name of ["one/tool", "two/tool", "two/plain", "two/only"]) await chmod(join(path, name), 0o755);
  await mkdir(join(path, "one/only"));
  await symlink(join(path, "two/only"), join(path, "one/link"));
  await symlink(join(path, "missing"), join(path, "one/broken"));
  const env = { PATH: `${join(path, "missing")}:${join(path, "one")}:${join(path, "two")}` };
  return { path, look: (program: string) => findProgram(program, { env, root: path }) };
}

test.each([
  ["the first one of PATH", "tool", "one/tool"],
  ["a file that may be run, not one that may not", "plain", "two/plain"],
  ["a file, not a folder", "only", "two/only"],
  ["a link to a program", "link", "one/link"],
  ["a path from the root", "two/tool", "two/tool"],
  ["a path from the root with a dot", "./one/../two/only", "two/only"],
])("%s is found", async (_, program, expected) => {
  const { path, look } = await folders();
  expect(await look(program)).toEqual({ available: true, program, path: join(path, expected) });
});

test("an absolute path is found as it is", async () => {
  const { path, look } = await folders();
  const program = join(path, "two/only");
  expect(await look(program)).toEqual({ available: true, program, path: program });
});

test.each(["missing", "broken", "./only", "one/plain", "/missing/tool", ""])("%j is not found", async (program) => {
  const { look } = await folders();
  expect(await look(program)).toEqual({ available: false, program });
});

test("a relative folder of PATH finds nothing, also where it leads to a program", async () => {
  const { path } = await folders();
  const env = { PATH: relative(process.cwd(), join(path, "two")) };
  expect(await findProgram("tool", { env, root: path })).toEqual({ available: false, program: "tool" });
});

test.each(["", ".", "two", "two:.", undefined])("the PATH %j of relative folders finds nothing", async (PATH) => {
  const { path } = await folders();
  const env = PATH === undefined ? {} : { PATH };
  expect(await findProgram("tool", { env, root: path })).toEqual({ available: false, program: "tool" });
});
