import { chmod, readdir, readFile, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { testDir } from "@chant/test-kit";
import { describe, expect, onTestFinished, test } from "vitest";
import { codeCacheFile, readCodeCache, writeCodeCache, type CodeCache } from "./code-cache.ts";

const cache: CodeCache = new Map([
  ["a.js", { source: 1, data: Buffer.from([0, 10, 255]) }],
  ["b.js", { source: 2, data: Buffer.from("b\n") }],
]);

async function open() {
  const { path } = await testDir({}, onTestFinished);
  const file = codeCacheFile("list", { XDG_CACHE_HOME: path }) as string;
  return { path, file };
}

describe("where it is", () => {
  test.each([undefined, "", "--help", "../list", "List", "a".repeat(40), "list\n"])("not for %j", (command) => {
    expect(codeCacheFile(command, { HOME: "/home/me" })).toBeUndefined();
  });

  test("among what the user's programs cache, for this version of Node", () => {
    const file = codeCacheFile("merge-driver", { XDG_CACHE_HOME: "/cache" });
    expect(file).toBe(`/cache/chant/code/${process.version}-${process.arch}/merge-driver.bin`);
    expect(codeCacheFile("list", { HOME: "/home/me", XDG_CACHE_HOME: "relative" })).toMatch(/^\/home\/me\//);
    expect(codeCacheFile("list", { HOME: "/home/me", NODE_DISABLE_COMPILE_CACHE: "1" })).toBeUndefined();
  });
});

test("what is written is read again, byte for byte, and belongs to nobody else", async () => {
  const { file } = await open();
  expect(readCodeCache(file)).toEqual(new Map());
  writeCodeCache(file, cache);
  expect(readCodeCache(file)).toEqual(cache);
  expect(await readdir(dirname(file))).toEqual(["list.bin"]);
  expect([(await stat(file)).mode & 0o777, (await stat(dirname(file))).mode & 0o777]).toEqual([0o600, 0o700]);
});

test.each([0, 1, 10, 60])("cut off by %d bytes it is nothing", async (bytes) => {
  const { file } = await open();
  writeCodeCache(file, cache);
  const { size } = await stat(file);
  await truncate(file, bytes === 0 ? 0 : size - bytes);
  expect(readCodeCache(file)).toEqual(new Map());
});

test("with any byte changed it is nothing", async () => {
  const { file } = await open();
  writeCodeCache(file, cache);
  const whole = await readFile(file);
  for (let at = 0; at < whole.length; at += 1) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] as number) ^ 1;
    await writeFile(file, bytes);
    expect(readCodeCache(file), `byte ${at}`).toEqual(new Map());
  }
});

test("a file that others may write is not trusted", async () => {
  const { file } = await open();
  writeCodeCache(file, cache);
  await chmod(file, 0o622);
  expect(readCodeCache(file)).toEqual(new Map());
});

test("where it cannot be written nothing happens", async () => {
  const { path } = await open();
  await writeFile(join(path, "chant"), "");
  writeCodeCache(codeCacheFile("list", { XDG_CACHE_HOME: path }) as string, cache);
  expect(await readdir(path)).toEqual(["chant"]);
});

test("what a version of Node left that nobody has used for a month goes", async () => {
  const { file } = await open();
  const code = dirname(dirname(file));
  for (const version of ["v20.0.0-x64", "v22.0.0-x64"]) writeCodeCache(join(code, version, "list.bin"), cache);
  await utimes(join(code, "v20.0.0-x64"), 1e9, 1e9);
  writeCodeCache(file, cache);
  expect((await readdir(code)).sort()).toEqual(["v22.0.0-x64", `${process.version}-${process.arch}`].sort());
});
