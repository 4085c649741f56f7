import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "../../kernel/context.ts";
import { openPlace } from "../../kernel/place.ts";
import { openWatchLog } from "./watch-log.ts";

async function open(options: { readonly dry_run: boolean }) {
  const { path } = await testDir({ ".chant/config.md": "---\n---\n" }, onTestFinished);
  const told: string[] = [];
  const report = (event: { readonly type: string }) => told.push(JSON.stringify(event));
  const context = createContext({ cwd: path, env: {}, surface: "cli", report });
  return { path, told, log: openWatchLog(await openPlace(path), context, options) };
}

test("a line has the local time before it, and is told on the surface as well", async () => {
  const { log, told } = await open({ dry_run: false });
  log.say("a-1 resuming...", "a-1");
  log.sayOnce("a-1 waits", "a-1");
  log.sayOnce("a-1 waits", "a-1");
  const lines = (await readFile(log.file, "utf8")).split("\n");
  expect(lines).toEqual([
    expect.stringMatching(/^\[\d\d:\d\d:\d\d\] a-1 resuming\.\.\.$/),
    expect.stringMatching(/^\[\d\d:\d\d:\d\d\] a-1 waits$/),
    "",
  ]);
  expect(told[0]).toBe('{"type":"watch","spec_id":"a-1","message":"a-1 resuming..."}');
  expect(told).toHaveLength(2);
});

test("D10: the log never grows beyond a size: what is full is kept once, and the rest goes", async () => {
  const { path, log } = await open({ dry_run: false });
  for (let line = 0; line < 3_000; line++) log.say(`${line} ${"x".repeat(1_000)}`);
  expect((await readdir(join(path, ".chant/logs"))).sort()).toEqual(["watch.log", "watch.log.1"]);
  for (const name of ["watch.log", "watch.log.1"])
    expect((await stat(join(path, ".chant/logs", name))).size).toBeLessThan(600 * 1024);
  expect(await readFile(log.file, "utf8")).toContain("2999 xxx");
});

test("a dry run is told once, and writes nothing", async () => {
  const { path, log, told } = await open({ dry_run: true });
  log.say("a-1 would be resumed", "a-1");
  log.say("a-1 would be resumed", "a-1");
  expect(told).toHaveLength(1);
  expect(await readdir(join(path, ".chant"))).toEqual(["config.md"]);
});
