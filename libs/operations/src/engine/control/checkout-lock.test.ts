import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chantPaths } from "@chant/core/store";
import { ownIdentity } from "@chant/providers";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";
import { hasCheckout, lockCheckout } from "./checkout-lock.ts";
import { acquireLock, type Lock } from "./lock.ts";
import { lockedSpec } from "./lock-names.ts";

async function open() {
  const root = await mkdtemp(join(tmpdir(), "chant-checkout-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const paths = chantPaths(root);
  const project: Place = { root, paths, runtime: paths, mainRoot: root };
  const context = createContext({ cwd: root, env: {}, surface: "cli" });
  const own = async (id: string): Promise<Lock> => {
    const acquired = await acquireLock({ path: join(paths.locks, `${id}.pid`), purpose: "run", since: context.now() });
    if (!("lock" in acquired)) throw new Error(`${id} is held`);
    return acquired.lock;
  };
  const take = async (id: string) => lockCheckout({ project, context, id, lock: await own(id) });
  return { project, locks: paths.locks, take };
}

test("P1: of many who want the checkout at once exactly one gets it, and the others are told who", async () => {
  const { project, take } = await open();
  const all = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => take(`spec-${index}`)));
  const taken = all.findIndex(({ status }) => status === "fulfilled");
  const refused = all.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
  expect(refused).toHaveLength(9);
  for (const error of refused)
    expect(error).toMatchObject({
      code: "STATE_LOCKED",
      message: expect.stringContaining(`spec-${taken} is`) as string,
    });
  expect(await hasCheckout(project, `spec-${taken}`)).toBe(true);
});

test("checkout and spec are given back as one, and the agent keeps both", async () => {
  const { locks, take } = await open();
  const lock = await take("a");
  await lock.setAgent(await ownIdentity());
  for (const name of ["a.pid", "checkout.pid"])
    expect(await acquireLock({ path: join(locks, name), purpose: "test", since: new Date() })).toMatchObject({
      holder: { agent: { pid: process.pid } },
    });
  await lock.release();
  expect(await readdir(locks)).toEqual([]);
});

test("who died keeps nobody from the checkout; a lock that says nothing does", async () => {
  const { project, locks, take } = await open();
  await (await take("a")).release();
  const path = join(locks, "checkout.pid");
  const gone = { ...(await ownIdentity()), start_time: "another", token: "t", purpose: "work b", since: "2026-01-01" };
  await writeFile(path, JSON.stringify(gone));
  expect(await hasCheckout(project, "b")).toBe(true);
  await (await take("c")).release();
  await writeFile(path, "");
  await expect(take("d")).rejects.toMatchObject({ code: "STATE_LOCKED", fix: `rm ${path}` });
});

test.each([
  ["2026-01-01-001-abc.pid", "2026-01-01-001-abc"],
  ["checkout.pid", undefined],
  ["watch.pid", undefined],
  ["repository", undefined],
  ["a.pid.token", undefined],
])("the lock file %s is that of spec %s", (name, id) => {
  expect(lockedSpec(name)).toBe(id);
});
