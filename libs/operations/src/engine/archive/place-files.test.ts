import { readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chantPaths } from "@chant/core/store";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import type { Move } from "./move.ts";
import { placeFiles, removeSources, takeBack } from "./place-files.ts";

const id = "2026-01-22-001-aaa";

async function setUp(files: Record<string, string> = { [`.chant/specs/${id}.md`]: "one\n" }) {
  const { path } = await testDir(files, onTestFinished);
  const paths = chantPaths(path);
  const [from, to] = [join(paths.specs, `${id}.md`), join(paths.archive, "2026-01-22", `${id}.md`)];
  const move = { entry: { id } as Move["entry"], from, to };
  return {
    paths,
    from,
    to,
    move,
    place: () => placeFiles(paths, [move]),
    read: (file: string) => readFile(file, "utf8"),
  };
}

test("a file is in both places until it is removed from the first, without a byte of it being written", async () => {
  const { from, to, place, read } = await setUp();
  const placed = await place();
  expect((await stat(to)).ino).toBe((await stat(from)).ino);
  await removeSources(placed);
  expect(await read(to)).toBe("one\n");
  await expect(stat(from)).rejects.toMatchObject({ code: "ENOENT" });
});

test("F4: what an earlier try left is taken for its own, and is not taken back", async () => {
  const { to, place, read } = await setUp();
  await place();
  const again = await place();
  expect(again).toMatchObject([{ created: false }]);
  await takeBack(again);
  expect(await read(to)).toBe("one\n");
});

test("what is there and another one is never overwritten, and what was placed before it is taken back", async () => {
  const { paths, move, to, place } = await setUp();
  await place();
  await writeFile(`${to}.new`, "theirs\n");
  await rename(`${to}.new`, to);
  const other = join(paths.archive, "2026-01-23", "other.md");
  const both = placeFiles(paths, [{ ...move, to: other }, move]);
  await expect(both).rejects.toMatchObject({ code: "STATE_TRANSITION" });
  expect(await readFile(to, "utf8")).toBe("theirs\n");
  expect(await readdir(paths.archive)).toEqual(["2026-01-22"]);
});

test.each([
  ["in place", (file: string) => writeFile(file, "edited\n")],
  ["by a new file", (file: string) => writeFile(`${file}~`, "edited\n").then(() => rename(`${file}~`, file))],
])("an edit that comes meanwhile, %s, goes along", async (_, edit) => {
  const { from, to, place, read } = await setUp();
  const placed = await place();
  await edit(from);
  await removeSources(placed);
  expect(await read(to)).toBe("edited\n");
  await expect(stat(from)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a file that is gone meanwhile is where it went", async () => {
  const { from, to, place, read } = await setUp();
  const placed = await place();
  await rename(from, `${from}.mine`);
  await removeSources(placed);
  expect([await read(to), await read(`${from}.mine`)]).toEqual(["one\n", "one\n"]);
});

test("a compressed file is placed as the text that it holds", async () => {
  const { paths, move, from, to } = await setUp({ ".chant/specs/note.md": "" });
  await writeFile(`${from}.gz`, gzipSync("one\n"));
  const back = { ...move, from: `${from}.gz`, to };
  await removeSources(await placeFiles(paths, [back]));
  expect([await readFile(to, "utf8"), await readdir(paths.specs)]).toEqual(["one\n", ["note.md"]]);
});
