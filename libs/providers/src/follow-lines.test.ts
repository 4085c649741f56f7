import { appendFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test, vi } from "vitest";
import { followLines } from "./follow-lines.ts";

const longest = 1024 * 1024;

/** Follows a file and waits for its lines; `end` reads what is left and gives the offset. */
async function follow(tree: Tree = {}, from?: number) {
  const { path } = await testDir(tree, onTestFinished);
  const file = join(path, "log");
  const [lines, writer]: [string[], AbortController] = [[], new AbortController()];
  const onLine = (line: string) => void lines.push(line);
  const following = followLines({ file, onLine, signal: writer.signal, ...(from === undefined ? {} : { from }) });
  const end = async () => {
    writer.abort();
    return following;
  };
  onTestFinished(async () => void (await end().catch(() => undefined)));
  const seen = (expected: string[]) => vi.waitFor(() => expect(lines).toEqual(expected), { timeout: 60_000 });
  return { file, lines, end, seen };
}

test("the lines of a file that is there are given, blank ones too", async () => {
  const { lines, end } = await follow({ log: "one\n\n  two \nthree\n" });
  expect(await end()).toBe(18);
  expect(lines).toEqual(["one", "", "  two ", "three"]);
});

test("lines come while the file grows", async () => {
  const { file, seen, end } = await follow({ log: "one\n" });
  await seen(["one"]);
  await appendFile(file, "two\nthree\n");
  await seen(["one", "two", "three"]);
  expect(await end()).toBe(14);
});

test("a line that is written in parts is one line", async () => {
  const { file, seen, lines, end } = await follow({ log: "one\ntw" });
  await seen(["one"]);
  await appendFile(file, "o");
  await appendFile(file, "\nthree\n");
  await seen(["one", "two", "three"]);
  await end();
  expect(lines).toHaveLength(3);
});

test("a last line without a line ending is given at the end", async () => {
  const { seen, lines, end } = await follow({ log: "one\ntwo" });
  await seen(["one"]);
  expect(await end()).toBe(7);
  expect(lines).toEqual(["one", "two"]);
});

test("a character that is written in parts stays whole", async () => {
  const bytes = Buffer.from("größe 文 😀\n");
  const { file, seen } = await follow({ log: "start\n" });
  await seen(["start"]);
  for (const byte of bytes) await appendFile(file, Buffer.of(byte));
  await seen(["start", "größe 文 😀"]);
});

test("a character across two reads of the file stays whole", async () => {
  const line = `${"x".repeat(64 * 1024 - 2)}😀文ü`;
  const { lines, end } = await follow({ log: `${line}\n` });
  await end();
  expect(lines).toEqual([line]);
});

test("a file that appears later is followed from its beginning", async () => {
  const { file, seen, end } = await follow();
  await writeFile(file, "one\n");
  await seen(["one"]);
  await appendFile(file, "two\n");
  await seen(["one", "two"]);
  expect(await end()).toBe(8);
});

test("a file that never appears has no lines", async () => {
  const { lines, end } = await follow();
  expect(await end()).toBe(0);
  expect(lines).toEqual([]);
});

test("Windows line endings are line endings, other carriage returns are text", async () => {
  const { file, lines, seen, end } = await follow({ log: "one\r\n50%\r100%\r\nthree\r" });
  await seen(["one", "50%\r100%"]);
  await appendFile(file, "\n\r\n");
  await end();
  expect(lines).toEqual(["one", "50%\r100%", "three", ""]);
});

test("a line of more than 1 MiB is cut, the next one is whole", async () => {
  const { lines, end } = await follow({ log: `${"x".repeat(3 * longest)}\nnext\n` });
  await end();
  expect(lines.map((line) => line.length)).toEqual([longest, 4]);
  expect(lines[0]).toBe("x".repeat(longest));
  expect(lines[1]).toBe("next");
});

test("a line of exactly 1 MiB is whole, also without a line ending", async () => {
  const { lines, end } = await follow({ log: `${"x".repeat(longest)}\n${"y".repeat(longest)}` });
  await end();
  expect(lines).toEqual(["x".repeat(longest), "y".repeat(longest)]);
});

test.each(["\n", ""])("a line is never cut within a character, nor goes on behind the cut (end %j)", async (ending) => {
  const { lines, end } = await follow({ log: `${"x".repeat(longest - 1)}😀${"y".repeat(200_000)}${ending}` });
  await end();
  expect(lines).toEqual(["x".repeat(longest - 1)]);
});

test("following begins where it is told to and gives where it stopped", async () => {
  const first = await follow({ log: "one\ntwo\n" }, 4);
  expect(await first.end()).toBe(8);
  expect(first.lines).toEqual(["two"]);
  const second = await follow({ log: "one\ntwo\nthree\n" }, 8);
  expect(await second.end()).toBe(14);
  expect(second.lines).toEqual(["three"]);
});

test("a file that was emptied is read anew, without the part of a line that was there", async () => {
  const { file, seen } = await follow({ log: "one\ntwo\nhalf a li" });
  await seen(["one", "two"]);
  await truncate(file, 0);
  await appendFile(file, "n\n");
  await seen(["one", "two", "n"]);
});

test("a shorter file than the place to begin at is read from its beginning", async () => {
  const { lines, end } = await follow({ log: "one\n" }, 100);
  expect(await end()).toBe(4);
  expect(lines).toEqual(["one"]);
});

test("what cannot be read is an error", async () => {
  const { path } = await testDir({}, onTestFinished);
  await expect(followLines({ file: path, onLine: () => undefined })).rejects.toMatchObject({ code: "EISDIR" });
});

test("without an end following goes on until somebody stops to wait", async () => {
  const { path } = await testDir({ log: "one\n" }, onTestFinished);
  const lines: string[] = [];
  const failed = new Promise<void>((_, reject) => {
    const onLine = (line: string) => {
      lines.push(line);
      if (line === "stop") throw new Error("stopped by the reader");
    };
    followLines({ file: join(path, "log"), onLine }).catch(reject);
  });
  await appendFile(join(path, "log"), "two\nstop\n");
  await expect(failed).rejects.toThrow("stopped by the reader");
  expect(lines).toEqual(["one", "two", "stop"]);
});
