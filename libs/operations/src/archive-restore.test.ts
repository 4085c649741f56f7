import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { archive } from "./archive.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

const id = "2026-01-22-001-aaa";
const active = (name: string) => `.chant/specs/${name}.md`;
const there = (name: string) => `.chant/archive/2026-01-22/${name}.md`;
const spec = "---\nstatus: completed\n---\n\n# One\n";

async function project(files: Record<string, string>, compressed: Record<string, string | Buffer> = {}) {
  const dir = await gitDir({ ".chant/config.md": "---\n---\n", ...files }, onTestFinished);
  for (const [path, content] of Object.entries(compressed)) {
    await mkdir(dirname(join(dir.path, path)), { recursive: true });
    await writeFile(join(dir.path, path), typeof content === "string" ? gzipSync(content) : content);
  }
  if (Object.keys(compressed).length > 0) {
    await dir.git("add", "-A");
    await dir.git("commit", "-qm", "compressed");
  }
  const restore = (query: string) => {
    const context = createContext({ cwd: dir.path, env: { ...dir.env, CHANT_TEST: "1" }, surface: "cli" });
    return runOperation(archive, { id: query, restore: true }, context);
  };
  return { ...dir, restore, read: (path: string) => readFile(join(dir.path, path), "utf8") };
}

test("a spec comes back with its members, in a commit of exactly that, and its folder goes when it was the last", async () => {
  const names = [id, `${id}.1`, `${id}.1.1`];
  const files = Object.fromEntries(names.map((name) => [there(name), spec]));
  const { restore, git, path } = await project({ ...files, [there("2026-01-22-001-aab")]: spec });
  const { results, committed } = await restore("aaa");
  expect(results.map(({ outcome, spec_id, to }) => [outcome, spec_id, to])).toEqual(
    names.map((name) => ["restored", name, active(name)]),
  );
  expect(committed).toBe(true);
  const lines = names.map((name) => `R100\t${there(name)}\t${active(name)}`);
  const shown = await git("show", "--format=%s", "--name-status", "HEAD");
  expect(shown.split("\n")).toEqual([`chant: restore ${names.join(", ")}`, "", ...lines.sort()]);
  await restore("aab");
  expect(await git("status", "--porcelain")).toBe("");
  expect(await readdir(join(path, ".chant/archive"))).toEqual([]);
});

test("a compressed spec comes back as the text that it holds, byte for byte", async () => {
  const text = `\uFEFF${spec}Grüße\r\nno end`;
  const gz = ".chant/archive/2025/12/2025-12-15-042-abc.md.gz";
  const { restore, read, git } = await project({}, { [gz]: text });
  expect(await restore("abc")).toMatchObject({ committed: true, results: [{ from: gz }] });
  expect(await read(active("2025-12-15-042-abc"))).toBe(text);
  expect(await git("show", "--format=", "--name-status", "--no-renames", "HEAD")).toBe(
    `D\t${gz}\nA\t${active("2025-12-15-042-abc")}`,
  );
  expect(await git("status", "--porcelain")).toBe("");
});

test("what is active, damaged or there twice is refused with everything left as it was", async () => {
  const [plain, damaged, twice] = [id, "2026-01-22-002-bbb", "2026-01-22-003-ccc"];
  const { restore, git } = await project(
    { [active(plain)]: spec, [there(twice)]: spec, [`.chant/archive/${twice}.md`]: "other\n" },
    { [`.chant/archive/2026-01-22/${damaged}.md.gz`]: Buffer.from("nothing") },
  );
  const before = await git("rev-parse", "HEAD");
  await expect(restore(plain)).rejects.toMatchObject({ message: `${plain} is not archived.` });
  await expect(restore(damaged)).rejects.toMatchObject({
    message: `The compressed file of ${damaged} cannot be read.`,
  });
  await expect(restore(twice)).rejects.toMatchObject({ code: "INPUT_SPEC_AMBIGUOUS" });
  expect([await git("rev-parse", "HEAD"), await git("status", "--porcelain")]).toEqual([before, ""]);
});

test("what goes there and back is what it was", async () => {
  const { restore, path, env, git } = await project({ [active(id)]: spec, [active(`${id}.1`)]: spec });
  const tree = await git("rev-parse", "HEAD^{tree}");
  const context = createContext({ cwd: path, env: { ...env, CHANT_TEST: "1" }, surface: "cli" });
  await runOperation(archive, { id }, context);
  expect(await git("rev-parse", "HEAD^{tree}")).not.toBe(tree);
  await restore(id);
  expect([await git("rev-parse", "HEAD^{tree}"), await git("status", "--porcelain")]).toEqual([tree, ""]);
});
