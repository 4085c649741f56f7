import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratch } from "./scratch.ts";

const file = `chant/code/${process.version}-${process.arch}/list.bin`;

/** A project, and commands run in it that keep their code in a folder of its own. */
async function open() {
  const repo = await scratch();
  await repo.spec("Greet");
  const cache = join(repo.base, "cache");
  const list = (env: Record<string, string> = {}) =>
    repo.chantWith({ env: { XDG_CACHE_HOME: cache, ...env } }, "list", "--json");
  const said = await list({ NODE_DISABLE_COMPILE_CACHE: "1" });
  expect([said.code, said.stderr]).toEqual([0, ""]);
  return { repo, cache, list, said, path: join(cache, file) };
}

test("what a command compiled is kept for the next one, which says the same", async () => {
  const { cache, list, said, path } = await open();
  expect(await readdir(cache).catch(() => [])).toEqual([]);
  expect(await list()).toEqual(said);
  const kept = await readFile(path);
  expect(kept.length).toBeGreaterThan(100_000);
  expect(await list()).toEqual(said);
  expect((await readFile(path)).equals(kept)).toBe(true);
});

test.each([
  ["cut off", (path: string) => truncate(path, 200_000)],
  ["empty", (path: string) => truncate(path)],
  ["garbage", (path: string) => writeFile(path, Buffer.alloc(300_000, 0x41))],
  ["damaged in its middle", spoil],
])("code that is %s is made again, and nobody notices", async (_, damage) => {
  const { list, said, path } = await open();
  await list();
  const kept = await readFile(path);
  await damage(path);
  expect(await list()).toEqual(said);
  expect((await readFile(path)).length).toBeGreaterThan(kept.length / 2);
  expect(await list()).toEqual(said);
});

async function spoil(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes.fill(0xff, 100_000, 150_000);
  await writeFile(path, bytes);
}

test("where nothing can be kept, and for what is no command, nothing is", async () => {
  const { repo, cache, list, said } = await open();
  expect(await list({ XDG_CACHE_HOME: "/dev/null" })).toEqual(said);
  expect((await repo.chantWith({ env: { XDG_CACHE_HOME: cache } }, "lits")).code).toBe(2);
  expect(await readdir(cache).catch(() => [])).toEqual([]);
});
