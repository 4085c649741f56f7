import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownIdentity } from "@chant/providers";
import { expect, onTestFinished, test } from "vitest";
import { removeSpoiledLocks, removeStrayFiles } from "./stray-files.ts";

const now = new Date("2026-01-22T15:30:00Z");

async function open() {
  const folder = await mkdtemp(join(tmpdir(), "chant-strays-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const folders = { locks: join(folder, ".locks"), processes: join(folder, "processes") };
  await Promise.all(Object.values(folders).map((path) => mkdir(path)));
  const mine = { ...(await ownIdentity()), token: "t", purpose: "test", since: now.toISOString() };
  const place = async (path: string, text: string, ageMs = 0) => {
    await writeFile(path, text);
    const written = new Date(now.getTime() - ageMs);
    await utimes(path, written, written);
  };
  const lock = (name: string, owner: object, ageMs?: number) =>
    place(join(folders.locks, name), JSON.stringify({ ...mine, ...owner }), ageMs);
  return { folders, place, lock };
}

const dead = { start_time: "another" };

test("P16: locks of dead processes go, whatever they lock; those of living ones and of other hosts stay", async () => {
  const { folders, lock } = await open();
  await lock("a.pid", dead);
  await lock("repository", dead);
  await lock("b.pid.token", dead);
  await lock("c.pid", {});
  await lock("d.pid", { ...dead, host: "elsewhere" });
  await removeStrayFiles(folders, now);
  expect((await readdir(folders.locks)).sort()).toEqual(["c.pid", "d.pid"]);
});

test("P16: what a dead process was just writing goes, and what might be a living one's stays until it is a minute old", async () => {
  const { folders, lock, place } = await open();
  await lock("a.pid.1.tmp", dead);
  await lock("b.pid.2.tmp", {});
  await place(join(folders.locks, "c.pid.3.tmp"), "");
  await place(join(folders.locks, "d.pid.4.tmp"), "", 61_000);
  await place(join(folders.processes, ".a-1.json.5.tmp"), "{", 61_000);
  await place(join(folders.processes, ".b-1.json.6.tmp"), "{}");
  await place(join(folders.processes, "b-1.json"), "{}", 61_000);
  await removeStrayFiles(folders, now);
  expect((await readdir(folders.locks)).sort()).toEqual(["b.pid.2.tmp", "c.pid.3.tmp"]);
  expect((await readdir(folders.processes)).sort()).toEqual([".b-1.json.6.tmp", "b-1.json"]);
});

test("folders that are not there are nothing to do", async () => {
  const { folders } = await open();
  await rm(folders.locks, { recursive: true });
  await removeStrayFiles(folders, now);
  expect(await readdir(join(folders.locks, "..")).then((names) => names.sort())).toEqual(["processes"]);
});

test("a lock that says nothing goes after a minute where nobody keeps it longer than a moment; a spec's stays", async () => {
  const { folders, lock, place } = await open();
  for (const name of ["repository", "a.pid", "a.pid.token", "b.tmp"])
    await place(join(folders.locks, name), "", 61_000);
  await place(join(folders.locks, "c.pid.token"), "");
  await lock("d", dead, 61_000);
  await removeSpoiledLocks(folders, now);
  expect((await readdir(folders.locks)).sort()).toEqual(["a.pid", "b.tmp", "c.pid.token", "d"]);
});
