import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { readUtf8 } from "./read-utf8.ts";

test("M1: a text comes as it is, and bytes that are none are refused", async () => {
  const dir = await testDir({ "text.md": "\uFEFFcaf\u00E9\n" }, onTestFinished);
  await writeFile(join(dir.path, "bytes.md"), "caf\u00E9\n", "latin1");
  expect(await readUtf8(join(dir.path, "text.md"))).toBe("\uFEFFcaf\u00E9\n");
  await expect(readUtf8(join(dir.path, "bytes.md"))).rejects.toMatchObject({ code: "IO_FAILED" });
});
