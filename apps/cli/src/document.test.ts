import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { writeDocument } from "./document.ts";

test("a document goes to the file that was asked for, whole", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chant-document-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const output = join(folder, "out.csv");
  await writeFile(output, "older and longer\n");
  await writeDocument("a,b\n", { json: false, yes: false, quiet: true, output });
  expect(await readFile(output, "utf8")).toBe("a,b\n");
  const nowhere = { json: false, yes: false, quiet: true, output: join(folder, "none/out.csv") };
  await expect(writeDocument("a", nowhere)).rejects.toMatchObject({ code: "IO_FAILED" });
});

test("a device or a pipe is written into and stays what it is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chant-document-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const output = join(folder, "pipe");
  await promisify(execFile)("mkfifo", [output]);
  const read = promisify(execFile)("cat", [output]);
  await writeDocument("a,b\n", { json: false, yes: false, quiet: true, output });
  expect((await read).stdout).toBe("a,b\n");
  expect((await stat(output)).isFIFO()).toBe(true);
});
