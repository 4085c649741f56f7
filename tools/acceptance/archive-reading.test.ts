import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { filesIn, type Scratch } from "./create-scratch.ts";
import { statusOf } from "./invariants.ts";
import { scratch } from "./scratch.ts";

const active = (id: string) => `.chant/specs/${id}.md`;
const there = (id: string) => `.chant/archive/${id.slice(0, 10)}/${id}.md`;

async function completed(repo: Scratch, title: string): Promise<string> {
  const id = await repo.spec(title);
  expect(await repo.result("work", id)).toMatchObject({ outcome: "completed", merged: true });
  return id;
}

test("I7: what is archived, also compressed, is shown, listed, found, exported and satisfies who depends on it", async () => {
  const repo = await scratch();
  const [plain, packed] = [await completed(repo, "Write the greeting"), await completed(repo, "Pack the parcel")];
  const waiting = await repo.spec("Send both");
  const text = await repo.read(active(waiting));
  await repo.write(active(waiting), text.replace("---\n", `---\ndepends_on: [${plain}, ${packed}]\n`));
  await repo.chant("archive", "--yes");
  await execa("gzip", [join(repo.root, there(packed))]);
  const year = join(repo.root, ".chant/archive/2025/12");
  await mkdir(year, { recursive: true });
  await rename(join(repo.root, `${there(packed)}.gz`), join(year, `${packed}.md.gz`));
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "pack");

  for (const [id, title] of [
    [plain, "Write the greeting"],
    [packed, "Pack the parcel"],
  ] as const) {
    const short = id.slice(11);
    expect((await repo.chant("show", short)).stdout).toContain(`● ${title}\nid: ${id}\n`);
    expect((await repo.chant("show", short, "--raw")).stdout).toContain(`# ${title}\n`);
    expect((await repo.chant("prep", short)).stdout).toContain("- [x] It works");
    expect((await repo.chant("log", short)).code).toBe(0);
    expect((await repo.chant("deps", short)).stdout).toContain(waiting);
    expect((await repo.chant("search", title)).stdout).toContain(`${id} [archived]`);
    expect((await repo.chant("list", "--all")).stdout).toContain(`${id} ● ${title}  archived`);
    expect((await repo.chant("list")).stdout).not.toContain(id);
    expect((await repo.chant("activity", "--spec", id)).stdout).toMatch(/ARCHIVED[^]*COMPLETED/);
    expect((await repo.chant("diagnose", id)).stdout).toContain("completed, archived");
  }
  const exported = await repo.chant("export", "--archived", "--full", "--fields", "id,created_at,git");
  const { specs } = JSON.parse(exported.stdout) as { specs: { id: string; body: string; created_at: string }[] };
  expect(specs.map(({ id }) => id).sort()).toEqual([plain, packed, waiting].sort());
  for (const { body, created_at } of specs)
    expect([body, created_at]).toEqual([expect.stringContaining("# "), expect.stringMatching(/^20/)]);
  expect((await repo.chant("ready")).stdout).toContain(waiting);
  expect((await repo.chant("lint", waiting)).code).toBe(0);
  expect(await repo.result("work", waiting)).toMatchObject({ outcome: "completed" });

  const refused = await repo.chant("work", plain);
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(`fix: chant archive ${plain} --restore`)]);
  expect((await repo.chant("edit", packed, "--archived")).stderr).toContain(`fix: chant archive ${packed} --restore`);
  expect((await repo.chant("archive", packed, "--restore")).stdout).toContain(`→ ${active(packed)}`);
  expect(await statusOf(repo, packed)).toBe("completed");
  expect((await repo.chant("show", packed)).stdout).not.toContain("archived");
});

test("M11: an edit on another branch survives in the archived file", async () => {
  const repo = await scratch();
  const id = await completed(repo, "Write the greeting");
  await repo.git("switch", "-qc", "side");
  await repo.write(active(id), `${await repo.read(active(id))}\nA later thought.\n`);
  await repo.git("commit", "-qam", "thought");
  await repo.git("switch", "-q", "main");
  await repo.chant("archive", id);
  await repo.git("merge", "-q", "-m", "both", "side");
  expect(await repo.read(there(id))).toContain("A later thought.");
  expect(await filesIn(join(repo.root, ".chant/specs"))).toEqual([]);
});
