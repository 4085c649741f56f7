import { join } from "node:path";
import { expect, test } from "vitest";
import { busy, startWork, withUserEdits } from "./at-work.ts";
import { expectNobodyAtIt, reachable, stateOf, statusOf } from "./invariants.ts";
import { cutOff } from "./left-behind.ts";
import { envelope, filesIn, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

const active = (id: string) => `.chant/specs/${id}.md`;
const there = (id: string) => `.chant/archive/${id.slice(0, 10)}/${id}.md`;

interface Archived {
  readonly ok: boolean;
  readonly data: {
    readonly results: readonly { readonly spec_id: string; readonly to: string }[];
    readonly skipped: readonly { readonly spec_id: string; readonly reason: string }[];
    readonly committed: boolean;
  };
  readonly error: { readonly code: string; readonly message: string; readonly fix: string };
}

/** A spec that an agent completed and chant merged. */
async function completed(repo: Scratch, title: string): Promise<string> {
  const id = await repo.spec(title);
  expect(await repo.result("work", id)).toMatchObject({ outcome: "completed", merged: true });
  return id;
}

test("a spec that was worked is archived by one commit, and nothing else of the user's changes", async () => {
  const repo = await scratch();
  const id = await completed(repo, "Write the greeting");
  const unchanged = await withUserEdits(repo);
  const text = await repo.read(active(id));
  const ran = await repo.chant("archive", id.slice(-3));
  expect([ran.code, ran.stdout]).toEqual([0, `Archived 1 spec, in one commit.\n  ● ${id}  → ${there(id)}\n`]);
  expect(await repo.read(there(id))).toBe(text);
  expect(await repo.git("show", "--format=%s", "--name-status", "HEAD")).toBe(
    `chant: archive ${id}\n\nR100\t${active(id)}\t${there(id)}\n`,
  );
  await unchanged();
  await expectNobodyAtIt(repo);
  expect((await repo.chant("archive")).stdout).toBe("There is nothing to archive.\n");
});

test("T5: what is completed on a branch that is not merged stays until it is", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.chant("work", id, "--no-merge");
  const refused = await repo.json<Archived>("archive", id);
  expect(refused.error).toMatchObject({ code: "STATE_TRANSITION", fix: `chant merge ${id}` });
  for (const flags of [[], ["--force"]]) {
    const { data } = await repo.json<Archived>("archive", ...flags);
    expect([data.results, data.skipped.map(({ spec_id }) => spec_id)]).toEqual([[], [id]]);
  }
  expect((await repo.chant("merge", id)).code).toBe(0);
  expect((await repo.json<Archived>("archive", id)).data.results).toMatchObject([{ spec_id: id }]);
});

test("T5: work that git lost from the branch keeps its spec, and a squash elsewhere does not", async () => {
  const repo = await scratch();
  const id = await completed(repo, "Write the greeting");
  await repo.git("tag", "kept");
  const spec = await repo.read(active(id));
  await repo.git("reset", "-q", "--hard", "HEAD~4");
  await repo.write(active(id), spec);
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "the spec alone");
  const { error } = await repo.json<Archived>("archive", id);
  expect(error.message).toContain("is not in what is checked out");
  await repo.git("merge", "-q", "--squash", "-X", "ours", "kept");
  await repo.git("commit", "-qm", "all at once");
  expect((await repo.chant("archive", id)).code).toBe(0);
});

test("a spec with an agent at it stays, and so does one whose run was cut off", async () => {
  const repo = await scratch();
  await repo.agentScript(...busy(repo));
  const id = await repo.spec("Write the greeting");
  const run = await startWork(repo, id);
  for (const flags of [[], ["--force"]]) {
    const { error } = await repo.json<Archived>("archive", id, ...flags);
    expect(error).toMatchObject({ code: "STATE_LOCKED", fix: `chant log ${id}` });
  }
  await repo.chant("pause", id, "--yes");
  await run.ended;
  const other = await cutOff(repo, { agent: false });
  const { error } = await repo.json<Archived>("archive", other, "--force");
  expect(error).toMatchObject({ code: "STATE_RUN_UNFINISHED", fix: "chant recover" });
  expect(await filesIn(join(repo.root, ".chant/archive"))).toEqual([]);
});

test("while an agent works in the checkout itself nothing moves there", async () => {
  const repo = await scratch();
  const done = await completed(repo, "Done");
  await repo.agentScript(...busy(repo));
  const id = await repo.spec("Write the greeting");
  const run = await startWork(repo, id, "--in-place");
  expect((await repo.json<Archived>("archive", done)).error).toMatchObject({
    code: "STATE_LOCKED",
    fix: `chant log ${id}`,
  });
  await repo.chant("pause", id, "--yes");
  await run.ended;
  expect((await repo.chant("archive", done)).code).toBe(0);
});

