import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { scratch } from "./scratch.ts";

const top = fileURLToPath(new URL("../../", import.meta.url));

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(join(top, folder), { recursive: true });
  const kept = entries.filter((name) => /\.(ts|md)$/.test(name) && !/\.test\.ts$|node_modules|dist\//.test(name));
  return kept.map((name) => join(folder, name));
}

/** Commands named in hints: the text after `chant ` inside a string or code span. */
async function namedCommands(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const folder of ["libs", "apps"]) {
    for (const file of await sources(folder)) {
      const text = await readFile(join(top, file), "utf8");
      for (const match of text.matchAll(/["'`]chant ((?:config trust)|[a-z-]+)(?=[ "'`])/g))
        found.set(match[1] as string, file);
    }
  }
  return found;
}

test("U11: check 15: every command that a hint names exists", async () => {
  const repo = await scratch();
  const commands = await namedCommands();
  expect(commands.size).toBeGreaterThan(5);
  for (const [command, file] of commands) {
    const ran = await repo.chant(...command.split(" "), "--help");
    expect(ran.code, `chant ${command}, named in ${file}`).toBe(0);
  }
});
