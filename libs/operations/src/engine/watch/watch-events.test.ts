import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { openPlace } from "../../kernel/place.ts";
import { openWatchEvents } from "./watch-events.ts";

const hour = 60 * 60 * 1000;

async function open(files: Readonly<Record<string, string>> = {}) {
  const { path } = await testDir({ ".chant/config.md": "---\n---\n", ...files }, onTestFinished);
  const [problems, abort] = [[] as string[], new AbortController()];
  const onUnable = (message: string) => problems.push(message);
  const events = openWatchEvents(await openPlace(path), { signal: abort.signal, onUnable });
  onTestFinished(() => events.close());
  return { folder: join(path, ".chant/processes"), events, problems, abort };
}

test("D8: a thousand saves wake whoever waits, and once", async () => {
  const { folder, events } = await open();
  for (let save = 0; save < 1_000; save++) {
    await writeFile(join(folder, "a.tmp"), String(save));
    await rename(join(folder, "a.tmp"), join(folder, "a.json"));
  }
  expect(await events.wait(hour)).toBe(true);
  // What came after the first of them.
  await events.wait(200);
  expect(await events.wait(1)).toBe(false);
});

test("nothing happens: a wait ends with its time", async () => {
  const { events } = await open();
  await events.wait(100);
  expect(await events.wait(1)).toBe(false);
});

test("somebody who wakes before anybody waits is not missed, and an interrupt ends every wait", async () => {
  const { events, abort } = await open();
  events.wake();
  expect(await events.wait(hour)).toBe(true);
  abort.abort();
  await events.wait(hour);
  await events.wait(hour);
});

test("D8: where the folder cannot be watched, that is told and time alone wakes", async () => {
  const { events, problems } = await open({ ".chant/processes": "a file" });
  expect(problems).toHaveLength(1);
  expect(await events.wait(1)).toBe(false);
});