for (const point of ["archive:placed", "archive:committed"]) {
  test(`F1: F4: killed at ${point}, nothing is lost, and the next archive completes it`, async () => {
    const repo = await scratch();
    const [driver, other] = [await completed(repo, "Driver"), await completed(repo, "Other")];
    const ids = [driver, `${driver}.1`, other];
    await repo.write(active(`${driver}.1`), await repo.read(active(driver)));
    await repo.git("add", "-A");
    await repo.git("commit", "-qm", "member");
    const texts = await Promise.all(ids.map((id) => repo.read(active(id))));
    const unchanged = await withUserEdits(repo);
    const before = await reachable(repo);

    const killed = await repo.chantWith({ env: { CHANT_CRASH_AT: point } }, "archive", "--yes");
    expect(killed.code, "the process was not killed").toBe(-1);
    expect(await Promise.all(ids.map((id) => repo.read(active(id))))).toEqual(texts);
    expect((await repo.chant("show", driver)).stdout).not.toContain("archived");

    const again = await repo.json<Archived>("archive");
    expect(again.data.results.map(({ spec_id }) => spec_id)).toEqual(ids);
    expect(await Promise.all(ids.map((id) => repo.read(there(id))))).toEqual(texts);
    expect(await filesIn(join(repo.root, ".chant/specs"))).toEqual([]);
    expect((await repo.git("log", "--format=%s")).match(/chant: archive/g)).toHaveLength(1);
    for (const commit of before) expect(await reachable(repo)).toContain(commit);
    await unchanged();
    await expectNobodyAtIt(repo);
    expect((await repo.json<{ data: { changed: boolean } }>("recover", "--yes")).data.changed).toBe(false);
  });
}

test("F4: where git is locked nothing moves", async () => {
  const repo = await scratch();
  const id = await completed(repo, "Write the greeting");
  await repo.write(".git/index.lock", "");
  const before = await stateOf(repo);
  const { error } = await repo.json<Archived>("archive", id);
  expect(error.code).toBe("GIT_LOCKED");
  expect(await stateOf(repo)).toEqual(before);
});

test("G5: W16: in a silent project the file moves, and git shows nothing of it", async () => {
  const repo = await scratch({ initFlags: ["--silent"] });
  const id = await completed(repo, "Write the greeting");
  const before = [await repo.git("rev-parse", "HEAD"), await repo.git("status", "--porcelain")];
  expect(await repo.json<Archived>("archive", id)).toMatchObject({
    data: { committed: false, results: [{ to: there(id) }] },
  });
  expect([await repo.git("rev-parse", "HEAD"), await repo.git("status", "--porcelain")]).toEqual(before);
  expect((await repo.chant("show", id)).stdout).toContain("archived: true");
});

test("watch archives what is older than the config keeps, where the config says so", async () => {
  const repo = await scratch();
  const [old, young] = [await completed(repo, "Old"), await completed(repo, "Young")];
  const aged = (await repo.read(active(old))).replace(/^completed_at: .*$/m, "completed_at: 2020-01-01T00:00:00Z");
  await repo.write(active(old), aged);
  await repo.git("commit", "-qam", "aged");
  await repo.configure("lifecycle", "specs: {retention: 90d}");
  await repo.chant("watch", "--once");
  expect(await filesIn(join(repo.root, ".chant/archive"))).toEqual([]);
  expect((await repo.chant("archive", "--dry-run")).stdout).toContain("Would archive 1 spec older than 90d.");
  await repo.configure("lifecycle", "archive: {enabled: true}");
  expect((await repo.chant("watch", "--once", "--dry-run")).code).toBe(0);
  expect(await filesIn(join(repo.root, ".chant/archive"))).toEqual([]);
  const watched = await repo.chant("watch", "--once");
  expect([watched.code, watched.stderr]).toEqual([0, expect.stringContaining("Archived 1 spec older than 90d.")]);
  expect(await repo.read(there(old))).toBe(aged);
  expect(await statusOf(repo, young)).toBe("completed");
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("several at once end with every spec archived once", async () => {
  const repo = await scratch();
  for (let number = 1; number <= 30; number++) {
    const id = `2026-01-22-0${String(number).padStart(2, "0")}-abc`;
    await repo.write(active(id), `---\nstatus: completed\n---\n\n# ${number}\n`);
  }
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "specs");
  const ran = await Promise.all([1, 2, 3].map(() => repo.chant("archive", "--yes", "--json")));
  const moved = ran.flatMap((one) => envelope<Archived>(one).data?.results.map(({ spec_id }) => spec_id) ?? []);
  expect(new Set(moved).size).toBe(30);
  expect(moved).toHaveLength(30);
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect((await repo.git("ls-files", ".chant/archive")).trim().split("\n")).toHaveLength(30);
  await expectNobodyAtIt(repo);
});
