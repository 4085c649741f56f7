import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { stateOf } from "./invariants.ts";
import { canMount, inMount } from "./mount.ts";
import type { Ran } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

function expectRefused(ran: Ran, { code, exit, says }: { code: string; exit: number; says: RegExp }): void {
  expect(ran.stderr).toContain(`error[${code}]`);
  expect(ran.stderr).toMatch(says);
  expect(ran.stderr).toMatch(/^ {2}fix: \S/m);
  expect(ran.code).toBe(exit);
}

test("without git, work says so and how to get one, and changes nothing", async () => {
  const repo = await scratch({ initialised: false });
  await repo.chant("init", "--minimal", "--provider", "command", "--command", "true");
  const added = await repo.json<{ data: { id: string; committed: boolean } }>("add", "Something");
  expect(added.data.committed).toBe(false);
  const before = await stateOf(repo);
  expectRefused(await repo.chant("work", added.data.id), { code: "GIT_NOT_REPOSITORY", exit: 5, says: /git init/ });
  expect(await stateOf(repo)).toEqual(before);
});

test("without a commit, work says so and changes nothing", async () => {
  const repo = await scratch({ initialised: false });
  await repo.git("init", "-q", "-b", "main");
  await repo.chant("init", "--minimal", "--provider", "command", "--command", "true");
  const added = await repo.json<{ data: { id: string } }>("add", "Something");
  const before = await stateOf(repo);
  expectRefused(await repo.chant("work", added.data.id), { code: "GIT_NO_COMMIT", exit: 5, says: /no commit/ });
  expect(await stateOf(repo)).toEqual(before);
});

test("on a detached HEAD, work asks for a target and changes nothing", async () => {
  const repo = await scratch();
  const id = await repo.spec("Something");
  await repo.git("checkout", "-q", "--detach");
  const before = await stateOf(repo);
  expectRefused(await repo.chant("work", id), { code: "GIT_DETACHED", exit: 5, says: /--target/ });
  expect(await stateOf(repo)).toEqual(before);
});

test("with a git older than 2.38, work names the version and changes nothing", async () => {
  const repo = await scratch();
  const id = await repo.spec("Something");
  const { stdout: git } = await execa("sh", ["-c", "command -v git"]);
  const script = `#!/bin/sh\ncase "$*" in *version*) echo "git version 2.30.2";; *) exec ${git} "$@";; esac\n`;
  await repo.write("../old/git", script);
  await chmod(join(repo.base, "old/git"), 0o755);
  const before = await stateOf(repo);
  const ran = await repo.chantWith({ env: { PATH: `${repo.base}/old:${repo.env["PATH"] ?? ""}` } }, "work", id);
  expectRefused(ran, { code: "GIT_TOO_OLD", exit: 5, says: /2\.30\.2/ });
  expect(await stateOf(repo)).toEqual(before);
});

test("without .chant, every command names chant init", async () => {
  const repo = await scratch({ initialised: false });
  await repo.git("init", "-q");
  for (const args of [["list"], ["show", "001"], ["work", "001"], ["add", "x"], ["log", "001"], ["recover"]]) {
    expectRefused(await repo.chant(...args), { code: "CONFIG_NO_PROJECT", exit: 2, says: /fix: .*init/ });
  }
  expect(await repo.read(".chant/config.md").catch(() => "none")).toBe("none");
});

test("F2, F12: a spec with conflict markers is refused with its place, listed as unreadable, and stays as it is", async () => {
  const repo = await scratch();
  const id = await repo.spec("Something");
  const path = `.chant/specs/${id}.md`;
  const text = await repo.read(path);
  await repo.write(path, `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> other\n`);
  const before = await stateOf(repo);
  expectRefused(await repo.chant("work", id), { code: "PARSE_CONFLICT_MARKERS", exit: 2, says: /:1:1/ });
  const { data } = await repo.json<{ data: { unreadable: number } }>("list");
  expect(data.unreadable).toBe(1);
  expect(await stateOf(repo)).toEqual(before);
});

test("broken YAML is refused with file, line and column", async () => {
  const repo = await scratch();
  const id = await repo.spec("Something");
  const path = `.chant/specs/${id}.md`;
  await repo.write(path, (await repo.read(path)).replace("status: pending", "status: [pending"));
  const before = await stateOf(repo);
  expectRefused(await repo.chant("work", id), {
    code: "PARSE_INVALID_YAML",
    exit: 2,
    says: new RegExp(`${id}.md:\\d+:\\d+`),
  });
  expect(await stateOf(repo)).toEqual(before);
});

test("an unknown and an ambiguous id are told apart, with candidates", async () => {
  const repo = await scratch();
  const ids = [await repo.spec("One"), await repo.spec("Two")];
  const before = await stateOf(repo);
  expectRefused(await repo.chant("work", "zzz-none"), { code: "INPUT_SPEC_NOT_FOUND", exit: 2, says: /zzz-none/ });
  const twins = ids.map((id, index) => id.replace(/-[^-]+-[^-]+$/, `-00${index + 8}-abc`));
  for (const [index, twin] of twins.entries()) {
    await repo.write(`.chant/specs/${twin}.md`, await repo.read(`.chant/specs/${ids[index] as string}.md`));
  }
  const ran = await repo.chant("work", "abc");
  expectRefused(ran, { code: "INPUT_SPEC_AMBIGUOUS", exit: 2, says: new RegExp(twins[0] as string) });
  for (const twin of twins) await rm(join(repo.root, `.chant/specs/${twin}.md`));
  expect(await stateOf(repo)).toEqual(before);
});

test("a missing agent program is named before anything is written", async () => {
  const repo = await scratch();
  const id = await repo.spec("Something");
  await repo.chant("init", "--minimal", "--command", "no-such-agent --flag");
  const before = await stateOf(repo);
  expectRefused(await repo.chant("work", id), { code: "EXEC_AGENT_MISSING", exit: 4, says: /no-such-agent/ });
  expect(await stateOf(repo)).toEqual(before);
});

test.skipIf(!canMount)("in a read-only folder every writing command says what cannot be written", async () => {
  const repo = await scratch();
  const id = await repo.spec("Something");
  const before = await stateOf(repo);
  for (const args of [
    ["add", "x"],
    ["work", id],
    ["reset", id],
  ]) {
    const ran = await inMount(repo, `mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"`, args);
    expect(ran.stderr).toMatch(/error\[(IO_READ_ONLY|STATE_TRANSITION)\]/);
    expect([1, 3]).toContain(ran.code);
  }
  expect(await stateOf(repo)).toEqual(before);
});

test.skipIf(!canMount)("on a full disk a run does not start, and nothing is torn", async () => {
  const repo = await scratch();
  const id = await repo.spec("Something");
  const fill = `mkdir "$1.full" && mount -t tmpfs -o size=1m tmpfs "$1.full" && cp -a "$1/." "$1.full" && mount --bind "$1.full" "$1" && cd "$1" && (head -c 2000000 /dev/zero > filler; true) 2>/dev/null`;
  const ran = await inMount(repo, fill, ["work", id]);
  expect(ran.stderr).toMatch(/error\[IO_DISK_FULL\]/);
  expect(ran.code).toBe(1);
  expect(await repo.read(`.chant/specs/${id}.md`)).toContain("status: pending");
});

if (!canMount) console.warn("skipped: read-only folder and full disk need `unshare -m`");
