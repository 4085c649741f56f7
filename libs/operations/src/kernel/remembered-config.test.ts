import { existsSync } from "node:fs";
import { mkdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chantPaths } from "@chant/core/store";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { openPlace } from "./place.ts";
import { openProject } from "./project.ts";

const old = new Date("2026-01-01T00:00:00Z");

async function project() {
  const { path } = await testDir({ ".chant/config.md": "---\nagent:\n  permission: edits\n---\n" }, onTestFinished);
  const paths = chantPaths(path);
  await mkdir(paths.store, { recursive: true });
  const env = { HOME: join(path, "home"), XDG_CONFIG_HOME: join(path, "config") };
  const read = async () => (await openProject(await openPlace(path), env)).config;
  return { paths, read, kept: join(paths.store, "config.json"), global: join(path, "config/chant/config.md") };
}

/** Change times cannot be set, so the clock is. */
async function later<T>(run: () => Promise<T>): Promise<T> {
  const now = Date.now;
  Date.now = () => now() + 60_000;
  try {
    return await run();
  } finally {
    Date.now = now;
  }
}

test("a config that is remembered is the one that was read, every section of it", async () => {
  const { read, kept } = await project();
  const first = await later(read);
  expect(existsSync(kept)).toBe(true);
  expect(await later(read)).toEqual(JSON.parse(JSON.stringify(first)));
});

test("a file that changes, comes or goes is seen", async () => {
  const { paths, read, global } = await project();
  const permission = async () => (await later(read)).agent.permission;
  expect([await permission(), await permission()]).toEqual(["edits", "edits"]);
  await writeFile(paths.config, "---\nagent:\n  permission: full\n---\n");
  await utimes(paths.config, old, old);
  expect(await permission()).toBe("full");
  await mkdir(join(global, ".."), { recursive: true });
  await writeFile(global, "---\ndefaults:\n  model: m\n---\n");
  expect((await later(read)).defaults.model).toBe("m");
  await rm(global);
  expect((await later(read)).defaults.model).toBeUndefined();
});

test("nothing is remembered while a file may change without a trace", async () => {
  const { read, kept } = await project();
  await read();
  expect(existsSync(kept)).toBe(false);
});

test.each(["", "{", "null", '{"key":1}'])("garbage is not remembered: %j", async (text) => {
  const { read, kept } = await project();
  await later(read);
  await writeFile(kept, text);
  expect((await later(read)).agent.permission).toBe("edits");
});

test("a folder that is missing or cannot be written changes no answer", async () => {
  const { paths, read } = await project();
  await rm(paths.store, { recursive: true });
  expect((await later(read)).agent.permission).toBe("edits");
  await writeFile(paths.store, "");
  expect((await later(read)).agent.permission).toBe("edits");
});
