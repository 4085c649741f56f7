import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { appendDurably, createFileExclusively, ioError, writeFileDurably } from "./write.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chant-write-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const onPosix = test.skipIf(process.platform === "win32");

test("a file is written and replaced, and nothing is left beside it", async () => {
  const file = join(folder, "a.md");
  await writeFileDurably(file, "one");
  await writeFileDurably(file, "tw\u00F6\r\n");
  expect(readFileSync(file, "utf8")).toBe("tw\u00F6\r\n");
  expect(readdirSync(folder)).toEqual(["a.md"]);
});

onPosix("a new file has the mode that is asked for, and a present one keeps its own", async () => {
  const file = join(folder, "a.sh");
  await writeFileDurably(file, "one", { mode: 0o600 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, "b.sh"), "one", { mode: 0o755 });
  const mode = statSync(join(folder, "b.sh")).mode;
  await writeFileDurably(join(folder, "b.sh"), "two", { mode: 0o600 });
  expect(statSync(join(folder, "b.sh")).mode).toBe(mode);
});

onPosix("F9: a link stays a link, and its target is written", async () => {
  mkdirSync(join(folder, "kept"));
  writeFileSync(join(folder, "kept", "target.md"), "one");
  symlinkSync(join("kept", "target.md"), join(folder, "a.md"));
  await writeFileDurably(join(folder, "a.md"), "two");
  expect(lstatSync(join(folder, "a.md")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, "kept", "target.md"), "utf8")).toBe("two");
  expect(readdirSync(join(folder, "kept"))).toEqual(["target.md"]);
});

onPosix("text is added to a file that is there or not, through a link, and nothing else of it changes", async () => {
  writeFileSync(join(folder, "target"), Buffer.from([0xff, 0x0a]), { mode: 0o640 });
  symlinkSync("target", join(folder, "a"));
  const { ino, mode } = statSync(join(folder, "target"));
  await appendDurably(join(folder, "a"), "b\n");
  expect(readFileSync(join(folder, "target"))).toEqual(Buffer.from([0xff, 0x0a, 0x62, 0x0a]));
  expect(statSync(join(folder, "target"))).toMatchObject({ ino, mode });
  await appendDurably(join(folder, "new"), "c\n");
  expect(readFileSync(join(folder, "new"), "utf8")).toBe("c\n");
  expect(readdirSync(folder).sort()).toEqual(["a", "new", "target"]);
  await expect(appendDurably(folder, "d")).rejects.toMatchObject({ code: "IO_FAILED" });
});

test("F5: writers at the same time leave one whole text and nothing else", async () => {
  const file = join(folder, "a.md");
  const texts = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(50_000));
  await Promise.all(texts.map((text) => writeFileDurably(file, text)));
  expect(texts).toContain(readFileSync(file, "utf8"));
  expect(readdirSync(folder)).toEqual(["a.md"]);
});

test("a write that fails names the path and leaves nothing", async () => {
  const file = join(folder, "missing", "a.md");
  await expect(writeFileDurably(file, "x")).rejects.toMatchObject({
    code: "IO_FAILED",
    message: expect.stringContaining(`${file} could not be written: ENOENT`) as string,
    details: { path: file, errno: "ENOENT" },
  });
  await expect(createFileExclusively(file, "x")).rejects.toMatchObject({ code: "IO_FAILED" });
  expect(readdirSync(folder)).toEqual([]);
});

test("a file is created once with its whole text, and the second time it stays", async () => {
  const file = join(folder, "a.md");
  expect(await createFileExclusively(file, "one")).toBe(true);
  expect(await createFileExclusively(file, "two")).toBe(false);
  expect(readFileSync(file, "utf8")).toBe("one");
  expect(readdirSync(folder)).toEqual(["a.md"]);
});

test("I1: of many that create one file exactly one succeeds, and its text is there", async () => {
  const file = join(folder, "a.md");
  const created = await Promise.all(Array.from({ length: 20 }, (_, i) => createFileExclusively(file, `text ${i}`)));
  expect(created.filter(Boolean)).toEqual([true]);
  expect(readFileSync(file, "utf8")).toBe(`text ${created.indexOf(true)}`);
  expect(readdirSync(folder)).toEqual(["a.md"]);
});

onPosix("a file is not created over a link that leads nowhere", async () => {
  symlinkSync("gone.md", join(folder, "a.md"));
  expect(await createFileExclusively(join(folder, "a.md"), "x")).toBe(false);
  expect(readdirSync(folder)).toEqual(["a.md"]);
});

test.each([
  ["ENOSPC", "IO_DISK_FULL", "df -h"],
  ["EDQUOT", "IO_DISK_FULL", "df -h"],
  ["EROFS", "IO_READ_ONLY", "ls -ld"],
  ["EACCES", "IO_READ_ONLY", "ls -ld"],
  ["EPERM", "IO_READ_ONLY", "ls -ld"],
  ["EIO", "IO_FAILED", "ls -ld"],
])("%s becomes %s", (errno, code, tool) => {
  const cause = Object.assign(new Error(`${errno}: no`), { code: errno });
  expect(ioError(join(folder, "a.md"), cause)).toMatchObject({
    code,
    message: `${join(folder, "a.md")} could not be written: ${errno}: no.`,
    fix: `${tool} ${folder}`,
    details: { path: join(folder, "a.md"), errno },
    cause,
  });
});

test("an error that is no file error stays what it is", () => {
  const bug = new TypeError("bug");
  expect(ioError("a.md", bug)).toBe(bug);
});

test("F4: whoever reads meanwhile sees the old text or the new one, never a part", async () => {
  const file = join(folder, "a.md");
  const texts = ["a", "b"].map((letter) => letter.repeat(1_000_000));
  await writeFileDurably(file, texts[0] as string);
  for (let round = 1; round <= 20; round++) {
    const written = writeFileDurably(file, texts[round % 2] as string);
    let isDone = false;
    void written.finally(() => (isDone = true));
    do {
      expect(texts.includes(await readFile(file, "utf8"))).toBe(true);
    } while (!isDone);
    await written;
  }
});
